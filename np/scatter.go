package np

import (
	"slices"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// SetAt returns x with the slices along the first axis at index replaced by those of y, which broadcasts
// to the shape of index followed by the other axes of x. Of several for one place the last wins; a
// negative index counts from the end, and those out of range are dropped.
func SetAt[A Value](x, index Array, y A) Array { return scatter(x, index, Of(y), prim.ScatterSet) }

// AddAt returns x with the slices of y added to those along the first axis at index; y broadcasts to the
// shape of index followed by the other axes of x. A negative index counts from the end, and those out of
// range are dropped.
func AddAt[A Value](x, index Array, y A) Array { return scatter(x, index, Of(y), prim.ScatterAdd) }

type scatterFunc = func(x, index, update ir.Value, axis, shared int) ir.Value

func scatter(x, index, y Array, f scatterFunc) Array {
	if x.Rank() == 0 {
		panic(ir.Errorf("an index into a scalar"))
	}
	update := updateOf(x, y).BroadcastTo(slices.Concat(index.Shape(), x.Shape()[1:]))
	return Array{v: f(x.v, wrapIndex(index, x.Len()), update.v, 0, 0)}
}

// updateOf converts y to the dtype of x, unless that would lose fractions.
func updateOf(x, y Array) Array {
	from, to := operand(y).DType(), operand(x).DType()
	if from.IsFloat() && !to.IsFloat() || to == Bool && from != Bool {
		panic(ir.Errorf("elements of an array of %v replaced by those of %v: convert them first", to, from))
	}
	return y.AsType(to)
}

// Gather returns the elements (or slices) of x at the points given by one index array per leading axis;
// the index arrays broadcast against each other, and their shape takes the place of those axes: x[i, j]
// of NumPy. Negative indices count from the end; those out of range are clamped.
func Gather(x Array, index ...Array) Array {
	flat, at := points(x, index)
	return Array{prim.Take(flat.v, at.v, 0, 0), x.weak}
}

// ScatterSet returns x with the elements (or slices) at the points given by one index array per leading
// axis replaced by y: x.at[i, j].set(y) of JAX. The index arrays broadcast against each other, and y to
// their shape followed by the other axes of x. Of several for one place the last wins; negative indices
// count from the end, and points out of range are dropped.
func ScatterSet[A Value](x Array, y A, index ...Array) Array {
	return scatterPoints(x, Of(y), index, prim.ScatterSet)
}

// ScatterAdd is ScatterSet that adds y to what is there: x.at[i, j].add(y) of JAX.
func ScatterAdd[A Value](x Array, y A, index ...Array) Array {
	return scatterPoints(x, Of(y), index, prim.ScatterAdd)
}

func scatterPoints(x, y Array, index []Array, f scatterFunc) Array {
	flat, at := points(x, index)
	for i, a := range index {
		w := Array{v: wrapIndex(a, x.Dim(i))}
		outside := w.Lt(0).Or(w.Ge(x.Dim(i)))
		at = Where(outside, flat.Len(), at)
	}
	return scatter(flat, at, y, f).Reshape(x.Shape()...)
}

// points joins the first axes of x, as many as there are index arrays, into one, and the indices, clamped
// to their axes, accordingly.
func points(x Array, index []Array) (flat, at Array) {
	k := len(index)
	if k == 0 || k > x.Rank() {
		panic(ir.Errorf("%d index arrays for shape %v", k, x.Shape()))
	}
	lead := x.Shape()[:k]
	strides := lead.Strides()
	at = Scalar(int64(0))
	for i, a := range BroadcastArrays(index...) {
		w := Array{v: prim.ConvertTo(wrapIndex(a, lead[i]), Int64)}
		at = at.Add(Clip(w, 0, max(lead[i]-1, 0)).Mul(strides[i]))
	}
	return x.Reshape(append([]int{lead.Size()}, x.Shape()[k:]...)...), at
}
