package opt

import (
	"slices"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// broadcasts computes elementwise ops on the elements before they are repeated, and repeats the result.
// Where only some operands are repeated scalars, they become scalars:
//
//	f(broadcast x, y) = f(x, y)                        x of rank 0, y not
//	f(broadcast x, broadcast y) = broadcast f(x, y)    the same broadcast, or one of rank 0
func broadcasts(r *rewriter, e *ir.Eqn) []Value {
	switch e.Op.(type) {
	case prim.Elementwise, prim.SelectOp, prim.Convert:
	default:
		return nil
	}
	x := slices.Clone(e.In)
	scalars, changed := 0, false
	for i, v := range x {
		if s := r.scalarOf(v); s != nil {
			x[i] = s
			changed = changed || s != v
			scalars++
		}
	}
	if scalars == len(x) {
		if !changed {
			return nil
		}
		return []Value{r.repeat(ir.Bind1(e.Op, x...), e)}
	}
	if op, ok := r.unrepeat(x); ok {
		return []Value{ir.Bind1(op, ir.Bind1(e.Op, x...))}
	}
	if !changed {
		return nil
	}
	return r.trace.Append(ir.Eqn{Op: e.Op, In: x, Out: e.Out})
}

// unrepeat replaces the operands of rank > 0 by what they repeat, if all are one broadcast of smaller
// arrays of one shape.
func (r *rewriter) unrepeat(x []Value) (op prim.Broadcast, ok bool) {
	inner := slices.Clone(x)
	var first Value
	for i, v := range x {
		if v.Rank() == 0 {
			continue
		}
		e := r.def(v, "broadcast")
		if e == nil || e.In[0].Shape().Size() >= v.Shape().Size() {
			return op, false
		}
		b := e.Op.(prim.Broadcast)
		if first != nil && (!e.In[0].Shape().Equal(first.Shape()) || !slices.Equal(b.Dims, op.Dims)) {
			return op, false
		}
		op, first, inner[i] = b, e.In[0], e.In[0]
	}
	copy(x, inner)
	return op, true
}

// repeat returns x, of rank 0, broadcast to the shape of e's result; x itself if it has that. A constant
// is not made an array.
func (r *rewriter) repeat(x Value, e *ir.Eqn) Value {
	shape := e.Out[0].Shape()
	if x.Shape().Equal(shape) {
		return x
	}
	return r.trace.Append(ir.Eqn{Op: prim.Broadcast{Shape: shape}, In: []Value{x}, Out: e.Out})[0]
}
