package flow

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// A batch computes a branch or the body of a loop for all examples if some need it, and the others keep what they had. To
// select that afterwards, whole arrays are read and written, of which the branch may have changed one row. So an update
// of such an array is held back where it is done: those who do not take the branch write what was there before.

// holder finds what has to be held back so that results of a program are inputs of it.
type holder struct {
	p      *ir.Program
	made   ir.Env[*ir.Eqn]
	branch map[*ir.Eqn]int  // for each Switch that is held back, which branch it then takes
	update map[*ir.Eqn]bool // dynamic updates that are held back
}

// hold returns p with a bool scalar as an input in front. Where that is false, each result i that is marked in held is
// input pass[i], and the others are anything. A negative pass[i] is no input.
func hold(p *ir.Program, pass []int) (q *ir.Program, held []bool) {
	h := &holder{p: p, made: ir.NewEnv[*ir.Eqn](p), branch: map[*ir.Eqn]int{}, update: map[*ir.Eqn]bool{}}
	for i := range p.Eqns {
		for _, v := range p.Eqns[i].Out {
			h.made.Set(v, &p.Eqns[i])
		}
	}
	held = make([]bool, len(p.Out))
	for i, v := range p.Out {
		if pass[i] >= 0 && v.Rank() > 0 {
			held[i] = h.reach(v, p.In[pass[i]])
		}
	}
	types := append([]ir.Type{{DType: array.Bool}}, p.InTypes()...)
	q, _ = ir.TraceFunc(types, func(in []Value) []Value { return h.rewrite(in[0], in[1:]) })
	return q, held
}

// reach reports whether v can be held back to be x, and notes what that takes.
func (h *holder) reach(v, x *ir.Var) bool {
	if v == x {
		return true
	}
	e := h.made.Get(v)
	if e == nil {
		return false
	}
	switch op := e.Op.(type) {
	case prim.DynamicUpdate:
		if h.reach(e.In[0], x) {
			h.update[e] = true
			return true
		}
	case Switch:
		if b, chosen := h.branch[e]; chosen {
			return h.passes(e, b, v, x)
		}
		for b := range op.Branches {
			if h.passes(e, b, v, x) {
				h.branch[e] = b
				return true
			}
		}
	}
	return false
}

// passes reports whether branch b of a Switch has, in the place of its result v, an operand that can be held back to x.
func (h *holder) passes(e *ir.Eqn, b int, v, x *ir.Var) bool {
	branch := e.Op.(Switch).Branches[b]
	for j, out := range e.Out {
		if out != v {
			continue
		}
		for k, in := range branch.In {
			if in == branch.Out[j] {
				return h.reach(e.In[1+k], x)
			}
		}
	}
	return false
}

// rewrite computes p for its inputs x, with what was noted held back where on is false.
func (h *holder) rewrite(on Value, x []Value) []Value {
	env := ir.NewEnv[Value](h.p)
	for i, v := range h.p.In {
		env.Set(v, x[i])
	}
	read := func(vars []*ir.Var) []Value {
		values := make([]Value, len(vars))
		for i, v := range vars {
			if values[i] = v; v.Buffer() == nil {
				values[i] = env.Get(v)
			}
		}
		return values
	}
	for i := range h.p.Eqns {
		e := &h.p.Eqns[i]
		in := read(e.In)
		if b, ok := h.branch[e]; ok {
			in[0] = prim.Select(on, in[0], prim.Like(in[0], float64(b)))
		}
		if h.update[e] {
			there := prim.DynSlice(in[0], in[2:], in[1].Shape())
			in[1] = prim.Select(prim.BroadcastScalar(on, in[1].Shape()), in[1], there)
		}
		for k, y := range ir.Bind(e.Op, in...) {
			env.Set(e.Out[k], y)
		}
	}
	return read(h.p.Out)
}
