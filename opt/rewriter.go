package opt

import (
	"fmt"

	"github.com/phlox-ppl/phlox/ir"
)

// rewriter copies programs into a trace and tries the passes on each equation on the way.
type rewriter struct {
	*simplifier
	trace   *ir.Trace
	seen    numbering
	changed bool
}

// rewriter starts a program of about n equations with inputs of the given types, and returns the inputs.
func (s *simplifier) rewriter(in []ir.Type, n int) (*rewriter, []Value) {
	trace, x := ir.NewTrace(in)
	trace.Grow(n)
	return &rewriter{simplifier: s, trace: trace, seen: newNumbering(n)}, x
}

// build makes a program of the given inputs without trying any pass.
func build(in []ir.Type, f func(r *rewriter, x []Value) []Value) *ir.Program {
	r, x := newSimplifier(nil).rewriter(in, 0)
	p, _ := r.trace.Close(f(r, x))
	return p
}

// copy adds eqns, which are equations of p, for p's inputs x, and returns the values of out.
func (r *rewriter) copy(p *ir.Program, eqns []ir.Eqn, out []*ir.Var, x []Value) []Value {
	env := ir.NewEnv[Value](p)
	for i, v := range p.In {
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
	for _, e := range eqns {
		for i, y := range r.rewrite(&ir.Eqn{Op: e.Op, In: read(e.In), Out: e.Out}) {
			env.Set(e.Out[i], y)
		}
	}
	return read(out)
}

// inline adds the equations of p for its inputs x and returns its outputs. Unlike p.Inline it computes
// nothing, even if x is concrete: a loop may be long.
func (r *rewriter) inline(p *ir.Program, x []Value) []Value { return r.copy(p, p.Eqns, p.Out, x) }

// rewrite returns values for the results of e: those of the first pass that has any, or else those of e
// as it is, which it adds to the trace.
func (r *rewriter) rewrite(e *ir.Eqn) []Value {
	y := r.try(e)
	if y == nil && r.simplifyHeld(e) {
		r.changed = true
		y = r.try(e)
	}
	if y == nil {
		return r.trace.Append(*e)
	}
	r.changed = true
	for i, v := range y {
		if !v.Type().Equal(e.Out[i].Type()) {
			panic(fmt.Sprintf("opt: result %d of %s becomes %v, want %v", i, ir.OpString(e.Op), v.Type(), e.Out[i].Type()))
		}
	}
	return y
}

// try returns what the first pass that has values for the results of e returns, else nil.
func (r *rewriter) try(e *ir.Eqn) []Value {
	for _, pass := range r.passes {
		if y := pass(r, e); y != nil {
			return y
		}
	}
	return nil
}

// simplifyHeld simplifies the programs that e's op holds, and reports whether that changes any. It comes
// after the passes: those that make the programs anew would have all the work done again.
func (r *rewriter) simplifyHeld(e *ir.Eqn) (changed bool) {
	if len(r.passes) == 0 {
		return false
	}
	e.Op = ir.MapPrograms(e.Op, func(p *ir.Program) *ir.Program {
		q := r.simplify(p)
		changed = changed || q != p
		return q
	})
	return changed
}

// def returns the equation that computes v if its op has the given name, else nil.
func (r *rewriter) def(v Value, name string) *ir.Eqn {
	if e := r.trace.Def(v); e != nil && e.Op.Name() == name {
		return e
	}
	return nil
}

// arg returns x if v is computed as the named op of x alone, else nil.
func (r *rewriter) arg(v Value, name string) Value {
	if e := r.def(v, name); e != nil && len(e.In) == 1 {
		return e.In[0]
	}
	return nil
}

// scalarOf returns a rank-0 value that all elements of v are equal to, v itself if it is of rank 0; nil
// if none is known.
func (r *rewriter) scalarOf(v Value) Value {
	if v.Rank() == 0 {
		return v
	}
	if v.Buffer() == nil {
		if x := r.arg(v, "broadcast"); x != nil && x.Rank() == 0 {
			return x
		}
		return nil
	}
	s, ok := r.uniform[v]
	if !ok {
		s = uniformElem(v)
		r.uniform[v] = s
	}
	return s
}
