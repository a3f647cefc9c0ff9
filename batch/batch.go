// Package batch turns a program for one example into one for many: Vmap. Every op says what it does to
// operands with a leading axis of examples (its Batch rule); this package only carries the axis along.
package batch

import (
	"slices"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// Value is an operand or result.
type Value = ir.Value

// Apply applies p to n examples at once. An x with one axis more than its input has the examples along
// the first, the others are the same for all. It returns the results, and which of them have the axis.
func Apply(p *ir.Program, n int, x []Value) (y []Value, mapped []bool) {
	env := ir.NewEnv[Value](p)
	for i, v := range p.In {
		env.Set(v, x[i])
	}
	// A value is mapped if it has one axis more than its variable.
	read := func(vars []*ir.Var) (x []Value, mapped []bool) {
		x, mapped = make([]Value, len(vars)), make([]bool, len(vars))
		for i, v := range vars {
			if x[i] = v; v.Buffer() == nil {
				x[i] = env.Get(v)
				mapped[i] = x[i].Rank() > v.Rank()
			}
		}
		return x, mapped
	}
	for _, e := range p.Eqns {
		x, mapped := read(e.In)
		var y []Value
		if slices.Contains(mapped, true) {
			y = e.Op.Batch(n, x, mapped)
		} else {
			y = ir.Bind(e.Op, x...)
		}
		for i, v := range e.Out {
			env.Set(v, y[i])
		}
	}
	return read(p.Out)
}

// Broadcast gives v a leading axis of length n unless it is mapped already.
func Broadcast(v Value, n int, mapped bool) Value {
	if mapped {
		return v
	}
	dims := make([]int, v.Rank())
	for i := range dims {
		dims[i] = i + 1
	}
	return prim.BroadcastTo(v, v.Shape().Prepend(n), dims)
}

// Mapped returns which outputs of p depend on the mapped inputs.
func Mapped(p *ir.Program, mapped []bool) []bool {
	on := ir.NewEnv[bool](p)
	for i, v := range p.In {
		on.Set(v, mapped[i])
	}
	for _, e := range p.Eqns {
		if slices.ContainsFunc(e.In, on.Get) {
			for _, v := range e.Out {
				on.Set(v, true)
			}
		}
	}
	out := make([]bool, len(p.Out))
	for i, v := range p.Out {
		out[i] = on.Get(v)
	}
	return out
}

// Program returns p for n examples, of which the inputs marked mapped and the results marked wanted have
// a leading axis. Results that are mapped of necessity must be marked.
func Program(p *ir.Program, n int, mapped, wanted []bool) *ir.Program {
	types := p.InTypes()
	for i, m := range mapped {
		if m {
			types[i].Shape = types[i].Shape.Prepend(n)
		}
	}
	q, _ := ir.TraceFunc(types, func(x []Value) []Value {
		y, yMapped := Apply(p, n, x)
		for i, want := range wanted {
			if want {
				y[i] = Broadcast(y[i], n, yMapped[i])
			}
		}
		return y
	})
	return q
}
