package np

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// Reshape returns the elements in row-major order in another shape; one axis may be -1, which is worked
// out.
func (x Array) Reshape(shape ...int) Array {
	shape = slices.Clone(shape)
	if k := slices.Index(shape, -1); k >= 0 {
		rest := array.Shape(shape).Without([]int{k}).Size()
		if rest == 0 || x.Size()%rest != 0 {
			panic(ir.Errorf("reshape of %v to %v", x.Shape(), array.Shape(shape)))
		}
		shape[k] = x.Size() / rest
	}
	checkShape(shape)
	if array.Shape(shape).Size() != x.Size() {
		panic(ir.Errorf("reshape of %v to %v: %d elements for %d", x.Shape(), array.Shape(shape), x.Size(), array.Shape(shape).Size()))
	}
	return Array{prim.Reshape(operand(x).v, shape), x.weak}
}

// checkShape panics with an Error if a length is negative.
func checkShape(shape Shape) {
	if slices.ContainsFunc(shape, func(n int) bool { return n < 0 }) {
		panic(ir.Errorf("shape %v has a negative length", shape))
	}
}

// Ravel returns the elements as a vector.
func (x Array) Ravel() Array { return x.Reshape(x.Size()) }

// BroadcastTo repeats x to shape by NumPy's rule.
func (x Array) BroadcastTo(shape Shape) Array {
	got, err := array.Broadcast(x.Shape(), shape)
	if err != nil || !got.Equal(shape) {
		panic(ir.Errorf("shape %v does not broadcast to %v", x.Shape(), shape))
	}
	v := operand(x).v
	dims := make([]int, v.Rank())
	for i := range dims {
		dims[i] = len(shape) - v.Rank() + i
	}
	return Array{prim.BroadcastTo(v, shape, dims), x.weak}
}

// BroadcastArrays broadcasts the arrays against each other.
func BroadcastArrays(x ...Array) []Array {
	shape := BroadcastShapes(shapesOf(x)...)
	out := make([]Array, len(x))
	for i := range x {
		out[i] = x[i].BroadcastTo(shape)
	}
	return out
}

func shapesOf(x []Array) []Shape {
	shapes := make([]Shape, len(x))
	for i := range x {
		shapes[i] = x[i].Shape()
	}
	return shapes
}

// BroadcastShapes returns the shape that arrays of the given shapes broadcast to.
func BroadcastShapes(shapes ...Shape) Shape {
	s, err := array.Broadcast(shapes...)
	if err != nil {
		panic(ir.Errorf("%v", err))
	}
	return s
}

// Transpose reorders the axes: axis i of the result is axis perm[i] of x. Without perm their order is
// reversed.
func (x Array) Transpose(perm ...int) Array {
	if len(perm) == 0 {
		for i := x.Rank() - 1; i >= 0; i-- {
			perm = append(perm, i)
		}
	} else {
		perm = x.axes(perm)
	}
	if len(perm) != x.Rank() {
		panic(ir.Errorf("transpose of shape %v by %v: want all axes", x.Shape(), perm))
	}
	return Array{prim.Transpose(operand(x).v, perm), x.weak}
}

// T reverses the axes: the transpose of a matrix.
func (x Array) T() Array { return x.Transpose() }

// MT exchanges the last two axes: the transposes of a batch of matrices.
func (x Array) MT() Array { return SwapAxes(x, -1, -2) }

// SwapAxes exchanges two axes.
func SwapAxes(x Array, a, b int) Array {
	perm := x.axes(nil)
	a, b = x.axis(a), x.axis(b)
	perm[a], perm[b] = b, a
	return Array{prim.Transpose(x.v, perm), x.weak}
}

// MoveAxis moves an axis to another place; the others keep their order.
func MoveAxis(x Array, from, to int) Array {
	from, to = x.axis(from), x.axis(to)
	perm := slices.Delete(x.axes(nil), from, from+1)
	return Array{prim.Transpose(x.v, slices.Insert(perm, to, from)), x.weak}
}

// ExpandDims inserts an axis of length 1 so that it is the given one of the result.
func (x Array) ExpandDims(axis int) Array {
	at := axis
	if axis < 0 {
		at += x.Rank() + 1
	}
	if at < 0 || at > x.Rank() {
		panic(ir.Errorf("expand_dims: axis %d is out of range for shape %v", axis, x.Shape()))
	}
	return Array{prim.Reshape(operand(x).v, slices.Insert(slices.Clone(x.Shape()), at, 1)), x.weak}
}

// Squeeze removes axes of length 1: those given, or all.
func (x Array) Squeeze(axes ...int) Array {
	var drop []int
	for _, a := range x.axes(axes) {
		if x.Shape()[a] == 1 {
			drop = append(drop, a)
		} else if len(axes) > 0 {
			panic(ir.Errorf("squeeze: axis %d of shape %v is not 1", a, x.Shape()))
		}
	}
	return Array{prim.Reshape(operand(x).v, x.Shape().Without(drop)), x.weak}
}
