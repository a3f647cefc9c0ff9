package logspace

import (
	"slices"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// scope is the program around a scan: the values of its variables, and what computes them.
type scope struct {
	env
	made ir.Env[*ir.Eqn]
}

// scalePicked returns the scaled form of v, a variable of the program. Where its elements are picked out of a smaller
// array, such as the probabilities of words out of a table, it is the smaller array that is scaled, and the same
// elements of that are picked:
//
//	max take(x) = take(max x),   e^take(x) = take(e^x)
func (s scope) scalePicked(v *ir.Var, axes []int, minus bool) scaled {
	e := s.made.Get(v)
	if e == nil || !s.smaller(v) {
		return scale(s.get(v), axes, minus)
	}
	at := pickedFrom(e, axes)
	if at == nil {
		return scale(s.get(v), axes, minus)
	}
	y := s.scalePicked(e.In[0], at, minus)
	rest := s.read(e.In[1:])
	y.weight = ir.Bind1(e.Op, append([]Value{y.weight}, rest...)...)
	y.top = pickTop(e, at, y.top, rest)
	return y
}

// smaller reports whether v is picked out of an array of fewer elements.
func (s scope) smaller(v *ir.Var) bool {
	size := v.Shape().Size()
	for e := s.made.Get(v); e != nil && picks(e.Op); e = s.made.Get(v) {
		if v = e.In[0]; v.Shape().Size() < size {
			return true
		}
	}
	return false
}

// picks reports whether the elements of op's result are elements of its first operand.
func picks(op ir.Op) bool {
	switch op.(type) {
	case prim.TakeOp, prim.SliceOp, prim.Permute:
		return true
	}
	return false
}

// pickedFrom returns the axes of the first operand of e that become the given axes of its result, with all their
// elements, or nil.
func pickedFrom(e *ir.Eqn, axes []int) (at []int) {
	x := e.In[0].Shape()
	for _, a := range axes {
		k := a
		switch op := e.Op.(type) {
		case prim.Permute:
			k = op.Perm[a]
		case prim.TakeOp:
			new := e.In[1].Rank() - op.Shared // axes in place of Axis
			if k >= op.Axis+new {
				k += 1 - new
			} else if k >= op.Axis || k < op.Shared {
				return nil
			}
		case prim.SliceOp:
			if e.Out[0].Shape()[a] != x[a] {
				return nil
			}
		default:
			return nil
		}
		at = append(at, k)
	}
	return at
}

// pickTop applies e's op to the maxima of its operand over axes at.
func pickTop(e *ir.Eqn, at []int, top Value, rest []Value) Value {
	kept := without(e.In[0].Rank(), at)
	switch op := e.Op.(type) {
	case prim.Permute:
		var perm []int
		for _, p := range op.Perm {
			if k := slices.Index(kept, p); k >= 0 {
				perm = append(perm, k)
			}
		}
		return prim.Transpose(top, perm)
	case prim.SliceOp:
		pick := func(x []int) (out []int) {
			for _, k := range kept {
				out = append(out, x[k])
			}
			return out
		}
		return prim.Slice(top, pick(op.Start), pick(op.Limit), pick(op.Stride))
	case prim.TakeOp:
		return prim.Take(top, rest[0], slices.Index(kept, op.Axis), op.Shared)
	}
	panic("logspace: " + ir.OpString(e.Op) + " picks nothing")
}
