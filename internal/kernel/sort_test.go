package kernel_test

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// fewValues returns numbers of which many are equal; of floats some are NaN, infinite, or zeros of both signs.
func fewValues(d array.DType, seed int, shape ...int) ir.Value {
	special := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1)}
	v := normal(array.Float64, seed, shape...)
	b := array.New(d, shape)
	for i := range b.Size() {
		x := math.Round(2 * v.Buffer().Float64(i))
		switch {
		case d.IsFloat() && i%7 < 2:
			x = special[(i+i/7)%len(special)]
		case d.IsUnsigned() || d == array.Bool:
			x = math.Abs(x)
		}
		b.SetFloat64(i, x)
	}
	return ir.Concrete(b)
}

func TestSort(t *testing.T) {
	for _, n := range sizes() {
		for _, d := range array.DTypes {
			agree(t, prim.SortOp{Axis: 0, Keys: 1}, 0, fewValues(d, n, n), prim.Iota(array.Int64, array.Shape{n}, 0))
		}
		agree(t, prim.SortOp{Axis: 1, Keys: 2}, 0, fewValues(array.Int32, n, 2, n, 3), fewValues(array.Float64, n+1, 2, n, 3), normal(array.Float64, n, 2, n, 3))
	}
	agree(t, prim.SortOp{Axis: 0, Keys: 1}, 0, normal(array.Float64, 1, 1000))
}

func TestSearchsorted(t *testing.T) {
	for _, n := range sizes() {
		for _, d := range array.DTypes {
			list := prim.Sort(fewValues(d, n, 2, n), 1)
			for _, side := range []string{"left", "right"} {
				agree(t, prim.SearchsortedOp{Side: side, Lead: 1}, 0, list, fewValues(d, n+1, 2, 3, 5))
			}
		}
	}
}
