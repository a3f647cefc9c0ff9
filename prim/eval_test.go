package prim_test

import (
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/ir"
	. "github.com/phlox-ppl/phlox/prim"
)

// BenchmarkEvalSmall runs programs of 200 equations on small arrays: what an equation costs.
func BenchmarkEvalSmall(b *testing.B) {
	chain := func(step func(x Value) Value) func(x []Value) []Value {
		return func(x []Value) []Value {
			v := x[0]
			for v.Slot() < 200 {
				v = step(v)
			}
			return []Value{v}
		}
	}
	for _, c := range []struct {
		name  string
		shape array.Shape
		f     func(x []Value) []Value
	}{
		{"scalars", nil, chain(func(x Value) Value { return Add(Mul(x, Like(x, 0.5)), x) })},
		{"elementwise [8]", array.Shape{8}, chain(func(x Value) Value { return Add(Mul(x, Like(x, 0.5)), x) })},
		{"compare and select [8]", array.Shape{8}, chain(func(x Value) Value { return Select(Gt(x, Like(x, 0)), Neg(x), x) })},
		{"sum and broadcast [8]", array.Shape{8}, chain(func(x Value) Value { return BroadcastScalar(SumAll(x), x.Shape()) })},
		{"transpose and slice [4 4]", array.Shape{4, 4}, chain(func(x Value) Value {
			return BroadcastTo(Slice(MatTranspose(x), []int{1, 0}, []int{2, 4}, nil), x.Shape(), []int{0, 1})
		})},
		{"integers [8]", array.Shape{8}, chain(func(x Value) Value {
			if x.DType().IsFloat() {
				x = ConvertTo(x, array.Uint32)
			}
			return Xor(Add(x, x), ShiftRight(x, Like(x, 3)))
		})},
	} {
		b.Run(c.name, func(b *testing.B) {
			p, _ := ir.TraceFunc([]ir.Type{{DType: array.Float64, Shape: c.shape}}, c.f)
			in := laws.Buffers([]Value{laws.Normal(1, c.shape...)})
			b.ReportAllocs()
			for b.Loop() {
				p.Eval(in)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(p.Eqns)), "ns/equation")
		})
	}
}

// BenchmarkEvalLarge runs single ops on a million elements.
func BenchmarkEvalLarge(b *testing.B) {
	x, m := laws.Normal(1, 1000, 1000), laws.Normal(1, 256, 256)
	for _, c := range []struct {
		name string
		f    func() Value
	}{
		{"add", func() Value { return Add(x, x) }},
		{"sum all", func() Value { return SumAll(x) }},
		{"sum rows", func() Value { return Sum(x, []int{1}) }},
		{"sum columns", func() Value { return Sum(x, []int{0}) }},
		{"max rows", func() Value { return ReduceMax(x, []int{1}) }},
		{"broadcast scalar", func() Value { return BroadcastScalar(Like(x, 1), x.Shape()) }},
		{"broadcast row", func() Value { return BroadcastTo(Sum(x, []int{0}), x.Shape(), []int{1}) }},
		{"transpose", func() Value { return MatTranspose(x) }},
		{"slice rows", func() Value { return Slice(x, []int{10, 0}, []int{990, 1000}, nil) }},
		{"convert", func() Value { return ConvertTo(x, array.Float32) }},
		{"matmul 256", func() Value { return MatMul(m, m) }},
		{"matvec", func() Value {
			return Dot(x, Sum(x, []int{0}), DotOp{XSum: []int{1}, YSum: []int{0}})
		}},
		{"vecmat", func() Value {
			return Dot(Sum(x, []int{0}), x, DotOp{XSum: []int{0}, YSum: []int{0}})
		}},
		{"vecmat transposed", func() Value {
			return Dot(x, Sum(x, []int{1}), DotOp{XSum: []int{0}, YSum: []int{0}})
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				c.f()
			}
		})
	}
}
