// Package ir defines what every function of phlox becomes: a Program, a straight list of equations
// between immutable arrays. It has the tracer that records one, a printer and parser, a checker, and
// Eval, the slow and obvious evaluator that says what a Program means and is the oracle for all that
// makes it fast.
//
// A function is traced by calling it once with Values that stand for its arguments. Every operation
// goes through Bind, which looks at its operands: if all are concrete, it computes at once; otherwise it
// appends an equation to the innermost trace among them. No global or per-goroutine state says what is
// being traced: Values carry it, so goroutines are safe, and work inside a traced function that does
// not depend on the function's arguments is done outside of it, once.
package ir

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
)

// Type is what is known of a Value without its elements.
type Type struct {
	DType array.DType
	Shape array.Shape
}

// TypeOf returns the type of a buffer.
func TypeOf(b *array.Buffer) Type { return Type{b.DType(), b.Shape()} }

// Equal reports whether t and u have the same dtype and shape.
func (t Type) Equal(u Type) bool { return t.DType == u.DType && t.Shape.Equal(u.Shape) }

// String prints the type as in a program: f64[3 4].
func (t Type) String() string { return t.DType.String() + t.Shape.String() }

// With returns the type with another dtype.
func (t Type) With(d array.DType) Type { return Type{d, t.Shape} }

// Op is an operation with all its rules. An op is a struct whose exported fields are its parameters
// (or a number that names a row of a table), so two ops that print alike are the same op.
//
// In all rules nil stands for a zero tangent or cotangent, or, where it says so, for an unknown value.
type Op interface {
	// Name is what the op is called in a printed program; parameters are printed after it.
	Name() string

	// Infer returns the types of the results, or why the operands don't fit.
	Infer(in []Type) ([]Type, error)

	// Eval computes the results, whose types are given. Operands are shared and must not change.
	Eval(in []*array.Buffer, out []Type) []*array.Buffer

	// JVP returns the tangents of the results y at x in the direction dx, of which at least one is not
	// nil. Operations on tangents must be linear in them.
	JVP(x, y, dx []Value) []Value

	// Transpose returns cotangents of the linear operands, which are those with x[i] == nil, given the
	// cotangents of the results. Entries for the other operands are ignored.
	Transpose(ct, x []Value, in []Type) []Value

	// Batch applies the op to n examples at once. Mapped operands, at least one, have a leading axis of
	// length n. A result of the rank that one example has is the same for all examples; the others have
	// the leading axis.
	Batch(n int, x []Value, mapped []bool) []Value
}

// HigherOrder is an op that holds Programs. Its results and their tangents are computed together, so it
// answers these two instead of JVP, which is not called.
type HigherOrder interface {
	Op

	// Forward returns results and tangents in one computation.
	Forward(x, dx []Value) (y, dy []Value)

	// Linearize returns results computed from x alone, and tangents by ops linear in dx whose other
	// operands are values saved on the way.
	Linearize(x, dx []Value) (y, dy []Value)
}

// Value is an operand: a concrete array, or one that stands for a result in a traced program.
type Value = *Var

// Var is what a Value points to.
type Var struct {
	typ   Type
	buf   *array.Buffer // the elements, if concrete
	trace *Trace        // where it is being computed, otherwise
	slot  int           // its place in the environment of its Program; -1 if concrete
	eqn   int           // which equation of trace computes it, from 1; 0 for an input
}

// Concrete returns a Value that holds b.
func Concrete(b *array.Buffer) Value { return &Var{typ: TypeOf(b), buf: b, slot: -1} }

// Type returns dtype and shape.
func (v *Var) Type() Type { return v.typ }

// Shape returns the lengths of the axes.
func (v *Var) Shape() array.Shape { return v.typ.Shape }

// DType returns the element type.
func (v *Var) DType() array.DType { return v.typ.DType }

// Rank returns the number of axes.
func (v *Var) Rank() int { return len(v.typ.Shape) }

// Buffer returns the elements of a concrete Value; nil for a traced one.
func (v *Var) Buffer() *array.Buffer { return v.buf }

// Slot returns the variable's place in its Program's environment, 0 <= Slot < Program.Slots, or -1 if
// it is concrete.
func (v *Var) Slot() int { return v.slot }

// Eqn is one equation: Out = Op(In).
type Eqn struct {
	Op  Op
	In  []*Var
	Out []*Var
}

// Program is a function from arrays to arrays: equations in an order in which they can be computed.
// Operands are inputs, results of earlier equations, or concrete values. Programs do not change once
// made.
type Program struct {
	In    []*Var
	Eqns  []Eqn
	Out   []*Var
	slots int
	plan  plan
}

// Slots returns the number of variables.
func (p *Program) Slots() int { return p.slots }

// InTypes returns the types of the inputs.
func (p *Program) InTypes() []Type { return TypesOf(p.In) }

// OutTypes returns the types of the outputs.
func (p *Program) OutTypes() []Type { return TypesOf(p.Out) }

// TypesOf returns the type of each value; nil has the zero Type.
func TypesOf(values []Value) []Type {
	types := make([]Type, len(values))
	for i, v := range values {
		if v != nil {
			types[i] = v.typ
		}
	}
	return types
}

// Inline applies p to x equation by equation, in whatever trace x belongs to.
func (p *Program) Inline(x []Value) []Value {
	if len(x) != len(p.In) {
		panic(fmt.Sprintf("ir: program of %d inputs applied to %d values", len(p.In), len(x)))
	}
	env := NewEnv[Value](p)
	for i, v := range p.In {
		env.Set(v, x[i])
	}
	in := func(vars []*Var) []Value {
		values := make([]Value, len(vars))
		for i, v := range vars {
			if values[i] = v; v.slot >= 0 {
				values[i] = env.Get(v)
			}
		}
		return values
	}
	for _, e := range p.Eqns {
		for i, y := range Bind(e.Op, in(e.In)...) {
			env.Set(e.Out[i], y)
		}
	}
	return in(p.Out)
}

// Env maps the variables of one Program to T. Concrete operands are not in it.
type Env[T any] struct{ slots []T }

// NewEnv returns an environment in which every variable of p maps to the zero T.
func NewEnv[T any](p *Program) Env[T] { return Env[T]{make([]T, p.slots)} }

// Get returns what v maps to; the zero T if v is concrete.
func (e Env[T]) Get(v *Var) (x T) {
	if v.slot >= 0 {
		x = e.slots[v.slot]
	}
	return x
}

// Set maps v to x; no effect if v is concrete.
func (e Env[T]) Set(v *Var, x T) {
	if v.slot >= 0 {
		e.slots[v.slot] = x
	}
}

// WithInputs returns p with its inputs in another order.
func (p *Program) WithInputs(in []*Var) *Program {
	return &Program{In: in, Eqns: p.Eqns, Out: p.Out, slots: p.slots}
}
