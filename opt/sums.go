package opt

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// sumIdentity simplifies sums. The order in which a sum adds its terms is not part of its meaning, nor
// the sign of a sum that is zero: machine code adds in lanes and blocks. So the rules here may differ from
// Eval by rounding.
func sumIdentity(r *rewriter, e *ir.Eqn) Value {
	x, axes := e.In[0], e.Op.(prim.SumOp).Axes
	switch sizeOf(x.Shape(), axes) {
	case 0:
		return r.repeat(like(e, 0), e) // the sum of none
	case 1:
		return prim.Reshape(x, e.Out[0].Shape()) // the sum of one term
	}
	if y := r.withoutCommon(x, axes); y != nil {
		return y
	}
	if y := r.arg(x, "neg"); y != nil {
		return prim.Neg(prim.Sum(y, axes)) // Σ -x = -Σ x
	}
	if d := r.def(x, "sum"); d != nil { // Σ_b Σ_a x = Σ_ab x
		inner := d.Op.(prim.SumOp).Axes
		left := others(d.In[0].Rank(), inner)
		all := slices.Clone(inner)
		for _, a := range axes {
			all = append(all, left[a])
		}
		return prim.Sum(d.In[0], all)
	}
	y, rest, n := r.unrepeated(x, axes)
	if y == nil {
		return nil
	}
	return prim.Mul(prim.Sum(y, rest), like(e, float64(n))) // Σ_{i<n} x = n x
}

func reduceIdentity(r *rewriter, e *ir.Eqn) Value {
	x, op := e.In[0], e.Op.(prim.ReduceOp)
	if sizeOf(x.Shape(), op.Axes) == 1 {
		return prim.Reshape(x, e.Out[0].Shape()) // the extreme, or product, of one
	}
	if op.Fold == "prod" || x.Shape().Size() == 0 {
		return nil
	}
	y, rest, _ := r.unrepeated(x, op.Axes)
	if y == nil {
		return nil
	}
	if len(rest) == 0 {
		return y // max(x, x, ...) = x
	}
	return ir.Bind1(prim.ReduceOp{Fold: op.Fold, Axes: rest}, y)
}

func cumulativeIdentity(r *rewriter, e *ir.Eqn) Value {
	if x := e.In[0]; x.Shape()[e.Op.(prim.Cumulative).Axis] == 1 {
		return x // of one element
	}
	return nil
}

// unrepeated returns, for a broadcast x that repeats its elements along some of the axes, x without those
// axes, where the others are in it, and how often elements are repeated; nil if x is nothing like it.
func (r *rewriter) unrepeated(x Value, axes []int) (y Value, rest []int, n int) {
	d := r.def(x, "broadcast")
	if d == nil {
		return nil, nil, 0
	}
	op := d.Op.(prim.Broadcast)
	gone := slices.DeleteFunc(slices.Clone(axes), func(a int) bool { return slices.Contains(op.Dims, a) })
	if len(gone) == 0 {
		return nil, nil, 0
	}
	left := others(len(op.Shape), gone)
	for _, a := range axes {
		if i := slices.Index(left, a); i >= 0 {
			rest = append(rest, i)
		}
	}
	dims := make([]int, len(op.Dims))
	for i, a := range op.Dims {
		dims[i] = slices.Index(left, a)
	}
	return prim.BroadcastTo(d.In[0], op.Shape.Without(gone), dims), rest, sizeOf(op.Shape, gone)
}

// sizeOf returns the number of elements that share a place when the axes are reduced.
func sizeOf(shape array.Shape, axes []int) int {
	n := 1
	for _, a := range axes {
		n *= shape[a]
	}
	return n
}

// others returns 0 ... n-1 less the given axes.
func others(n int, axes []int) []int {
	var out []int
	for i := range n {
		if !slices.Contains(axes, i) {
			out = append(out, i)
		}
	}
	return out
}
