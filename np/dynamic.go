package np

import (
	"slices"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// DynamicSlice returns the block of x of the given sizes that begins at start, one integer scalar per
// axis; the block is moved to fit into x if it does not.
func DynamicSlice(x Array, start []Array, sizes []int) Array {
	return Array{prim.DynSlice(operand(x).v, starts(start), sizes), x.weak}
}

// DynamicUpdate returns x with the block that begins at start, one integer scalar per axis, replaced.
func DynamicUpdate(x, block Array, start []Array) Array {
	return Array{v: prim.DynUpdate(operand(x).v, updateOf(x, block).v, starts(start))}
}

// DynamicIndex returns x[i] along the first axis for an integer scalar i, clamped to the range.
func DynamicIndex(x, i Array) Array {
	sizes := slices.Clone(x.Shape())
	sizes[0] = 1
	return DynamicSlice(x, leading(i, x.Rank()), sizes).Reshape(x.Shape()[1:]...)
}

// DynamicSetIndex returns x with x[i] along the first axis replaced by row, for an integer scalar i,
// clamped to the range.
func DynamicSetIndex(x, i, row Array) Array {
	return DynamicUpdate(x, row.BroadcastTo(x.Shape()[1:]).ExpandDims(0), leading(i, x.Rank()))
}

// leading returns the start indices i, 0, 0, ...
func leading(i Array, rank int) []Array {
	start := slices.Repeat([]Array{Scalar(int64(0))}, rank)
	start[0] = i
	return start
}

func starts(x []Array) []ir.Value {
	v := make([]ir.Value, len(x))
	for i := range x {
		v[i] = operand(x[i]).v
	}
	return v
}
