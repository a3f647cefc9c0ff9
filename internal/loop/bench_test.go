package loop

import (
	"testing"

	"github.com/phlox-ppl/phlox/array"
)

// bench runs f with parameters from 1 to 2; work is the number of what one run does.
func bench(b *testing.B, f *Func, work int, unit string) {
	b.Helper()
	if err := f.Check(); err != nil {
		b.Fatal(err)
	}
	p, err := Interpret(f)
	if err != nil {
		b.Fatal(err)
	}
	var params []*array.Buffer
	for _, buf := range f.Buffers {
		if buf.Kind == In || buf.Kind == Out {
			x := array.New(buf.Type, array.Shape{buf.Len})
			for i := range buf.Len {
				x.SetFloat64(i, 1+float64(i%97)/97)
			}
			params = append(params, x)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := p.Run(params, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*work), "ns/"+unit)
}

// at returns the address i·stride + offset.
func at(b *Buffer, i *Value, stride, offset int) Address {
	return Address{b, offset, []Term{{i, stride}}}
}

// vectorFunc is out[i] = body(x[i], y[i]) for n elements.
func vectorFunc(t array.DType, n int, body func(b *Builder, x, y *Value) *Value) *Func {
	b := NewBuilder("vector")
	x, y, z := b.Buffer(In, "x", t, n), b.Buffer(In, "y", t, n), b.Buffer(Out, "z", t, n)
	b.Vector(b.Int(array.Int64, 0), b.Int(array.Int64, int64(n)), nil, nil, func(i *Value, _ []*Value) []*Value {
		b.Store(at(z, i, 1, 0), body(b, b.Load(at(x, i, 1, 0)), b.Load(at(y, i, 1, 0))))
		return nil
	})
	return b.Finish()
}

func BenchmarkElementwise(b *testing.B) {
	const n = 1_000_000
	for _, t := range []array.DType{array.Float64, array.Float32, array.Int64} {
		b.Run("chain/"+t.String(), func(b *testing.B) {
			f := vectorFunc(t, n, func(b *Builder, x, y *Value) *Value { // ten ops
				c := b.Int(t, 3)
				for range 5 {
					x = b.Op(Add, b.Op(Mul, x, y), c)
				}
				return x
			})
			bench(b, f, 10*n, "op")
		})
	}
	for _, op := range []Op{Add, Mul, Div, Min, Lt, Sqrt, Abs, Exp, Log} {
		b.Run(op.String(), func(b *testing.B) {
			f := vectorFunc(array.Float64, 1000, func(b *Builder, x, y *Value) *Value {
				v := b.Op(op, []*Value{x, y}[:op.Arity()]...)
				return b.To(array.Float64, v)
			})
			bench(b, f, 1000, "op")
		})
	}
	for _, t := range []array.DType{array.Float64, array.Float32} {
		b.Run("fma/"+t.String(), func(b *testing.B) {
			f := vectorFunc(t, n, func(b *Builder, x, y *Value) *Value {
				return b.Op(FMA, b.Op(FMA, x, y, y), y, x)
			})
			bench(b, f, 2*n, "op")
		})
	}
}

func BenchmarkReduce(b *testing.B) {
	const n = 1_000_000
	reduction := func(t array.DType, combine Op, body func(b *Builder, x, y, acc *Value) *Value) *Func {
		b := NewBuilder("reduce")
		x, y, z := b.Buffer(In, "x", t, n), b.Buffer(In, "y", t, n), b.Buffer(Out, "z", t, 1)
		out := b.Vector(b.Int(array.Int64, 0), b.Int(array.Int64, n), []*Value{b.Int(t, 0)}, []Op{combine},
			func(i *Value, acc []*Value) []*Value {
				return []*Value{body(b, b.Load(at(x, i, 1, 0)), b.Load(at(y, i, 1, 0)), acc[0])}
			})
		b.Store(Address{Buffer: z}, out[0])
		return b.Finish()
	}
	for _, t := range []array.DType{array.Float64, array.Float32, array.Int64} {
		b.Run("sum/"+t.String(), func(b *testing.B) {
			bench(b, reduction(t, Add, func(b *Builder, x, _, acc *Value) *Value { return b.Op(Add, acc, x) }), n, "op")
		})
	}
	b.Run("dot", func(b *testing.B) {
		bench(b, reduction(array.Float64, Add, func(b *Builder, x, y, acc *Value) *Value { return b.Op(FMA, x, y, acc) }), n, "op")
	})
	b.Run("max", func(b *testing.B) {
		bench(b, reduction(array.Float64, Max, func(b *Builder, x, _, acc *Value) *Value { return b.Op(Max, acc, x) }), n, "op")
	})
}

// BenchmarkScalar is a loop in order with ten operations.
func BenchmarkScalar(b *testing.B) {
	const n = 1_000_000
	c := NewBuilder("scalar")
	t := array.Float64
	x, z := c.Buffer(In, "x", t, n), c.Buffer(Out, "z", t, n)
	one := c.Int(t, 1)
	c.For(c.Int(array.Int64, 0), c.Int(array.Int64, n), []*Value{one}, func(i *Value, acc []*Value) []*Value {
		v := c.Load(at(x, i, 1, 0))
		w := c.Op(Mul, v, v)
		u := c.Op(Add, w, one)
		s := c.Op(Sub, u, v)
		m := c.Op(Max, s, one)
		k := c.Op(Select, c.Op(Lt, m, u), m, u)
		next := c.Op(Mul, c.Op(Add, acc[0], k), c.Float(t, 0.5))
		c.Store(at(z, i, 1, 0), next)
		return []*Value{next}
	})
	bench(b, c.Finish(), 10*n, "op")
}

// BenchmarkSmallLoops is about the cost of a Vector loop with 8 iterations.
func BenchmarkSmallLoops(b *testing.B) {
	const n, outer = 8, 10_000
	c := NewBuilder("small")
	t := array.Float64
	x, y := c.Buffer(In, "x", t, n), c.Buffer(Out, "y", t, n)
	zero := c.Int(array.Int64, 0)
	c.For(zero, c.Int(array.Int64, outer), nil, func(_ *Value, _ []*Value) []*Value {
		c.Vector(zero, c.Int(array.Int64, n), nil, nil, func(i *Value, _ []*Value) []*Value {
			c.Store(at(y, i, 1, 0), c.Op(Add, c.Load(at(x, i, 1, 0)), c.Load(at(y, i, 1, 0))))
			return nil
		})
		return nil
	})
	bench(b, c.Finish(), outer, "loop")
}

// BenchmarkMatVec is y = A x with the columns of A contiguous, so that the Vector loop has one over x in it.
func BenchmarkMatVec(b *testing.B) {
	const rows, cols = 1000, 100
	c := NewBuilder("matvec")
	t := array.Float64
	a, x, y := c.Buffer(In, "a", t, rows*cols), c.Buffer(In, "x", t, cols), c.Buffer(Out, "y", t, rows)
	zero := c.Int(array.Int64, 0)
	c.Vector(zero, c.Int(array.Int64, rows), nil, nil, func(i *Value, _ []*Value) []*Value {
		out := c.For(zero, c.Int(array.Int64, cols), []*Value{c.Int(t, 0)}, func(j *Value, acc []*Value) []*Value {
			m := c.Load(Address{a, 0, []Term{{i, 1}, {j, rows}}})
			return []*Value{c.Op(FMA, m, c.Load(at(x, j, 1, 0)), acc[0])}
		})
		c.Store(at(y, i, 1, 0), out[0])
		return nil
	})
	bench(b, c.Finish(), rows*cols, "op")
}

func BenchmarkInterpret(b *testing.B) {
	f := randomFunc(7)
	for b.Loop() {
		if _, err := Interpret(f); err != nil {
			b.Fatal(err)
		}
	}
}
