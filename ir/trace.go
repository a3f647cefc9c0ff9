package ir

import (
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
	closed   bool
}

var traces atomic.Uint64

// NewTrace starts a trace of a function with inputs of the given types, and returns the inputs.
func NewTrace(in []Type) (*Trace, []Value) {
	t := &Trace{id: traces.Add(1), inner: map[Value]*Var{}}
	for _, typ := range in {
		t.in = append(t.in, t.newVar(typ))
	}
	return t, append([]Value(nil), t.in...)
}

func (t *Trace) newVar(typ Type) *Var {
	v := &Var{typ: typ, trace: t, slot: t.slots}
	t.slots++
	return v
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
	if w, ok := t.inner[v]; ok {
		return w
	}
	w := t.newVar(v.typ)
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
		panic(Errorf("%s: an operand was computed inside a traced function that has ended; return it from there", op.Name()))
	}
	e := Eqn{Op: op, In: make([]*Var, len(x)), Out: make([]*Var, len(types))}
	for i, v := range x {
		e.In[i] = t.operand(v)
	}
	for i, typ := range types {
		e.Out[i] = t.newVar(typ)
	}
	t.eqns = append(t.eqns, e)
	return append([]Value(nil), e.Out...)
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
