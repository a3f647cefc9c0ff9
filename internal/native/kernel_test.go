package native

import (
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

func at2(b *loop.Buffer, i *loop.Value, si int, j *loop.Value, sj int) loop.Address {
	return loop.Address{Buffer: b, Terms: []loop.Term{{Index: i, Stride: si}, {Index: j, Stride: sj}}}
}

// productFunc is z = m·x for a matrix of n rows of d, by rows or by columns. Both loops may be vectorized.
func productFunc(t array.DType, n, d int, byRow bool) *loop.Func {
	b := loop.NewBuilder("product")
	m := b.Buffer(loop.In, "m", t, n*d)
	x := b.Buffer(loop.In, "x", t, d)
	z := b.Buffer(loop.Out, "z", t, n)
	si, sj := 1, n
	if byRow {
		si, sj = d, 1
	}
	zero := b.Int(i64, 0)
	b.Vector(zero, b.Int(i64, int64(n)), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		s := b.Vector(zero, b.Int(i64, int64(d)), []*loop.Value{b.Int(t, 0)}, []loop.Op{loop.Add}, func(j *loop.Value, c []*loop.Value) []*loop.Value {
			return []*loop.Value{b.Op(loop.Add, c[0], b.Op(loop.Mul, b.Load(at2(m, i, si, j, sj)), b.Load(at(x, j))))}
		})
		b.Store(at(z, i), s[0])
		return nil
	})
	return b.Finish()
}

func TestMatrixTimesVector(t *testing.T) {
	for _, dt := range []array.DType{array.Float32, f64, array.Int32, i64} {
		for _, n := range []int{1, 3, 8, 20, 70} {
			for _, d := range []int{1, 5, 16, 33, 54} {
				for _, byRow := range []bool{false, true} {
					f := productFunc(dt, n, d, byRow)
					compare(t, f, func() []*array.Buffer { return wholeParams(f) })
				}
			}
		}
	}
}

// wholeParams returns small whole numbers, of which sums are exact in any order.
func wholeParams(f *loop.Func) []*array.Buffer {
	params := randomParams(f, 1)
	for _, p := range params {
		for i := range p.Size() {
			p.SetFloat64(i, float64(i%7-i%3))
		}
	}
	return params
}

// regressionFunc is the log density of a logistic regression and its gradient, in one pass over the rows.
func regressionFunc(n, d int) *loop.Func {
	b := loop.NewBuilder("regression")
	x := b.Buffer(loop.In, "x", f64, n*d)
	y := b.Buffer(loop.In, "y", f64, n)
	beta := b.Buffer(loop.In, "beta", f64, d)
	g := b.Buffer(loop.Out, "g", f64, d)
	out := b.Buffer(loop.Out, "ll", f64, 1)
	zero, one := b.Int(i64, 0), b.Float(f64, 1)
	cols := b.Int(i64, int64(d))
	b.Vector(zero, cols, nil, nil, func(j *loop.Value, _ []*loop.Value) []*loop.Value {
		b.Store(at(g, j), b.Float(f64, 0))
		return nil
	})
	ll := b.For(zero, b.Int(i64, int64(n)), []*loop.Value{b.Float(f64, 0)}, func(i *loop.Value, c []*loop.Value) []*loop.Value {
		z := b.Vector(zero, cols, []*loop.Value{b.Float(f64, 0)}, []loop.Op{loop.Add}, func(j *loop.Value, c []*loop.Value) []*loop.Value {
			return []*loop.Value{b.Op(loop.FMA, b.Load(at2(x, i, d, j, 1)), b.Load(at(beta, j)), c[0])}
		})[0]
		r := b.Op(loop.Sub, b.Load(at(y, i)), b.Op(loop.Div, one, b.Op(loop.Add, one, b.Op(loop.Abs, z))))
		b.Vector(zero, cols, nil, nil, func(j *loop.Value, _ []*loop.Value) []*loop.Value {
			b.Store(at(g, j), b.Op(loop.FMA, r, b.Load(at2(x, i, d, j, 1)), b.Load(at(g, j))))
			return nil
		})
		return []*loop.Value{b.Op(loop.FMA, r, z, c[0])}
	})
	b.Store(loop.Address{Buffer: out}, ll[0])
	return b.Finish()
}

// chainsFunc is a regression for eight chains in lanes: z[i,c] = Σ x[i,j]·beta[j,c], and the transposed product.
func chainsFunc(n, d int) *loop.Func {
	const chains = 8
	b := loop.NewBuilder("chains")
	x := b.Buffer(loop.In, "x", f64, n*d)
	beta := b.Buffer(loop.In, "beta", f64, d*chains)
	g := b.Buffer(loop.Out, "g", f64, d*chains)
	zero := b.Int(i64, 0)
	cols, lanes := b.Int(i64, int64(d)), b.Int(i64, chains)
	b.Vector(zero, b.Int(i64, int64(d*chains)), nil, nil, func(j *loop.Value, _ []*loop.Value) []*loop.Value {
		b.Store(at(g, j), b.Float(f64, 0))
		return nil
	})
	b.For(zero, b.Int(i64, int64(n)), nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		b.Vector(zero, lanes, nil, nil, func(c *loop.Value, _ []*loop.Value) []*loop.Value {
			z := b.Vector(zero, cols, []*loop.Value{b.Float(f64, 0)}, []loop.Op{loop.Add}, func(j *loop.Value, s []*loop.Value) []*loop.Value {
				return []*loop.Value{b.Op(loop.FMA, b.Load(at2(x, i, d, j, 1)), b.Load(at2(beta, j, chains, c, 1)), s[0])}
			})[0]
			r := b.Op(loop.Div, b.Float(f64, 1), b.Op(loop.Add, b.Float(f64, 1), b.Op(loop.Abs, z)))
			b.For(zero, cols, nil, func(j *loop.Value, _ []*loop.Value) []*loop.Value {
				a := at2(g, j, chains, c, 1)
				b.Store(a, b.Op(loop.FMA, r, b.Load(at2(x, i, d, j, 1)), b.Load(a)))
				return nil
			})
			return nil
		})
		return nil
	})
	return b.Finish()
}

func TestChains(t *testing.T) {
	f := chainsFunc(20, 30)
	if err := f.Check(); err != nil {
		t.Fatal(err)
	}
	compare(t, f, func() []*array.Buffer { // a power of two in each row, so that divisions are exact
		params := wholeParams(f)
		for i := range params[0].Size() {
			params[0].SetFloat64(i, 0)
			if i%30 == 7 {
				params[0].SetFloat64(i, 1)
			}
		}
		for i := range params[1].Size() {
			params[1].SetFloat64(i, float64(int(1)<<(i%4)-1))
		}
		return params
	})
}

func BenchmarkRegression(b *testing.B) { benchmarkRun(b, regressionFunc(20000, 54), 8*20000*54) }
func BenchmarkChains(b *testing.B)     { benchmarkRun(b, chainsFunc(20000, 54), 8*20000*54) }
func BenchmarkProductByRow(b *testing.B) {
	benchmarkRun(b, productFunc(f64, 2000, 54, true), 8*2000*54)
}
func BenchmarkProductByColumn(b *testing.B) {
	benchmarkRun(b, productFunc(f64, 2000, 54, false), 8*2000*54)
}

func TestSampler(t *testing.T) {
	f := samplerFunc(3) // its sums depend on the order: see that it compiles and runs
	for name, cpu := range targets(t) {
		c, err := Compile(f, cpu)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.New().Run(ordinaryParams(f), nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
