package native

import (
	"fmt"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// at is the address of element i of b.
func at(b *loop.Buffer, i *loop.Value) loop.Address {
	return loop.Address{Buffer: b, Terms: []loop.Term{{Index: i, Stride: 1}}}
}

// vectorFunc makes a Func of one loop over n elements, with some In buffers, an Out buffer, and, if there is a body result, a
// sum in element 0 of another.
func vectorFunc(name string, n, ins int, sum bool, body func(b *loop.Builder, x []*loop.Value, acc *loop.Value) *loop.Value) *loop.Func {
	b := loop.NewBuilder(name)
	var in []*loop.Buffer
	for i := range ins {
		in = append(in, b.Buffer(loop.In, fmt.Sprintf("x%d", i), array.Float64, n))
	}
	length := n
	if sum {
		length = 1
	}
	out := b.Buffer(loop.Out, "z", array.Float64, length)
	var init []*loop.Value
	var combine []loop.Op
	if sum {
		init, combine = []*loop.Value{b.Float(array.Float64, 0)}, []loop.Op{loop.Add}
	}
	sums := b.Vector(b.Int(array.Int64, 0), b.Int(array.Int64, int64(n)), init, combine, func(i *loop.Value, c []*loop.Value) []*loop.Value {
		var x []*loop.Value
		for _, p := range in {
			x = append(x, b.Load(at(p, i)))
		}
		if sum {
			return []*loop.Value{body(b, x, c[0])}
		}
		b.Store(at(out, i), body(b, x, nil))
		return nil
	})
	if sum {
		b.Store(loop.Address{Buffer: out}, sums[0])
	}
	return b.Finish()
}

func sumFunc(n int) *loop.Func {
	return vectorFunc("sum", n, 1, true, func(b *loop.Builder, x []*loop.Value, acc *loop.Value) *loop.Value {
		return b.Op(loop.Add, acc, x[0])
	})
}

func dotFunc(n int) *loop.Func {
	return vectorFunc("dot", n, 2, true, func(b *loop.Builder, x []*loop.Value, acc *loop.Value) *loop.Value {
		return b.Op(loop.FMA, x[0], x[1], acc)
	})
}

// polynomialFunc is what an exponential looks like: reduce the range, a polynomial of degree 12, scale.
func polynomialFunc(n int) *loop.Func {
	return vectorFunc("polynomial", n, 1, false, func(b *loop.Builder, x []*loop.Value, _ *loop.Value) *loop.Value {
		c := func(x float64) *loop.Value { return b.Float(array.Float64, x) }
		k := b.Op(loop.Round, b.Op(loop.Mul, x[0], c(1.4426950408889634)))
		r := b.Op(loop.FMA, k, c(-0.693147180369123816490), x[0])
		r = b.Op(loop.FMA, k, c(-1.90821492927058770002e-10), r)
		p, f := c(1.0/479001600), 1.0/479001600
		for i := 12; i > 0; i-- {
			f *= float64(i)
			p = b.Op(loop.FMA, p, r, c(f))
		}
		bits := b.Op(loop.Shl, b.Op(loop.Add, b.To(array.Int64, k), b.Int(array.Int64, 1023)), b.Int(array.Int64, 52))
		return b.Op(loop.Mul, p, b.Cast(array.Float64, bits))
	})
}

// nestFunc is a matrix times a vector, both small.
func nestFunc(n int) *loop.Func {
	b := loop.NewBuilder("nest")
	m := b.Buffer(loop.In, "m", array.Float64, n*n)
	x := b.Buffer(loop.In, "x", array.Float64, n)
	z := b.Buffer(loop.Out, "z", array.Float64, n)
	zero, end := b.Int(array.Int64, 0), b.Int(array.Int64, int64(n))
	b.Vector(zero, end, nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		s := b.For(zero, end, []*loop.Value{b.Float(array.Float64, 0)}, func(j *loop.Value, c []*loop.Value) []*loop.Value {
			at2 := loop.Address{Buffer: m, Terms: []loop.Term{{Index: i, Stride: 1}, {Index: j, Stride: n}}}
			return []*loop.Value{b.Op(loop.FMA, b.Load(at2), b.Load(at(x, j)), c[0])}
		})
		b.Store(at(z, i), s[0])
		return nil
	})
	return b.Finish()
}

// chainFunc is n dependent scalar operations.
func chainFunc(n int) *loop.Func {
	b := loop.NewBuilder("chain")
	x := b.Buffer(loop.In, "x", array.Float64, 1)
	z := b.Buffer(loop.Out, "z", array.Float64, 1)
	v := b.Load(loop.Address{Buffer: x})
	y := v
	for i := range n {
		v = b.Op([]loop.Op{loop.Add, loop.Mul}[i%2], v, y)
	}
	b.Store(loop.Address{Buffer: z}, v)
	return b.Finish()
}

// samplerFunc looks like a sampler: a long loop with many short loops over small arrays and scalar bookkeeping.
func samplerFunc(loops int) *loop.Func {
	const n = 33
	b := loop.NewBuilder("sampler")
	x := b.Buffer(loop.In, "x", f64, n)
	z := b.Buffer(loop.Out, "z", f64, n)
	var temps []*loop.Buffer
	for k := range 40 {
		t := b.Buffer(loop.Temp, "t", f64, n)
		t.Offset = k * (8*n + 63) &^ 63
		temps = append(temps, t)
	}
	zero, end := b.Int(i64, 0), b.Int(i64, n)
	for _, t := range append(temps, z) {
		b.Vector(zero, end, nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
			b.Store(at(t, i), b.Load(at(x, i)))
			return nil
		})
	}
	b.While([]*loop.Value{zero, b.Float(f64, 1)}, func(c []*loop.Value) *loop.Value {
		return b.Op(loop.Lt, c[0], b.Int(i64, 100))
	}, func(c []*loop.Value) []*loop.Value {
		s := c[1]
		for k := range loops {
			p, q, r := temps[k%40], temps[(3*k+1)%40], temps[(7*k+2)%40]
			sum := b.Vector(zero, end, []*loop.Value{b.Float(f64, 0)}, []loop.Op{loop.Add}, func(i *loop.Value, acc []*loop.Value) []*loop.Value {
				v := b.Op(loop.FMA, b.Load(at(p, i)), s, b.Load(at(q, i)))
				v = b.Op(loop.Div, v, b.Op(loop.Add, b.Float(f64, float64(k)), b.Op(loop.Abs, v)))
				b.Store(at(r, i), v)
				return []*loop.Value{b.Op(loop.FMA, v, v, acc[0])}
			})[0]
			more := b.Op(loop.Lt, sum, b.Float(f64, 0.5))
			s = b.If(more, func() []*loop.Value {
				return []*loop.Value{b.Op(loop.Add, s, sum)}
			}, func() []*loop.Value { return []*loop.Value{b.Op(loop.Sqrt, sum)} })[0]
		}
		return []*loop.Value{b.Op(loop.Add, c[0], b.Int(i64, 1)), s}
	})
	return b.Finish()
}

func benchmarkRun(b *testing.B, f *loop.Func, bytes int) {
	for name, cpu := range targets(b) {
		b.Run(name, func(b *testing.B) {
			c, err := Compile(f, cpu)
			if err != nil {
				b.Fatal(err)
			}
			m, params := c.New(), ordinaryParams(f)
			b.SetBytes(int64(bytes))
			b.ReportAllocs()
			for b.Loop() {
				if err := m.Run(params, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSum1e6(b *testing.B)        { benchmarkRun(b, sumFunc(1e6), 8e6) }
func BenchmarkSum4096(b *testing.B)       { benchmarkRun(b, sumFunc(4096), 8*4096) }
func BenchmarkDot1e6(b *testing.B)        { benchmarkRun(b, dotFunc(1e6), 16e6) }
func BenchmarkDot4096(b *testing.B)       { benchmarkRun(b, dotFunc(4096), 16*4096) }
func BenchmarkPolynomial1e6(b *testing.B) { benchmarkRun(b, polynomialFunc(1e6), 16e6) }
func BenchmarkPolynomial1e3(b *testing.B) { benchmarkRun(b, polynomialFunc(1e3), 16e3) }
func BenchmarkNest8(b *testing.B)         { benchmarkRun(b, nestFunc(8), 0) }
func BenchmarkNest64(b *testing.B)        { benchmarkRun(b, nestFunc(64), 8*64*64) }
func BenchmarkChain1000(b *testing.B)     { benchmarkRun(b, chainFunc(1000), 0) }

func BenchmarkSampler(b *testing.B) { benchmarkRun(b, samplerFunc(30), 0) }
func BenchmarkEmpty(b *testing.B)   { benchmarkRun(b, chainFunc(0), 0) }

func BenchmarkCompile(b *testing.B) {
	for _, f := range []*loop.Func{samplerFunc(300), chainFunc(5000), randomFunc(7), polynomialFunc(1e6), nestFunc(64)} {
		b.Run(f.Name, func(b *testing.B) {
			u, err := translate(f, exec.CPU())
			if err != nil {
				b.Skip(err)
			}
			n := len(u.region.body)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := translate(f, exec.CPU()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/inst")
		})
	}
}

// ordinaryParams returns parameters without special values, with which some operations are slow.
func ordinaryParams(f *loop.Func) []*array.Buffer {
	params := randomParams(f, 1)
	for _, p := range params {
		for i := range p.Size() {
			p.SetFloat64(i, 0.5+float64(i%7))
		}
	}
	return params
}
