// Package ad differentiates programs. Forward mode (JVP) walks the equations once and carries a tangent
// along with each value. Reverse mode (Linearize, then the returned pullback) does the same, but records
// the tangents in a trace of their own: what depends on the input's tangent is a linear program, all else
// has been computed outside of it, and the values that the linear program captured are what reverse mode
// has to keep. Walking that program backward with each op's transpose gives the cotangents.
//
// Splitting at the trace means no partial evaluator is needed, except inside ops that hold programs.
package ad

import (
	"slices"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// Value is an operand or result. As a tangent or cotangent, nil is zero.
type Value = ir.Value

// JVP applies p to x and returns its results y and their tangents dy in the direction dx.
func JVP(p *ir.Program, x, dx []Value) (y, dy []Value) {
	return push(p, x, dx, func(op ir.HigherOrder, x, dx []Value) (y, dy []Value) { return op.Forward(x, dx) })
}

// Linearized is a linear map: the derivative of a program at a point.
type Linearized struct {
	program  *ir.Program // inputs: tangents of the active inputs, then the captured values
	captured []Value
	active   []bool // which inputs have tangents
	nonzero  []bool // which results do; the program computes these
	types    []ir.Type
}

// Linearize applies p to x and returns its results, and its derivative at x in the inputs that are
// active. Inputs that are not floats have no derivative, active or not.
func Linearize(p *ir.Program, x []Value, active []bool) (y []Value, d *Linearized) {
	d = &Linearized{active: make([]bool, len(x)), nonzero: make([]bool, len(p.Out)), types: ir.TypesOf(p.In)}
	var types []ir.Type
	for i, v := range p.In {
		if d.active[i] = active[i] && v.DType().IsFloat(); d.active[i] {
			types = append(types, v.Type())
		}
	}
	trace, tangents := ir.NewTrace(types)
	dx := make([]Value, len(x))
	for i := range dx {
		if d.active[i] {
			dx[i], tangents = tangents[0], tangents[1:]
		}
	}
	y, dy := push(p, x, dx, func(op ir.HigherOrder, x, dx []Value) (y, dy []Value) { return op.Linearize(x, dx) })
	var out []Value
	for i, v := range dy {
		if d.nonzero[i] = v != nil; v != nil {
			out = append(out, v)
		}
	}
	d.program, d.captured = trace.Close(out)
	return y, d
}

// Apply returns the tangents of the results for those of the inputs: forward mode at a fixed point.
func (d *Linearized) Apply(dx []Value) []Value {
	var in []Value
	for i, on := range d.active {
		if on && dx[i] == nil {
			in = append(in, prim.Zeros(d.types[i]))
		} else if on {
			in = append(in, dx[i])
		}
	}
	out := d.program.Inline(append(in, d.captured...))
	dy := make([]Value, len(d.nonzero))
	for i, on := range d.nonzero {
		if on {
			dy[i], out = out[0], out[1:]
		}
	}
	return dy
}

// Pullback returns the cotangents of the inputs for those of the results: reverse mode. Inputs that are
// not active get nil.
func (d *Linearized) Pullback(ct []Value) []Value {
	var out []Value
	for i, on := range d.nonzero {
		if on {
			out = append(out, ct[i])
		}
	}
	x := append(make([]Value, len(d.program.In)-len(d.captured)), d.captured...)
	got := Transpose(d.program, x, out)
	cts := make([]Value, len(d.active))
	for i, on := range d.active {
		if on {
			cts[i], got = got[0], got[1:]
		}
	}
	return cts
}

// Linear returns the linear program, whose inputs are the tangents of the active inputs and then one for
// each captured value, which results it computes, and the captured values.
func (d *Linearized) Linear() (p *ir.Program, nonzero []bool, captured []Value) {
	return d.program, d.nonzero, d.captured
}

// push carries values and tangents through p. An equation without tangents is computed as it is.
func push(p *ir.Program, x, dx []Value, hold func(op ir.HigherOrder, x, dx []Value) (y, dy []Value)) (y, dy []Value) {
	primal, tangent := ir.NewEnv[Value](p), ir.NewEnv[Value](p)
	for i, v := range p.In {
		primal.Set(v, x[i])
		if v.DType().IsFloat() {
			tangent.Set(v, dx[i])
		}
	}
	read := func(vars []*ir.Var) (x, dx []Value) {
		x, dx = make([]Value, len(vars)), make([]Value, len(vars))
		for i, v := range vars {
			if x[i] = v; v.Buffer() == nil {
				x[i], dx[i] = primal.Get(v), tangent.Get(v)
			}
		}
		return x, dx
	}
	for _, e := range p.Eqns {
		x, dx := read(e.In)
		y, dy := pushEqn(e.Op, x, dx, hold)
		for i, v := range e.Out {
			primal.Set(v, y[i])
			if v.DType().IsFloat() {
				tangent.Set(v, dy[i])
			}
		}
	}
	return read(p.Out)
}

func pushEqn(op ir.Op, x, dx []Value, hold func(op ir.HigherOrder, x, dx []Value) (y, dy []Value)) (y, dy []Value) {
	moved := slices.ContainsFunc(dx, func(v Value) bool { return v != nil })
	if h, ok := op.(ir.HigherOrder); ok && moved {
		return hold(h, x, dx)
	}
	y = ir.Bind(op, x...)
	if !moved {
		return y, make([]Value, len(y))
	}
	return y, op.JVP(x, y, dx)
}

// Transpose returns the cotangents of the inputs of p with x[i] == nil, in which p is linear, given the
// cotangents of its outputs. The other inputs have the values x.
func Transpose(p *ir.Program, x, ct []Value) []Value {
	known := ir.NewEnv[Value](p) // values that depend on no linear input
	linear := ir.NewEnv[bool](p)
	for i, v := range p.In {
		known.Set(v, x[i])
		linear.Set(v, x[i] == nil)
	}
	isLinear := func(v *ir.Var) bool { return linear.Get(v) }
	for _, e := range p.Eqns {
		if slices.ContainsFunc(e.In, isLinear) {
			for _, v := range e.Out {
				linear.Set(v, true)
			}
			continue
		}
		for i, y := range ir.Bind(e.Op, values(known, e.In)...) {
			known.Set(e.Out[i], y)
		}
	}
	cts := ir.NewEnv[Value](p)
	accumulate := func(v *ir.Var, ct Value) {
		if ct != nil && linear.Get(v) {
			cts.Set(v, prim.AddTangents(cts.Get(v), ct))
		}
	}
	for i, v := range p.Out {
		accumulate(v, ct[i])
	}
	for i := len(p.Eqns) - 1; i >= 0; i-- {
		e := p.Eqns[i]
		out := make([]Value, len(e.Out))
		some := false
		for j, v := range e.Out {
			out[j] = cts.Get(v)
			some = some || out[j] != nil
		}
		if !some || !slices.ContainsFunc(e.In, isLinear) {
			continue
		}
		for j, ct := range e.Op.Transpose(out, values(known, e.In), ir.TypesOf(e.In)) {
			accumulate(e.In[j], ct)
		}
	}
	var got []Value
	for i, v := range p.In {
		if x[i] == nil {
			got = append(got, cts.Get(v))
		}
	}
	return got
}

// values returns the operands, nil for those that are not known.
func values(known ir.Env[Value], vars []*ir.Var) []Value {
	x := make([]Value, len(vars))
	for i, v := range vars {
		if x[i] = v; v.Buffer() == nil {
			x[i] = known.Get(v)
		}
	}
	return x
}

// Instantiate replaces each nil tangent by zeros of the type of the value it belongs to, or, if that is
// not a float, leaves it.
func Instantiate(dx []Value, types []ir.Type) []Value {
	out := make([]Value, len(dx))
	for i, v := range dx {
		if out[i] = v; v == nil && types[i].DType.IsFloat() {
			out[i] = prim.Zeros(types[i])
		}
	}
	return out
}

// Seed returns the cotangent 1 of a scalar float.
func Seed(t ir.Type) Value { return prim.Scalar(t.DType, 1) }

// ActiveOut reports which results of p can have a tangent when the given inputs have one: those that are
// floats and depend on an active input through floats.
func ActiveOut(p *ir.Program, active []bool) []bool {
	on := ir.NewEnv[bool](p)
	for i, v := range p.In {
		on.Set(v, active[i] && v.DType().IsFloat())
	}
	for _, e := range p.Eqns {
		if slices.ContainsFunc(e.In, on.Get) {
			for _, v := range e.Out {
				on.Set(v, v.DType().IsFloat())
			}
		}
	}
	out := make([]bool, len(p.Out))
	for i, v := range p.Out {
		out[i] = on.Get(v)
	}
	return out
}
