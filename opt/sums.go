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
	if f := r.factors(x); len(f.times)+len(f.over) > 0 && e.Out[0].DType().IsFloat() {
		y := prim.Sum(f.product(e), axes) // Σ x s/t = (Σ x) s/t
		for _, s := range f.times {
			y = prim.Mul(y, s)
		}
		for _, t := range f.over {
			y = prim.Div(y, t)
		}
		return y
	}
	y, rest, n := r.unrepeated(x, axes)
	if y == nil {
		return nil
	}
	return prim.Mul(prim.Sum(y, rest), like(e, float64(n))) // Σ_{i<n} x = n x
}

// factors are those of a product: arrays, and scalars that it is multiplied with or divided by.
type factors struct{ arrays, times, over []Value }

// factors returns the factors of v; it has few arrays, so that making the product again costs little.
func (r *rewriter) factors(v Value) (f factors) {
	const few = 3
	if !r.factor(v, &f) || len(f.arrays) > few || len(f.arrays) == 0 {
		return factors{}
	}
	return f
}

// factor appends the factors of v, and reports whether that was possible.
func (r *rewriter) factor(v Value, f *factors) bool {
	if s := r.scalarOf(v); s != nil {
		f.times = append(f.times, s)
		return true
	}
	if x := r.arg(v, "neg"); x != nil {
		f.times = append(f.times, prim.Like(v, -1))
		return r.factor(x, f)
	}
	if d := r.def(v, "mul"); d != nil {
		return r.factor(d.In[0], f) && r.factor(d.In[1], f)
	}
	if d := r.def(v, "div"); d != nil {
		if t := r.scalarOf(d.In[1]); t != nil {
			f.over = append(f.over, t)
			return r.factor(d.In[0], f)
		}
	}
	f.arrays = append(f.arrays, v)
	return true
}

// product returns the arrays multiplied, of the shape of what e sums.
func (f factors) product(e *ir.Eqn) Value {
	y := f.arrays[0]
	for _, x := range f.arrays[1:] {
		y = prim.Mul(y, x)
	}
	return prim.BroadcastScalar(y, e.In[0].Shape())
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
