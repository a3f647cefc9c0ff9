package flow

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/ad"
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/batch"
	"github.com/phlox-ppl/phlox/internal/marks"
	"github.com/phlox-ppl/phlox/ir"
)

// Checkpoint computes Body. For reverse mode it saves its operands only, and computes Body's
// intermediate values again when they are needed: less memory for more time.
type Checkpoint struct{ Body *ir.Program }

type typeError struct{ want, got []ir.Type }

func (e typeError) Error() string { return fmt.Sprintf("operands %v where it takes %v", e.got, e.want) }

func (op Checkpoint) Name() string { return "checkpoint" }

func (op Checkpoint) Infer(in []ir.Type) ([]ir.Type, error) { return inferCall(op.Body, in) }

func (op Checkpoint) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	return op.Body.Eval(in)
}

// JVP is not called: Checkpoint is a HigherOrder op.
func (op Checkpoint) JVP(x, y, dx []Value) []Value { panic("flow: JVP of a checkpoint") }

func (op Checkpoint) Forward(x, dx []Value) (y, dy []Value) {
	return ad.JVP(op.Body, x, dx)
}

func (op Checkpoint) Linearize(x, dx []Value) (y, dy []Value) {
	active := present(dx)
	nonzero := ad.ActiveOut(op.Body, active)
	operands := slices.Concat(x, marks.Pick(dx, active))
	n := len(x)
	push, _ := ir.TraceFunc(ir.TypesOf(operands), func(in []Value) []Value {
		y, dy := ad.JVP(op.Body, in[:n], marks.Place(in[n:], active))
		return marks.Pick(ad.Instantiate(dy, ir.TypesOf(y)), nonzero)
	})
	pull, _ := ir.TraceFunc(slices.Concat(ir.TypesOf(x), ir.TypesOf(marks.Pick(op.Body.Out, nonzero))), func(in []Value) []Value {
		_, d := ad.Linearize(op.Body, in[:n], active)
		cts := marks.Pick(d.Pullback(marks.Place(in[n:], nonzero)), active)
		return ad.Instantiate(cts, ir.TypesOf(marks.Pick(x, active)))
	})
	return ir.Bind(op, x...), marks.Place(ir.Bind(tangents{n, push, pull}, operands...), nonzero)
}

func (op Checkpoint) Transpose(ct, x []Value, in []ir.Type) []Value {
	return ad.Transpose(op.Body, x, ct)
}

func (op Checkpoint) Batch(n int, x []Value, mapped []bool) []Value {
	return ir.Bind(Checkpoint{batch.Program(op.Body, n, mapped, always(len(op.Body.Out)))}, x...)
}

// tangents is the derivative of a checkpoint. Its operands are Saved values and then tangents; Push
// computes the tangents of the results from them, Pull the cotangents of the operands' tangents from the
// saved values and the results' cotangents.
type tangents struct {
	Saved      int
	Push, Pull *ir.Program
}

func (op tangents) Name() string { return "checkpoint_tangents" }

func (op tangents) Infer(in []ir.Type) ([]ir.Type, error) { return inferCall(op.Push, in) }

func (op tangents) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer { return op.Push.Eval(in) }

// JVP is not called: tangents is a HigherOrder op.
func (op tangents) JVP(x, y, dx []Value) []Value { panic("flow: JVP of a checkpoint's tangents") }

func (op tangents) Forward(x, dx []Value) (y, dy []Value) { return ad.JVP(op.Push, x, dx) }

func (op tangents) Linearize(x, dx []Value) (y, dy []Value) {
	return Checkpoint{op.Push}.Linearize(x, dx)
}

func (op tangents) Transpose(ct, x []Value, in []ir.Type) []Value {
	ct = ad.Instantiate(ct, op.Push.OutTypes())
	got := ir.Bind(Checkpoint{op.Pull}, slices.Concat(x[:op.Saved], ct)...)
	return append(make([]Value, op.Saved), got...)
}

func (op tangents) Batch(n int, x []Value, mapped []bool) []Value {
	in := make([]Value, len(x))
	for i, v := range x {
		in[i] = batch.Broadcast(v, n, mapped[i])
	}
	return ir.Bind(tangents{
		Saved: op.Saved,
		Push:  batch.Program(op.Push, n, always(len(op.Push.In)), always(len(op.Push.Out))),
		Pull:  batch.Program(op.Pull, n, always(len(op.Pull.In)), always(len(op.Pull.Out))),
	}, in...)
}
