package np

import (
	"slices"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// At returns the part of x at the given indices of its first axes: a row of a matrix, an element if
// there is an index for each axis. A negative index counts from the end.
func (x Array) At(index ...int) Array {
	if len(index) > x.Rank() {
		panic(ir.Errorf("%d indices for shape %v", len(index), x.Shape()))
	}
	start, limit := make([]int, x.Rank()), slices.Clone(x.Shape())
	for a, i := range index {
		n := x.Shape()[a]
		if i < -n || i >= n {
			panic(ir.Errorf("index %d is out of range for axis %d of shape %v", i, a, x.Shape()))
		}
		if i < 0 {
			i += n
		}
		start[a], limit[a] = i, i+1
	}
	part := prim.Slice(operand(x).v, start, limit, nil)
	return Array{prim.Reshape(part, x.Shape()[len(index):]), x.weak}
}

// Slice returns x[lo:hi] along an axis. Negative bounds count from the end.
func (x Array) Slice(axis, lo, hi int) Array { return x.SliceStep(axis, lo, hi, 1) }

// SliceStep returns x[lo:hi:step] along an axis, for step > 0. Negative bounds count from the end.
func (x Array) SliceStep(axis, lo, hi, step int) Array {
	axis = x.axis(axis)
	n := x.Shape()[axis]
	if lo < 0 {
		lo += n
	}
	if hi < 0 {
		hi += n
	}
	if lo < 0 || hi > n || lo > hi || step < 1 {
		panic(ir.Errorf("slice [%d:%d:%d] is out of range for axis %d of shape %v", lo, hi, step, axis, x.Shape()))
	}
	start, limit := make([]int, x.Rank()), slices.Clone(x.Shape())
	stride := slices.Repeat([]int{1}, x.Rank())
	start[axis], limit[axis], stride[axis] = lo, hi, step
	return Array{prim.Slice(operand(x).v, start, limit, stride), x.weak}
}
