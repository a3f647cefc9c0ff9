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
	return Array{prim.Reshape(operand(x).v, shape), x.weak}
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
	if axis < 0 {
		axis += x.Rank() + 1
	}
	if axis < 0 || axis > x.Rank() {
		panic(ir.Errorf("expand_dims: axis out of range for shape %v", x.Shape()))
	}
	return Array{prim.Reshape(operand(x).v, slices.Insert(slices.Clone(x.Shape()), axis, 1)), x.weak}
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

// Concat joins arrays along an axis.
func Concat(axis int, x ...Array) Array {
	if len(x) == 0 {
		panic(ir.Errorf("concat of no arrays"))
	}
	d, _ := promotedType(x)
	v := make([]ir.Value, len(x))
	for i := range x {
		v[i] = prim.ConvertTo(operand(x[i]).v, d)
		if x[i].Rank() == 0 || x[i].Rank() != x[0].Rank() {
			panic(ir.Errorf("concat: shapes %v", shapesOf(x)))
		}
		for a, n := range x[i].Shape() {
			if a != x[0].axis(axis) && n != x[0].Shape()[a] {
				panic(ir.Errorf("concat along axis %d: shapes %v", axis, shapesOf(x)))
			}
		}
	}
	return Array{v: prim.Concat(x[0].axis(axis), v...)}
}

// Stack joins arrays of one shape along a new axis.
func Stack(axis int, x ...Array) Array {
	wide := make([]Array, len(x))
	for i, a := range BroadcastArrays(x...) {
		wide[i] = a.ExpandDims(axis)
	}
	return Concat(axis, wide...)
}

// Split cuts x along an axis into n parts of one length.
func Split(x Array, n, axis int) []Array {
	axis = x.axis(axis)
	size := x.Shape()[axis]
	if n < 1 || size%n != 0 {
		panic(ir.Errorf("split of axis %d of %v into %d parts", axis, x.Shape(), n))
	}
	parts := make([]Array, n)
	for i := range parts {
		parts[i] = x.Slice(axis, i*size/n, (i+1)*size/n)
	}
	return parts
}

// Flip reverses the order along axes; along all without any.
func Flip(x Array, axes ...int) Array {
	return Array{prim.Reverse(operand(x).v, x.axes(axes)), x.weak}
}

// Repeat repeats each element n times along an axis.
func Repeat(x Array, n, axis int) Array {
	axis = x.axis(axis)
	wide := x.ExpandDims(axis + 1)
	shape := slices.Clone(wide.Shape())
	shape[axis+1] = n
	out := slices.Clone(x.Shape())
	out[axis] *= n
	return wide.BroadcastTo(shape).Reshape(out...)
}

// Tile repeats the whole array reps[i] times along axis i, aligned from the right.
func Tile(x Array, reps ...int) Array {
	for x.Rank() < len(reps) {
		x = x.ExpandDims(0)
	}
	for len(reps) < x.Rank() {
		reps = append([]int{1}, reps...)
	}
	for axis, n := range reps {
		shape := slices.Insert(slices.Clone(x.Shape()), axis, n)
		out := slices.Clone(x.Shape())
		out[axis] *= n
		x = x.ExpandDims(axis).BroadcastTo(shape).Reshape(out...)
	}
	return x
}

// Pad puts low[i] copies of fill before and high[i] after axis i.
func Pad(x Array, low, high []int, fill float64) Array {
	return Array{v: prim.Pad(operand(x).v, prim.Like(x.v, fill), low, high, nil)}
}
