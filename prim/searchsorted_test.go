package prim

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

func TestSearchsortedCountsLesserElements(t *testing.T) {
	a := floatValue(array.Shape{6}, -1, 0, 0, 2, 2, math.NaN())
	v := floatValue(array.Shape{2, 4}, -2, -1, 0, 1, 2, 3, math.Inf(1), math.NaN())
	for side, want := range map[string][]int64{ // by counting; NaN is the greatest
		"left":  {0, 0, 1, 3, 3, 5, 5, 5},
		"right": {0, 1, 3, 3, 5, 5, 5, 6},
	} {
		assertClose(t, side, Searchsorted(a, v, side), ir.Concrete(array.Of(want, array.Shape{2, 4})), 0)
	}
	assertClose(t, "empty list", Searchsorted(normal(1, 0), v, "left"), Zeros(v.Type().With(array.Int64)), 0)
}

func TestSearchsortedErrors(t *testing.T) {
	mustPanic(t, "side", func() { Searchsorted(normal(1, 3), normal(1, 3), "middle") })
	mustPanic(t, "two axes", func() { Searchsorted(normal(1, 3, 3), normal(1, 3), "left") })
}
