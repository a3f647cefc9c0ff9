package opt

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// inline replaces control flow whose course is known by the program that it runs.
func inline(r *rewriter, e *ir.Eqn) []Value {
	switch op := e.Op.(type) {
	case flow.Switch:
		return inlineSwitch(r, op, e.In)
	case flow.Scan:
		switch op.Length {
		case 0:
			return append(e.In[op.Consts:op.Consts+op.Carry:op.Consts+op.Carry], emptyStacks(e.Out[op.Carry:])...)
		case 1:
			return inlineStep(r, op, e)
		}
	}
	return nil
}

// switch k of b_0 ... b_n-1 is b_k, with k clamped to the range; with one branch it is b_0.
func inlineSwitch(r *rewriter, op flow.Switch, x []Value) []Value {
	k, last := 0, len(op.Branches)-1
	switch index := x[0].Buffer(); {
	case index != nil:
		k = max(0, min(int(array.Data[int32](index)[0]), last))
	case last > 0:
		return nil
	}
	return nonNil(r.inline(op.Branches[k], x[1:]))
}

// inlineStep is a scan of length 1: its body applied to the only slices.
func inlineStep(r *rewriter, op flow.Scan, e *ir.Eqn) []Value {
	x := append([]Value(nil), e.In...)
	for i := op.Consts + op.Carry; i < len(x); i++ {
		x[i] = prim.Reshape(x[i], x[i].Shape()[1:])
	}
	y := r.inline(op.Body, x)
	for i := op.Carry; i < len(y); i++ {
		y[i] = prim.Reshape(y[i], y[i].Shape().Prepend(1))
	}
	return nonNil(y)
}

// emptyStacks returns the stacks of a scan of no steps.
func emptyStacks(out []*ir.Var) []Value {
	y := make([]Value, len(out))
	for i, v := range out {
		y[i] = prim.Zeros(v.Type())
	}
	return y
}

// nonNil tells a pass's result of no values from nil.
func nonNil(y []Value) []Value {
	if y == nil {
		return []Value{}
	}
	return y
}
