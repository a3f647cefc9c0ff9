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

func TestSearchsortedRules(t *testing.T) {
	for _, side := range []string{"left", "right"} {
		for _, shape := range []array.Shape{nil, {3}, {2, 2}, {0}} {
			var examples, stacked [][]Value
			for e := range uint64(3) {
				examples = append(examples, []Value{Sort(normal(e, 5), 0), normal(10+e, shape...)})
				stacked = append(stacked, []Value{Sort(normal(e, 2, 5), 1), normal(10+e, shape.Prepend(2)...)})
			}
			checkRules(t, SearchsortedOp{Side: side}, nil, examples...)
			checkRules(t, SearchsortedOp{Side: side, Lead: 1}, nil, stacked...)
		}
	}
	mustPanic(t, "side", func() { Searchsorted(normal(1, 3), normal(1, 3), "middle") })
	mustPanic(t, "two axes", func() { Searchsorted(normal(1, 3, 3), normal(1, 3), "left") })
}
