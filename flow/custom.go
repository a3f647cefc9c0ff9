package flow

import (
	"slices"

	"github.com/phlox-ppl/phlox/ad"
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/batch"
	"github.com/phlox-ppl/phlox/internal/marks"
	"github.com/phlox-ppl/phlox/ir"
)

// CustomJVP computes Fun, whose derivative is what Rule says: Rule takes the inputs of Fun and then a
// tangent for each that is a float, and returns the results of Fun and then a tangent for each that is a
// float. Rule must be linear in the tangents. It may take fewer tangents: then the last inputs are
// constants, and a derivative in them is an error.
type CustomJVP struct{ Fun, Rule *ir.Program }

// moving reports which inputs of Fun Rule takes tangents for.
func (op CustomJVP) moving() []bool {
	set, left := floats(op.Fun.In), len(op.Rule.In)-len(op.Fun.In)
	for i, is := range set {
		if set[i] = is && left > 0; is {
			left--
		}
	}
	return set
}

// floats reports which variables have derivatives.
func floats(vars []*ir.Var) []bool {
	out := make([]bool, len(vars))
	for i, v := range vars {
		out[i] = v.DType().IsFloat()
	}
	return out
}

// inferCall is Infer of an op that applies a program.
func inferCall(p *ir.Program, in []ir.Type) ([]ir.Type, error) {
	if !slices.EqualFunc(p.InTypes(), in, ir.Type.Equal) {
		return nil, typeError{p.InTypes(), in}
	}
	return p.OutTypes(), nil
}

func (op CustomJVP) Name() string { return "custom_jvp" }

func (op CustomJVP) Infer(in []ir.Type) ([]ir.Type, error) { return inferCall(op.Fun, in) }

func (op CustomJVP) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer { return op.Fun.Eval(in) }

// JVP is not called: CustomJVP is a HigherOrder op.
func (op CustomJVP) JVP(x, y, dx []Value) []Value { panic("flow: JVP of a custom_jvp") }

func (op CustomJVP) Forward(x, dx []Value) (y, dy []Value) {
	moving := op.moving()
	for i, d := range dx {
		if d != nil && !moving[i] {
			panic(ir.Errorf("custom derivative: the function uses a value from outside in which a derivative is taken; pass it as an argument"))
		}
	}
	tangents := marks.Pick(ad.Instantiate(dx, ir.TypesOf(x)), moving)
	out := op.Rule.Inline(slices.Concat(x, tangents))
	n := len(op.Fun.Out)
	return out[:n], marks.Place(out[n:], floats(op.Fun.Out))
}

// Linearize is Forward: the trace of the tangents takes the part of Rule that depends on them.
func (op CustomJVP) Linearize(x, dx []Value) (y, dy []Value) { return op.Forward(x, dx) }

func (op CustomJVP) Transpose(ct, x []Value, in []ir.Type) []Value {
	return ad.Transpose(op.Fun, x, ct)
}

func (op CustomJVP) Batch(n int, x []Value, mapped []bool) []Value {
	withTangents := slices.Concat(mapped, marks.Pick(mapped, op.moving()))
	return ir.Bind(CustomJVP{
		Fun:  batch.Program(op.Fun, n, mapped, always(len(op.Fun.Out))),
		Rule: batch.Program(op.Rule, n, withTangents, always(len(op.Rule.Out))),
	}, x...)
}

// CustomVJP computes Fun, whose reverse-mode derivative is what Forth and Back say: Forth takes the
// inputs of Fun and returns its results and then values to save; Back takes the saved values and then a
// cotangent for each result of Fun that is a float, and returns one for each input that is a float.
type CustomVJP struct{ Fun, Forth, Back *ir.Program }

func (op CustomVJP) Name() string { return "custom_vjp" }

func (op CustomVJP) Infer(in []ir.Type) ([]ir.Type, error) { return inferCall(op.Fun, in) }

func (op CustomVJP) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer { return op.Fun.Eval(in) }

// JVP is not called: CustomVJP is a HigherOrder op.
func (op CustomVJP) JVP(x, y, dx []Value) []Value { panic("flow: JVP of a custom_vjp") }

// Forward is impossible: the rule has reverse mode only.
func (op CustomVJP) Forward(x, dx []Value) (y, dy []Value) {
	panic(ir.Errorf("forward-mode derivative of a function with a custom reverse-mode rule"))
}

func (op CustomVJP) Linearize(x, dx []Value) (y, dy []Value) {
	out := op.Forth.Inline(x)
	n := len(op.Fun.Out)
	y, saved := out[:n], out[n:]
	tangents := marks.Pick(ad.Instantiate(dx, ir.TypesOf(x)), floats(x))
	got := ir.Bind(pullback{op.Fun, op.Back}, slices.Concat(tangents, saved)...)
	return y, marks.Place(got, floats(op.Fun.Out))
}

func (op CustomVJP) Transpose(ct, x []Value, in []ir.Type) []Value {
	return ad.Transpose(op.Fun, x, ct)
}

func (op CustomVJP) Batch(n int, x []Value, mapped []bool) []Value {
	return ir.Bind(CustomVJP{
		Fun:   batch.Program(op.Fun, n, mapped, always(len(op.Fun.Out))),
		Forth: batch.Program(op.Forth, n, mapped, always(len(op.Forth.Out))),
		Back:  batch.Program(op.Back, n, always(len(op.Back.In)), always(len(op.Back.Out))),
	}, x...)
}

// pullback is the derivative of a CustomVJP: a linear map of which only the transpose, Back, is known.
// Its operands are the tangents of Fun's float inputs and then the saved values.
type pullback struct{ Fun, Back *ir.Program }

func (op pullback) Name() string { return "custom_vjp_pullback" }

func (op pullback) Infer(in []ir.Type) ([]ir.Type, error) {
	return ir.TypesOf(marks.Pick(op.Fun.Out, floats(op.Fun.Out))), nil
}

func (op pullback) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	panic(ir.Errorf("forward-mode derivative of a function with a custom reverse-mode rule"))
}

func (op pullback) JVP(x, y, dx []Value) []Value {
	panic(ir.Errorf("forward-mode derivative of a function with a custom reverse-mode rule"))
}

func (op pullback) Transpose(ct, x []Value, in []ir.Type) []Value {
	n := len(marks.Pick(op.Fun.In, floats(op.Fun.In)))
	ct = ad.Instantiate(ct, ir.TypesOf(marks.Pick(op.Fun.Out, floats(op.Fun.Out))))
	got := op.Back.Inline(slices.Concat(x[n:], ct))
	return append(got, make([]Value, len(x)-n)...)
}

func (op pullback) Batch(n int, x []Value, mapped []bool) []Value {
	in := make([]Value, len(x))
	for i, v := range x {
		in[i] = batch.Broadcast(v, n, mapped[i])
	}
	return ir.Bind(pullback{
		Fun:  batch.Program(op.Fun, n, always(len(op.Fun.In)), always(len(op.Fun.Out))),
		Back: batch.Program(op.Back, n, always(len(op.Back.In)), always(len(op.Back.Out))),
	}, in...)
}
