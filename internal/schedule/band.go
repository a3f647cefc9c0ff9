package schedule

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// fewest is how many rows and columns a constant has that is worth to be computed: the elements of smaller ones are at hand.
const fewest = 16

// band returns a constant matrix of two values, of which one fills a triangle or the diagonal or one beside it, as an expression that
// compares indices; nil if x is none. So masks of triangles and identity matrices are not read from memory.
func band(x *array.Buffer) *expr.Node {
	shape := x.Shape()
	if len(shape) != 2 || min(shape[0], shape[1]) < fewest {
		return nil
	}
	rows, cols := shape[0], shape[1]
	at := func(d int) uint64 { return x.Bits(max(d, 0)*cols + max(-d, 0)) } // the value at row - column = d
	for i := range x.Size() {
		if x.Bits(i) != at(i/cols-i%cols) {
			return nil
		}
	}
	var changes []int
	for d := 2 - cols; d < rows; d++ {
		if at(d) != at(d-1) {
			changes = append(changes, d)
		}
	}
	row, col := []int{1, 0}, []int{0, 1}
	var inside *expr.Node
	switch {
	case len(changes) == 1: // row - column >= d
		inside = expr.Apply(loop.Le, expr.Iota(shape, changes[0], col), expr.Iota(shape, 0, row))
	case len(changes) == 2 && changes[1] == changes[0]+1 && at(changes[1]) == at(changes[0]-1): // row - column = d
		inside = expr.Apply(loop.Eq, expr.Iota(shape, changes[0], col), expr.Iota(shape, 0, row))
	default:
		return nil
	}
	if x.DType() == array.Bool && at(changes[0]) == 1 {
		return inside
	}
	value := func(bits uint64) *expr.Node { return expr.Const(x.DType(), nil, bits) }
	return expr.Apply(loop.Select, inside, value(at(changes[0])), value(at(changes[0]-1)))
}
