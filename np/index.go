package np

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
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

// Take returns the slices of x along an axis at the integer indices, whose shape replaces the axis. A
// negative index counts from the end; one out of range is clamped.
func Take(x, index Array, axis int) Array {
	axis = x.axis(axis)
	return Array{prim.Take(operand(x).v, wrapIndex(index, x.Shape()[axis]), axis, 0), x.weak}
}

// TakeAlongAxis returns y[..., i, ...] = x[..., index[..., i, ...], ...]: x and index have the same shape
// but for the axis.
func TakeAlongAxis(x, index Array, axis int) Array {
	axis = x.axis(axis)
	last := x.Rank() - 1
	shape := slices.Clone(x.Shape())
	shape[axis] = index.Dim(axis)
	index = index.BroadcastTo(shape)
	v := MoveAxis(x, axis, last)
	i := MoveAxis(index, axis, last)
	y := prim.Take(v.v, wrapIndex(i, x.Shape()[axis]), last, last)
	return MoveAxis(Array{y, x.weak}, last, axis)
}

// Gather returns the elements (or slices) of x at the points given by one index array per leading axis;
// the index arrays broadcast against each other: x[i, j] of NumPy.
func Gather(x Array, index ...Array) Array {
	flat, at := flatIndex(x, index)
	return Array{prim.Take(flat.v, at.v, 0, 0), x.weak}
}

// flatIndex joins the indexed axes of x into one, and the indices accordingly.
func flatIndex(x Array, index []Array) (flat, at Array) {
	k := len(index)
	if k == 0 || k > x.Rank() {
		panic(ir.Errorf("%d index arrays for shape %v", k, x.Shape()))
	}
	lead, rest := x.Shape()[:k], x.Shape()[k:]
	strides := lead.Strides()
	for i, a := range BroadcastArrays(index...) {
		w := Array{v: prim.ConvertTo(wrapIndex(a, lead[i]), Int64)}
		if i == 0 {
			at = w.Mul(strides[i])
		} else {
			at = at.Add(w.Mul(strides[i]))
		}
	}
	return x.Reshape(append([]int{lead.Size()}, rest...)...), at
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

// SetAt returns x with the slices along the first axis at index replaced by those of y. Of several for
// one place the last wins; indices out of range are dropped.
func SetAt(x, index, y Array) Array { return scatter(x, index, y, prim.ScatterSet) }

// AddAt returns x with the slices of y added to those along the first axis at index. Indices out of range
// are dropped.
func AddAt(x, index, y Array) Array { return scatter(x, index, y, prim.ScatterAdd) }

func scatter(x, index, y Array, f func(x, index, update ir.Value, axis, shared int) ir.Value) Array {
	shape := slices.Concat(index.Shape(), x.Shape()[1:])
	update := y.BroadcastTo(shape).AsType(x.DType())
	return Array{v: f(operand(x).v, wrapIndex(index, x.Len()), update.v, 0, 0)}
}

// DynamicSlice returns the block of x of the given sizes that begins at start, one integer scalar per
// axis; the block is moved to fit into x if it does not.
func DynamicSlice(x Array, start []Array, sizes []int) Array {
	return Array{prim.DynSlice(operand(x).v, starts(start), sizes), x.weak}
}

// DynamicUpdate returns x with the block that begins at start, one integer scalar per axis, replaced.
func DynamicUpdate(x, block Array, start []Array) Array {
	return Array{v: prim.DynUpdate(operand(x).v, block.AsType(x.DType()).v, starts(start))}
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

// OneHot returns float64 vectors of length n, along a new last axis, with a one at each index; zeros for an
// index out of range.
func OneHot(index Array, n int) Array {
	wide := index.ExpandDims(-1).AsType(Int64)
	return wide.Eq(Array{v: prim.Iota(array.Int64, Shape{n}, 0)}).AsType(Float64)
}

// Tril returns the lower triangle of the last two axes: elements [i, j] with j <= i + k; zero elsewhere.
func Tril(x Array, k int) Array { return triangle(x, func(i, j int) bool { return j <= i+k }) }

// Triu returns the upper triangle of the last two axes: elements [i, j] with j >= i + k; zero elsewhere.
func Triu(x Array, k int) Array { return triangle(x, func(i, j int) bool { return j >= i+k }) }

func triangle(x Array, keep func(i, j int) bool) Array {
	rows, cols := x.Dim(-2), x.Dim(-1)
	mask := make([]bool, rows*cols)
	for i := range mask {
		mask[i] = keep(i/cols, i%cols)
	}
	return Where(New(mask, rows, cols), x, ZerosLike(x))
}

// Diag returns the diagonal matrices whose diagonals are the last axis of x.
func Diag(x Array) Array {
	n := x.Dim(-1)
	return Where(Eye(n).AsType(Bool), x.ExpandDims(-1), ZerosOf(x.DType(), 1))
}

// Diagonal returns the diagonals of the matrices in the last two axes.
func Diagonal(x Array) Array {
	n := min(x.Dim(-2), x.Dim(-1))
	at := Arange(n).Mul(x.Dim(-1) + 1)
	flat := x.Reshape(append(slices.Clone(x.Shape()[:x.Rank()-2]), -1)...)
	return Take(flat, at, -1)
}
