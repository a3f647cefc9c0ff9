package ir

import (
	"slices"
	"sync/atomic"

	"github.com/phlox-ppl/phlox/array"
)

// Trace records the equations of one function while it runs. It belongs to one goroutine.
type Trace struct {
	id       uint64 // inner traces start later than the ones around them, so have a greater id
	in       []*Var
	inner    map[Value]*Var // the input that stands for a value of an outer trace
	captured []Value        // those values, in the order of their first use
	eqns     []Eqn
	slots    int
	spare    []Var // allocated many at a time
	closed   bool
}

var traces atomic.Uint64

// NewTrace starts a trace of a function with inputs of the given types, and returns the inputs.
func NewTrace(in []Type) (*Trace, []Value) {
	t := &Trace{id: traces.Add(1), in: make([]*Var, len(in)), spare: make([]Var, len(in))}
	for i, typ := range in {
		t.in[i] = t.newVar(typ)
	}
	return t, append([]Value(nil), t.in...)
}

func (t *Trace) newVar(typ Type) *Var {
	if len(t.spare) == 0 {
		t.spare = make([]Var, 16+min(len(t.eqns), 240))
	}
	v := &t.spare[0]
	t.spare = t.spare[1:]
	*v = Var{typ: typ, trace: t, slot: t.slots}
	t.slots++
	return v
}

// Grow makes room for n more equations.
func (t *Trace) Grow(n int) {
	t.eqns = slices.Grow(t.eqns, n)
	if n > len(t.spare) {
		t.spare = make([]Var, n)
	}
}

// Owns reports whether v is computed in t.
func (t *Trace) Owns(v Value) bool { return v.trace == t }

// Close ends the trace. The Program computes out; its inputs are those of the trace and, after them,
// one for each value of an outer trace that was used, which are returned as captured.
func (t *Trace) Close(out []Value) (p *Program, captured []Value) {
	outs := make([]*Var, len(out))
	for i, v := range out {
		outs[i] = t.operand(v)
	}
	t.closed = true
	p = &Program{In: t.in, Eqns: t.eqns, Out: outs, slots: t.slots}
	return p, t.captured
}

// Captured returns the values of outer traces used so far.
func (t *Trace) Captured() []Value { return t.captured }

// TraceFunc traces f, called with inputs of the given types.
func TraceFunc(in []Type, f func(x []Value) []Value) (p *Program, captured []Value) {
	t, x := NewTrace(in)
	return t.Close(f(x))
}

// operand returns the variable of t that stands for v.
func (t *Trace) operand(v Value) *Var {
	if v.trace == t || v.buf != nil {
		return v
	}
	if v.trace.closed {
		panic(escaped("a traced function"))
	}
	if w, ok := t.inner[v]; ok {
		return w
	}
	w := t.newVar(v.typ)
	if t.inner == nil {
		t.inner = map[Value]*Var{}
	}
	t.inner[v] = w
	t.in = append(t.in, w)
	t.captured = append(t.captured, v)
	return w
}

// Bind applies op: at once if all operands are concrete, else as an equation of the innermost trace
// among them. It panics with an *Error if the operands don't fit.
func Bind(op Op, x ...Value) []Value {
	var t *Trace
	for _, v := range x {
		if v.trace != nil && (t == nil || v.trace.id > t.id) {
			t = v.trace
		}
	}
	types, err := op.Infer(TypesOf(x))
	if err != nil {
		panic(Errorf("%s: %v", op.Name(), err))
	}
	if t == nil {
		return evalConcrete(op, x, types)
	}
	if t.closed {
		panic(escaped(op.Name()))
	}
	e := Eqn{Op: op, In: make([]*Var, len(x)), Out: make([]*Var, len(types))}
	for i, v := range x {
		e.In[i] = t.operand(v)
	}
	for i, typ := range types {
		e.Out[i] = t.newVar(typ)
	}
	t.append(e)
	return append([]Value(nil), e.Out...)
}

func escaped(where string) *Error {
	return Errorf("%s: an operand was computed inside a traced function that has ended; return it from there", where)
}

func (t *Trace) append(e Eqn) {
	t.eqns = append(t.eqns, e)
	for _, v := range e.Out {
		v.eqn = len(t.eqns)
	}
}

// Append adds an equation like e, whose operands belong to t or are concrete, and returns new variables
// for its results, with the types of e.Out. Unlike Bind it neither infers types nor computes anything:
// it is for passes that copy equations. The caller must not change e.In afterwards, nor the results.
func (t *Trace) Append(e Eqn) []Value {
	out := make([]*Var, len(e.Out))
	for i, v := range e.Out {
		out[i] = t.newVar(v.typ)
	}
	t.append(Eqn{Op: e.Op, In: e.In, Out: out})
	return out
}

// Eqns returns the equations so far; the caller must not change them.
func (t *Trace) Eqns() []Eqn { return t.eqns }

// Def returns the equation of t that computes v, nil if v is an input, concrete, or not of t.
func (t *Trace) Def(v Value) *Eqn {
	if v.trace != t || v.eqn == 0 {
		return nil
	}
	return &t.eqns[v.eqn-1]
}

// Bind1 is Bind for an op with one result.
func Bind1(op Op, x ...Value) Value { return Bind(op, x...)[0] }

func evalConcrete(op Op, x []Value, types []Type) []Value {
	in := make([]*array.Buffer, len(x))
	for i, v := range x {
		in[i] = v.buf
	}
	out := op.Eval(in, types)
	y := make([]Value, len(out))
	for i, b := range out {
		y[i] = Concrete(b)
	}
	return y
}

// SameTrace reports whether v and w are computed in the same trace.
func (v *Var) SameTrace(w *Var) bool { return v.trace != nil && v.trace == w.trace }

// Before reports whether v was known before the trace of w began: it is concrete, or computed in a trace around that one.
// Then it does not depend on w.
func (v *Var) Before(w *Var) bool {
	return v.trace == nil || w.trace != nil && v.trace.id < w.trace.id
}
