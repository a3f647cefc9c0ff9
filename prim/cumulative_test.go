package prim

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

func TestCumulativeIsARunningReduction(t *testing.T) {
	logSumExp := func(x Value, axes []int) Value { return Log(Sum(Exp(x), axes)) }
	for _, c := range []struct {
		fold   string
		reduce func(x Value, axes []int) Value
	}{
		{"sum", Sum}, {"prod", ReduceProd}, {"max", ReduceMax}, {"min", ReduceMin}, {"logsumexp", logSumExp},
	} {
		for _, reverse := range []bool{false, true} {
			for axis := range 3 {
				x := normal(1, 3, 4, 5)
				n := x.Shape()[axis]
				y := ir.Bind1(Cumulative{c.fold, axis, reverse}, x)
				for k := range n {
					part := cut(x, axis, 0, k+1)
					if reverse {
						part = cut(x, axis, k, n)
					}
					got := Sum(cut(y, axis, k, k+1), []int{axis})
					assertClose(t, c.fold, got, c.reduce(part, []int{axis}), 1e-13)
				}
			}
		}
	}
}

func TestCumulativeEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		what      string
		got, want Value
	}{
		{"cummax after NaN", Cummax(floatValue(array.Shape{4}, 1, nan, 2, 0), 0), floatValue(array.Shape{4}, 1, nan, nan, nan)},
		{"cumlogsumexp of -Inf", Cumlogsumexp(floatValue(array.Shape{3}, -inf, -inf, 0), 0), floatValue(array.Shape{3}, -inf, -inf, 0)},
		{"cumlogsumexp of large", Cumlogsumexp(floatValue(array.Shape{2}, 1e4, 1e4), 0), floatValue(array.Shape{2}, 1e4, 1e4+math.Ln2)},
		{"cumsum of ints wraps", Cumsum(ir.Concrete(array.Of([]int32{math.MaxInt32, 1}, array.Shape{2})), 0),
			ir.Concrete(array.Of([]int32{math.MaxInt32, math.MinInt32}, array.Shape{2}))},
		{"cumprod of ints", Cumprod(ir.Concrete(array.Of([]int64{2, -3, 4}, array.Shape{3})), 0),
			ir.Concrete(array.Of([]int64{2, -6, -24}, array.Shape{3}))},
		{"prod of ints", ReduceProd(ir.Concrete(array.Of([]uint32{2, 3, 4}, array.Shape{3})), []int{0}), Scalar(array.Uint32, 24)},
		{"cummax of ints", Cummax(ir.Concrete(array.Of([]int32{-2, -3, 4}, array.Shape{3})), 0),
			ir.Concrete(array.Of([]int32{-2, -2, 4}, array.Shape{3}))},
		{"cummin of uint64", Cummin(ir.Concrete(array.Of([]uint64{math.MaxUint64, 5}, array.Shape{2})), 0),
			ir.Concrete(array.Of([]uint64{math.MaxUint64, 5}, array.Shape{2}))},
		{"cumprod of float32", Cumprod(ConvertTo(floatValue(array.Shape{2}, 3, 0.5), array.Float32), 0),
			ConvertTo(floatValue(array.Shape{2}, 3, 1.5), array.Float32)},
	} {
		assertClose(t, c.what, c.got, c.want, 1e-15)
	}

	// The running maximum's tangent is that of the latest element equal to it.
	x, dx := floatValue(array.Shape{4}, 1, 2, 2, 0), floatValue(array.Shape{4}, 10, 20, 30, 40)
	dy := Cumulative{Fold: "max"}.JVP([]Value{x}, []Value{Cummax(x, 0)}, []Value{dx})
	assertClose(t, "tie", dy[0], floatValue(array.Shape{4}, 10, 20, 30, 30), 0)

	// Tangents of logsumexp are finite after elements of weight zero.
	x = floatValue(array.Shape{3}, -inf, -inf, 0)
	dy = Cumulative{Fold: "logsumexp"}.JVP([]Value{x}, []Value{Cumlogsumexp(x, 0)}, []Value{floatValue(array.Shape{3}, 1, 2, 3)})
	assertClose(t, "-Inf", dy[0], floatValue(array.Shape{3}, 0, 0, 3), 0)

	mustPanic(t, "cumsum of bool", func() { Cumsum(Scalar(array.Bool, 1), 0) })
	mustPanic(t, "cumlogsumexp of int", func() { Cumlogsumexp(Iota(array.Int64, array.Shape{2}, 0), 0) })
	mustPanic(t, "axis out of range", func() { Cumsum(normal(1, 2), 1) })
}
