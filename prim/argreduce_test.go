package prim

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

func TestArgReduceTiesAndNaN(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		what     string
		x        Value
		max, min float64
	}{
		{"ties", floatValue(array.Shape{5}, 1, 3, 0, 3, 0), 1, 2},
		{"NaN", floatValue(array.Shape{4}, 5, nan, nan, -1), 1, 1},
		{"Inf", floatValue(array.Shape{3}, math.Inf(-1), math.Inf(1), 0), 1, 0},
		{"uint64", ir.Concrete(array.Of([]uint64{1, math.MaxUint64, 0}, array.Shape{3})), 1, 2},
		{"bool", ir.Concrete(array.Of([]bool{true, false, true}, array.Shape{3})), 0, 1},
	} {
		assertClose(t, c.what, Argmax(c.x, 0), Scalar(array.Int64, c.max), 0)
		assertClose(t, c.what, Argmin(c.x, 0), Scalar(array.Int64, c.min), 0)
	}
	mustPanic(t, "empty axis", func() { Argmax(normal(1, 3, 0), 1) })
}

// What is at the place found is the extremum.
func TestArgReduceFindsReduce(t *testing.T) {
	for _, fold := range []string{"max", "min"} {
		x := normal(1, 3, 4)
		for axis := range 2 {
			line := Take(x, Scalar(array.Int64, 0), 1-axis, 0)
			best := takeAlong(line, Reshape(ir.Bind1(ArgReduce{Fold: fold}, line), array.Shape{1}), 0)
			assertClose(t, fold, best, Reshape(ir.Bind1(ReduceOp{fold, []int{0}}, line), array.Shape{1}), 0)
		}
	}
}
