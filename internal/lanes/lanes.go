// Package lanes puts the chain axis of programs that run many chains innermost.
//
// Vmap has the axis of the examples in front: the state of 8 chains with 3 numbers each is an array [8, 3], and loops over
// it have 8 times 3 elements, which vectors do not fit. Transposed, [3, 8], each operation is on vectors of chains, sums over
// the elements of a chain add vectors, and a number for each chain meets its elements without being repeated.
//
// It is worth it for rows of few elements (RATIONALE.md has the measurement). Whether an array is transposed follows from its
// type alone: so all loops, branches and ops of a program agree. An op with no way to work on transposed arrays gets them
// transposed back, which is a view.
package lanes

import (
	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// Value is an operand or result.
type Value = ir.Value

// What is transposed: as many lanes as fill a vector, with rows that fill few.
const (
	fewest = 4
	widest = 10
)

// Inward returns p, which should have been simplified, with the arrays of its lanes transposed, if it has a loop of many lanes;
// else p itself. Inputs and outputs keep their types, and results are the same in Eval, bit for bit.
func Inward(p *ir.Program) *ir.Program {
	n := lanesIn(p)
	if n == 0 {
		return p
	}
	return layout{n}.program(p, 0, 0)
}

// lanesIn returns the number of lanes of the first loop in p that has lanes, 0 if there is none.
func lanesIn(p *ir.Program) int {
	for _, e := range p.Eqns {
		n := 0
		switch op := e.Op.(type) {
		case flow.While:
			n = lanesOf(op.Body.Out)
		case flow.Scan:
			n = lanesOf(op.Body.Out[:op.Carry])
		}
		for _, held := range ir.Programs(e.Op) {
			if n == 0 {
				n = lanesIn(held)
			}
		}
		if n > 0 {
			return n
		}
	}
	return 0
}

// lanesOf returns the number of lanes of a loop with the given state, 0 if that is not of lanes: the length of the first axis of
// all arrays, among them a count or truth for each lane, as chains have that do not all end at once, and some rows to transpose.
func lanesOf(state []*ir.Var) int {
	n, counts, rows := 0, false, false
	for _, v := range state {
		if v.Rank() == 0 {
			continue
		}
		if n == 0 {
			n = v.Shape()[0]
		}
		if v.Shape()[0] != n || n < fewest {
			return 0
		}
		counts = counts || v.Rank() == 1 && !v.DType().IsFloat()
		rows = rows || layout{n}.transposes(v.Type())
	}
	if counts && rows {
		return n
	}
	return 0
}

// layout is the order of elements in arrays of a program with so many lanes.
type layout struct{ lanes int }

// transposes reports whether arrays of a type are transposed: those of few numbers for each lane.
func (l layout) transposes(t ir.Type) bool {
	return len(t.Shape) == 2 && t.Shape[0] == l.lanes && t.Shape[1] > 0 && t.Shape[1] <= widest
}

// program returns p with its first inputs and outputs, so many of each, in the layout. The others keep their types.
func (l layout) program(p *ir.Program, inputs, outputs int) *ir.Program {
	types := p.InTypes()
	for i, t := range types[:inputs] {
		if l.transposes(t) {
			types[i].Shape = swapped(t.Shape)
		}
	}
	t, in := ir.NewTrace(types)
	t.Grow(len(p.Eqns))
	w := writer{l, t, ir.NewEnv[Value](p)}
	for i, v := range p.In {
		if i < inputs {
			w.env.Set(v, in[i])
		} else {
			w.set(v, in[i])
		}
	}
	for i := range p.Eqns {
		w.equation(&p.Eqns[i])
	}
	q, _ := t.Close(append(w.getAll(p.Out[:outputs]), w.plainAll(p.Out[outputs:])...))
	return q
}

// writer copies a program into a trace. env has the values of its variables, in the layout.
type writer struct {
	layout
	trace *ir.Trace
	env   ir.Env[Value]
}

// get returns v in the layout.
func (w writer) get(v *ir.Var) Value {
	switch {
	case v.Buffer() == nil:
		return w.env.Get(v)
	case w.transposes(v.Type()):
		return transposed(v)
	}
	return v
}

// plain returns v with its axes in order.
func (w writer) plain(v *ir.Var) Value {
	switch {
	case v.Buffer() != nil:
		return v
	case w.transposes(v.Type()):
		return transposed(w.env.Get(v))
	}
	return w.env.Get(v)
}

// across returns the matrix v transposed, whatever the layout says.
func (w writer) across(v *ir.Var) Value {
	if w.transposes(v.Type()) {
		return w.get(v)
	}
	return transposed(w.plain(v))
}

func (w writer) getAll(vars []*ir.Var) []Value { return each(vars, w.get) }

func (w writer) plainAll(vars []*ir.Var) []Value { return each(vars, w.plain) }

func each(vars []*ir.Var, f func(*ir.Var) Value) []Value {
	out := make([]Value, len(vars))
	for i, v := range vars {
		out[i] = f(v)
	}
	return out
}

// set gives v a value whose axes are in order.
func (w writer) set(v *ir.Var, x Value) {
	if w.transposes(v.Type()) {
		x = transposed(x)
	}
	w.env.Set(v, x)
}

// setAcross gives v a value whose axes are exchanged, if it has two.
func (w writer) setAcross(v *ir.Var, x Value) {
	if v.Rank() == 2 && !w.transposes(v.Type()) {
		x = transposed(x)
	}
	w.env.Set(v, x)
}

func transposed(x Value) Value { return prim.MatTranspose(x) }

// swapped exchanges what belongs to the two axes of a matrix.
func swapped[T any](list []T) []T { return []T{list[1], list[0]} }

// equation copies e: with the programs that it holds in the layout, on transposed arrays if there is a way, or as it is.
func (w writer) equation(e *ir.Eqn) {
	switch op := e.Op.(type) {
	case flow.While:
		op.Test, op.Body = w.program(op.Test, len(op.Test.In), 1), w.program(op.Body, len(op.Body.In), len(op.Body.Out))
		w.holder(op, e, len(e.In), op.Body.Out)
	case flow.Scan:
		op.Body = w.program(op.Body, op.Consts+op.Carry, op.Carry)
		w.holder(op, e, op.Consts+op.Carry, op.Body.Out[:op.Carry])
	case flow.Switch:
		branches := make([]*ir.Program, len(op.Branches))
		for i, b := range op.Branches {
			branches[i] = w.program(b, len(b.In), len(b.Out))
		}
		w.holder(flow.Switch{Branches: branches}, e, len(e.In), branches[0].Out)
	default:
		if y := w.inward(e); y != nil {
			for i, v := range e.Out {
				w.setAcross(v, y[i])
			}
			return
		}
		w.holder(op, e, 0, nil)
	}
}

// holder adds op in place of e. It takes the first operands, so many, in the layout, and returns results in place of e's first
// ones in the layout; the others have their axes in order.
func (w writer) holder(op ir.Op, e *ir.Eqn, operands int, results []*ir.Var) {
	x := append(w.getAll(e.In[:operands]), w.plainAll(e.In[operands:])...)
	y := w.trace.Append(ir.Eqn{Op: op, In: x, Out: append(results[:len(results):len(results)], e.Out[len(results):]...)})
	for i, v := range e.Out {
		if i < len(results) {
			w.env.Set(v, y[i])
		} else {
			w.set(v, y[i])
		}
	}
}
