package prim

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

// What is out of range is clamped where it is taken and dropped where it is put; an unsigned index that
// would be negative as an int64 is past the end.
func TestIndicesOutOfRange(t *testing.T) {
	x := floatValue(array.Shape{3}, 1, 2, 3)
	for _, c := range []struct {
		index           Value
		taken, put, cut float64 // x[index], the sum of x with 100 added there, the first of two elements cut there
	}{
		{Scalar(array.Int64, -1), 1, 6, 1},
		{Scalar(array.Int64, 0), 1, 106, 1},
		{Scalar(array.Int64, 2), 3, 106, 2},
		{Scalar(array.Int64, 3), 3, 6, 2},
		{Scalar(array.Uint64, 0), 1, 106, 1},
		{Scalar(array.Uint64, 1), 2, 106, 2},
		{ir.Concrete(array.Scalar(uint64(math.MaxUint64))), 3, 6, 2},
	} {
		what := c.index.Type().String() + " " + c.index.Buffer().FormatElem(0)
		assertClose(t, "take at "+what, Take(x, c.index, 0, 0), floatValue(nil, c.taken), 0)
		put := ScatterAdd(x, c.index, floatValue(nil, 100), 0, 0)
		assertClose(t, "scatter at "+what, SumAll(put), floatValue(nil, c.put), 0)
		block := DynSlice(x, []Value{c.index}, []int{2})
		assertClose(t, "slice at "+what, cut(block, 0, 0, 1), floatValue(array.Shape{1}, c.cut), 0)
		put = DynUpdate(x, floatValue(array.Shape{2}, 0, 0), []Value{c.index})
		assertClose(t, "update at "+what, SumAll(put), floatValue(nil, 6-2*c.cut-1), 0)
	}
}
