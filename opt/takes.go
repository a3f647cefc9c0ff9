package opt

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// sliceOfTake takes only what a slice keeps, if that is at most half: else two slices that share much would both take
// it, and both scatter in the gradient.
func sliceOfTake(op prim.SliceOp, d *ir.Eqn, shape array.Shape) Value {
	take := d.Op.(prim.TakeOp)
	x, index := d.In[0], d.In[1]
	if 2*shape.Size() > d.Out[0].Shape().Size() {
		return nil
	}
	all := func(axes ...int) bool {
		return !slices.ContainsFunc(axes, func(a int) bool { return shape[a] != d.Out[0].Shape()[a] })
	}
	own := index.Rank() - take.Shared
	axes := make([]int, len(shape))
	for i := range axes {
		axes[i] = i
	}
	if !all(axes[:take.Axis]...) || !all(axes[take.Axis+own:]...) {
		return nil
	}
	// slice(take(x, i)) = take(x, slice i)
	part := func(list []int, whole array.Shape) []int {
		return slices.Concat(whole[:take.Shared], list[take.Axis:take.Axis+own])
	}
	zero, one := make(array.Shape, index.Rank()), array.Shape(slices.Repeat([]int{1}, index.Rank()))
	index = prim.Slice(index, part(op.Start, zero), part(op.Limit, index.Shape()), part(op.Stride, one))
	return prim.Take(x, index, take.Axis, take.Shared)
}

// takeIdentity takes single elements of rows that are taken themselves straight from the table: such are the
// probabilities of categorical observations, each with parameters by group.
//
//	take(take(x, i, axis 0), j, axis 1 of each) = take(x of one axis less, i n + j)
func takeIdentity(r *rewriter, e *ir.Eqn) Value {
	d := r.def(e.In[0], "take")
	if d == nil || e.Op != (prim.TakeOp{Axis: 1, Shared: 1}) || d.Op != (prim.TakeOp{}) || d.In[1].Rank() != 1 {
		return nil
	}
	x, j := d.In[0], e.In[1]
	rows, n := x.Shape()[0], x.Shape()[1]
	if rows == 0 || n == 0 {
		return nil
	}
	i := clamped(d.In[1], rows)
	i = prim.BroadcastTo(i, j.Shape(), []int{0})
	at := prim.Add(prim.Mul(i, prim.Like(i, float64(n))), clamped(j, n))
	return prim.Take(joined(x), at, 0, 0)
}

// clamped returns an index into n elements as take understands it, as int64.
func clamped(i Value, n int) Value {
	if i.DType() == array.Uint64 {
		i = prim.Min(i, prim.Like(i, float64(n-1))) // before it may become negative
	}
	i = prim.ConvertTo(i, array.Int64)
	return prim.Max(prim.Min(i, prim.Like(i, float64(n-1))), prim.Like(i, 0))
}

// joined returns x with its first two axes in one.
func joined(x Value) Value {
	shape := x.Shape()
	return prim.Reshape(x, shape[2:].Prepend(shape[0]*shape[1]))
}

// scatterIdentity is the transpose of takeIdentity: elements are added straight to the table, not to rows of zeros that
// are added to it.
func scatterIdentity(r *rewriter, e *ir.Eqn) Value {
	d := r.def(e.In[2], "scatter")
	if d == nil || e.Op != (prim.Scatter{Add: true}) || d.Op != (prim.Scatter{Axis: 1, Shared: 1, Add: true}) || e.In[1].Rank() != 1 {
		return nil
	}
	if s := r.scalarOf(d.In[0]); s == nil || !isZero(s) {
		return nil
	}
	x, i, j := e.In[0], e.In[1], d.In[1]
	rows, n := x.Shape()[0], x.Shape()[1]
	if i.DType() == array.Uint64 || j.DType() == array.Uint64 {
		return nil
	}
	i, j = prim.ConvertTo(i, array.Int64), prim.ConvertTo(j, array.Int64)
	i = prim.BroadcastTo(i, j.Shape(), []int{0})
	inside := prim.And(within(i, rows), within(j, n))
	at := prim.Add(prim.Mul(i, prim.Like(i, float64(n))), j)
	at = prim.Select(inside, at, prim.Like(at, -1))
	y := prim.ScatterAdd(joined(x), at, d.In[2], 0, 0)
	return prim.Reshape(y, x.Shape())
}

// within reports which indices are those of n elements.
func within(i Value, n int) Value {
	return prim.And(prim.Ge(i, prim.Like(i, 0)), prim.Lt(i, prim.Like(i, float64(n))))
}
