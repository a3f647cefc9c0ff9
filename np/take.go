package np

import (
	"slices"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// Take returns the slices of x along an axis at the integer indices, whose shape replaces the axis. A
// negative index counts from the end; one out of range is clamped.
func Take(x, index Array, axis int) Array {
	axis = x.axis(axis)
	return Array{prim.Take(operand(x).v, wrapIndex(index, x.Shape()[axis]), axis, 0), x.weak}
}

// TakeAlongAxis returns y[..., i, ...] = x[..., index[..., i, ...], ...] along an axis: what Argsort or
// Argmax found. x and index have one rank, and their other axes broadcast. A negative index counts from
// the end; one out of range is clamped.
func TakeAlongAxis(x, index Array, axis int) Array {
	if x.Rank() != index.Rank() {
		panic(ir.Errorf("take_along_axis: shapes %v and %v differ in rank", x.Shape(), index.Shape()))
	}
	axis = x.axis(axis)
	last := x.Rank() - 1
	v, i := MoveAxis(x, axis, last), MoveAxis(index, axis, last)
	lead := BroadcastShapes(v.Shape()[:last], i.Shape()[:last])
	v = v.BroadcastTo(append(slices.Clone(lead), v.Dim(last)))
	i = i.BroadcastTo(append(slices.Clone(lead), i.Dim(last)))
	y := prim.Take(v.v, wrapIndex(i, v.Dim(last)), last, last)
	return MoveAxis(Array{y, x.weak}, last, axis)
}

// wrapIndex makes negative indices count from the end.
func wrapIndex(index Array, n int) ir.Value {
	v := operand(index).v
	if !v.DType().IsInt() {
		panic(ir.Errorf("an index has type %v, want integers", v.Type()))
	}
	if v.DType().IsUnsigned() {
		return v
	}
	if b := v.Buffer(); b != nil { // usually nothing is negative
		if !slices.ContainsFunc(index.Ints(), func(i int) bool { return i < 0 }) {
			return v
		}
	}
	return prim.Select(prim.Lt(v, prim.Like(v, 0)), prim.Add(v, prim.Like(v, float64(n))), v)
}
