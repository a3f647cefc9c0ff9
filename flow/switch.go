package flow

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/ad"
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/batch"
	"github.com/phlox-ppl/phlox/internal/marks"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// Switch computes one of Branches, that with the number of its first operand, an int32 scalar, which is
// clamped to the range. All branches get the other operands and return the same types.
type Switch struct{ Branches []*ir.Program }

// Cond binds a Switch: yes if pred, a bool scalar, holds, else no.
func Cond(pred Value, yes, no *ir.Program, x []Value) []Value {
	index := prim.ConvertTo(pred, array.Int32)
	return ir.Bind(Switch{[]*ir.Program{no, yes}}, append([]Value{index}, x...)...)
}

func (op Switch) Name() string { return "switch" }

func (op Switch) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(op.Branches) == 0 || len(in) == 0 || in[0].DType != array.Int32 || len(in[0].Shape) != 0 {
		return nil, fmt.Errorf("operands %v for %d branches, want an i32 scalar first", in, len(op.Branches))
	}
	out := op.Branches[0].OutTypes()
	for i, b := range op.Branches {
		if !slices.EqualFunc(b.InTypes(), in[1:], ir.Type.Equal) {
			return nil, fmt.Errorf("branch %d takes %v, not %v", i, b.InTypes(), in[1:])
		}
		if !slices.EqualFunc(b.OutTypes(), out, ir.Type.Equal) {
			return nil, fmt.Errorf("branch %d returns %v and branch 0 %v", i, b.OutTypes(), out)
		}
	}
	return out, nil
}

func (op Switch) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	k := int(array.Data[int32](in[0])[0])
	return op.Branches[max(0, min(k, len(op.Branches)-1))].Eval(in[1:])
}

// JVP is not called: Switch is a HigherOrder op.
func (op Switch) JVP(x, y, dx []Value) []Value { panic("flow: JVP of a switch") }

// nonzero returns the results that have a tangent in some branch.
func (op Switch) nonzero(active []bool) []bool {
	out := make([]bool, len(op.Branches[0].Out))
	for _, b := range op.Branches {
		out = marks.Or(out, ad.ActiveOut(b, active))
	}
	return out
}

func (op Switch) Forward(x, dx []Value) (y, dy []Value) {
	active := present(dx[1:])
	nonzero := op.nonzero(active)
	operands := slices.Concat(x[1:], marks.Pick(dx[1:], active))
	joint := Switch{}
	for _, b := range op.Branches {
		p, _ := ir.TraceFunc(ir.TypesOf(operands), func(in []Value) []Value {
			n := len(x) - 1
			y, dy := ad.JVP(b, in[:n], marks.Place(in[n:], active))
			return append(y, marks.Pick(ad.Instantiate(dy, ir.TypesOf(y)), nonzero)...)
		})
		joint.Branches = append(joint.Branches, p)
	}
	out := ir.Bind(joint, append([]Value{x[0]}, operands...)...)
	n := len(nonzero)
	return out[:n], marks.Place(out[n:], nonzero)
}

// Linearize saves what the branch that was taken needs in slots that branches share where types allow;
// the slots of the others are zeros.
func (op Switch) Linearize(x, dx []Value) (y, dy []Value) {
	active := present(dx[1:])
	nonzero := op.nonzero(active)
	parts := make([]derivative, len(op.Branches))
	var slots []ir.Type
	at := make([][]int, len(op.Branches)) // the slot of each saved value
	for b, p := range op.Branches {
		parts[b] = linearize(p, active, always(len(active)))
		at[b], slots = assign(parts[b].saved(), slots)
	}
	primal := Switch{}
	for b, d := range parts {
		p, _ := ir.TraceFunc(d.primal.InTypes(), func(in []Value) []Value {
			out := d.primal.Inline(in)
			saved := zeros(slots)
			for i, v := range out[d.nResults:] {
				saved[at[b][i]] = v
			}
			return append(out[:d.nResults:d.nResults], saved...)
		})
		primal.Branches = append(primal.Branches, p)
	}
	out := ir.Bind(primal, x...)
	n := len(nonzero)
	y, saved := out[:n], out[n:]

	operands := slices.Concat(marks.Pick(dx[1:], active), x[1:], saved)
	nd := marks.Count(active)
	linear := Switch{}
	for b, d := range parts {
		p, _ := ir.TraceFunc(ir.TypesOf(operands), func(in []Value) []Value {
			dx, x, saved := in[:nd], in[nd:nd+len(x)-1], in[nd+len(x)-1:]
			args := slices.Clone(dx)
			for _, k := range d.kept {
				if k < 0 {
					args = append(args, saved[at[b][^k]])
				} else {
					args = append(args, x[k])
				}
			}
			dy := marks.Place(d.linear.Inline(args), d.nonzero)
			return marks.Pick(ad.Instantiate(dy, op.Branches[0].OutTypes()), nonzero)
		})
		linear.Branches = append(linear.Branches, p)
	}
	return y, marks.Place(ir.Bind(linear, append([]Value{x[0]}, operands...)...), nonzero)
}

// assign gives each type a slot of that type, adding slots where none is free.
func assign(types, slots []ir.Type) (at []int, grown []ir.Type) {
	used := make([]bool, len(slots))
	for _, t := range types {
		k := slices.IndexFunc(slots, t.Equal)
		for k >= 0 && used[k] {
			next := slices.IndexFunc(slots[k+1:], t.Equal)
			if next < 0 {
				k = -1
				break
			}
			k += next + 1
		}
		if k < 0 {
			k = len(slots)
			slots, used = append(slots, t), append(used, false)
		}
		used[k] = true
		at = append(at, k)
	}
	return at, slots
}

func (op Switch) Transpose(ct, x []Value, in []ir.Type) []Value {
	linear := marks.Not(present(x))
	some := present(ct)
	known := marks.Pick(x[1:], marks.Not(linear[1:]))
	operands := slices.Concat(known, marks.Pick(ct, some))
	back := Switch{}
	for _, b := range op.Branches {
		p, _ := ir.TraceFunc(ir.TypesOf(operands), func(in []Value) []Value {
			args := marks.Place(in[:len(known)], marks.Not(linear[1:]))
			got := ad.Transpose(b, args, marks.Place(in[len(known):], some))
			return ad.Instantiate(got, ir.TypesOf(marks.Pick(b.In, linear[1:])))
		})
		back.Branches = append(back.Branches, p)
	}
	got := ir.Bind(back, append([]Value{x[0]}, operands...)...)
	return append([]Value{nil}, marks.Place(got, linear[1:])...)
}

func (op Switch) Batch(n int, x []Value, mapped []bool) []Value {
	if mapped[0] {
		return op.batchIndex(n, x, mapped)
	}
	wanted := make([]bool, len(op.Branches[0].Out))
	for _, b := range op.Branches {
		wanted = marks.Or(wanted, batch.Mapped(b, mapped[1:]))
	}
	batched := Switch{}
	for _, b := range op.Branches {
		batched.Branches = append(batched.Branches, batch.Program(b, n, mapped[1:], wanted))
	}
	return ir.Bind(batched, x...)
}
