package np

import (
	"slices"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

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

// SplitAt cuts x along an axis before each index of at, which are in increasing order.
func SplitAt(x Array, at []int, axis int) []Array {
	parts := make([]Array, 0, len(at)+1)
	lo := 0
	for _, hi := range slices.Concat(at, []int{x.Dim(axis)}) {
		parts = append(parts, x.Slice(axis, lo, hi))
		lo = hi
	}
	return parts
}

// Roll moves the elements along an axis by n places; those that fall off the end come back at the start.
func Roll(x Array, n, axis int) Array {
	size := x.Dim(axis)
	if size == 0 {
		return x
	}
	cut := size - ((n%size)+size)%size
	return Array{Concat(axis, x.Slice(axis, cut, size), x.Slice(axis, 0, cut)).v, x.weak}
}

// Flip reverses the order along axes; along all without any.
func Flip(x Array, axes ...int) Array {
	return Array{prim.Reverse(operand(x).v, x.axes(axes)), x.weak}
}

// Repeat repeats each element n times along an axis.
func Repeat(x Array, n, axis int) Array {
	axis = x.axis(axis)
	checkShape(Shape{n})
	wide := x.ExpandDims(axis + 1)
	shape := slices.Clone(wide.Shape())
	shape[axis+1] = n
	out := slices.Clone(x.Shape())
	out[axis] *= n
	return wide.BroadcastTo(shape).Reshape(out...)
}

// Tile repeats the whole array reps[i] times along axis i, aligned from the right.
func Tile(x Array, reps ...int) Array {
	checkShape(reps)
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

// Pad puts low[i] copies of fill before and high[i] after axis i; a negative number cuts elements off.
func Pad(x Array, low, high []int, fill float64) Array {
	if len(low) != x.Rank() || len(high) != x.Rank() {
		panic(ir.Errorf("pad: low %v and high %v for shape %v: want a number per axis", low, high, x.Shape()))
	}
	return Array{v: prim.Pad(operand(x).v, prim.Like(x.v, fill), low, high, nil)}
}
