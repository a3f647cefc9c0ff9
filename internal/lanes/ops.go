package lanes

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// inward computes what e does from transposed arrays, with transposed matrices as results. It returns nil if e has no such arrays,
// or an op for which there is no way.
func (w writer) inward(e *ir.Eqn) []Value {
	across := len(e.Out) > 0 && w.transposes(e.Out[0].Type())
	switch op := e.Op.(type) {
	case prim.Elementwise, prim.SelectOp, prim.Convert, prim.Bitcast, prim.StopGradient, prim.Polygamma, prim.ThreefryOp:
		if across {
			return ir.Bind(op, w.getAll(e.In)...) // of the results' shape, or scalars
		}
	case prim.Broadcast:
		if across {
			return []Value{w.broadcast(op, e.In[0])}
		}
	case prim.ReshapeOp: // an axis of length 1 comes or goes
		switch in := e.In[0]; {
		case across && in.Shape().Equal(op.Shape[:1]):
			return []Value{prim.Reshape(w.get(in), array.Shape{1, w.lanes})}
		case w.transposes(in.Type()) && op.Shape.Equal(in.Shape()[:1]):
			return []Value{prim.Reshape(w.get(in), op.Shape)}
		}
	case prim.ConcatOp:
		if across && op.Axis == 1 {
			return []Value{prim.Concat(0, each(e.In, w.across)...)}
		}
	default:
		if len(e.In) > 0 && w.transposes(e.In[0].Type()) {
			if y := w.axes(e); y != nil {
				return []Value{y}
			}
		}
	}
	return nil
}

// broadcast repeats v to a transposed matrix.
func (w writer) broadcast(op prim.Broadcast, v *ir.Var) Value {
	shape := swapped(op.Shape)
	switch len(op.Dims) {
	case 0:
		return prim.BroadcastTo(w.get(v), shape, nil)
	case 1:
		return prim.BroadcastTo(w.get(v), shape, []int{1 - op.Dims[0]})
	}
	return prim.BroadcastTo(w.across(v), shape, op.Dims)
}

// axes is inward for ops on axes of their first operand, which is transposed; nil for others.
func (w writer) axes(e *ir.Eqn) Value {
	x := w.get(e.In[0])
	switch op := e.Op.(type) {
	case prim.SumOp:
		return prim.Sum(x, exchanged(op.Axes))
	case prim.ReduceOp:
		return ir.Bind1(prim.ReduceOp{Fold: op.Fold, Axes: exchanged(op.Axes)}, x)
	case prim.ArgReduce:
		op.Axis = 1 - op.Axis
		return ir.Bind1(op, x)
	case prim.Cumulative:
		op.Axis = 1 - op.Axis
		return ir.Bind1(op, x)
	case prim.ReverseOp:
		return prim.Reverse(x, exchanged(op.Axes))
	case prim.SliceOp:
		return prim.Slice(x, swapped(op.Start), swapped(op.Limit), swapped(op.Stride))
	case prim.PadOp:
		return prim.Pad(x, w.get(e.In[1]), swapped(op.Low), swapped(op.High), swapped(op.Interior))
	case prim.DynamicSlice:
		return prim.DynSlice(x, swapped(w.getAll(e.In[1:])), swapped(op.Sizes))
	case prim.DynamicUpdate:
		return prim.DynUpdate(x, w.across(e.In[1]), swapped(w.getAll(e.In[2:])))
	case prim.TakeOp:
		if op.Axis == 1 && op.Shared == 0 && e.In[1].Rank() < 2 {
			return prim.Take(x, w.get(e.In[1]), 0, 0)
		}
	case prim.Scatter:
		if op.Axis == 1 && op.Shared == 0 && e.In[1].Rank() == 1 {
			op.Axis = 0
			return ir.Bind1(op, x, w.get(e.In[1]), w.across(e.In[2]))
		}
	}
	return nil
}

// exchanged are axes of a matrix that has been transposed.
func exchanged(axes []int) []int {
	out := make([]int, len(axes))
	for i, a := range axes {
		out[len(axes)-1-i] = 1 - a
	}
	return out
}
