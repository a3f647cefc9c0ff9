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

// Scan runs Body Length times. The first Consts operands are the same each time; the next Carry ones are
// the state before the first step; of the others each step sees one slice along the leading axis, in
// order, or in reverse order. Body returns the next state and then what to stack, at the place of the
// slices it saw. The results are the last state and the stacks.
type Scan struct {
	Consts, Carry, Length int
	Reverse               bool
	Body                  *ir.Program
}

func (op Scan) Name() string { return "scan" }

// split cuts a list that goes with the operands (or Body's inputs) in consts, carry and slices.
func split[T any](op Scan, x []T) (consts, carry, xs []T) {
	return x[:op.Consts], x[op.Consts : op.Consts+op.Carry], x[op.Consts+op.Carry:]
}

func (op Scan) Infer(in []ir.Type) ([]ir.Type, error) {
	want, out := op.Body.InTypes(), op.Body.OutTypes()
	if len(in) != len(want) || len(out) < op.Carry || op.Consts+op.Carry > len(in) || op.Length < 0 {
		return nil, fmt.Errorf("%d operands for a body of %d inputs and %d results", len(in), len(want), len(out))
	}
	for i := range want {
		if i >= op.Consts+op.Carry {
			want[i].Shape = want[i].Shape.Prepend(op.Length)
		}
		if !in[i].Equal(want[i]) {
			return nil, fmt.Errorf("operand %d is %v where the body wants %v", i, in[i], want[i])
		}
	}
	_, carry, _ := split(op, want)
	for i := range out {
		if i >= op.Carry {
			out[i].Shape = out[i].Shape.Prepend(op.Length)
		} else if !out[i].Equal(carry[i]) {
			return nil, fmt.Errorf("state %d is %v before a step and %v after it", i, carry[i], out[i])
		}
	}
	return out, nil
}

func (op Scan) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	args := slices.Clone(in)
	_, state, slice := split(op, args)
	_, _, xs := split(op, in)
	ys := make([]*array.Buffer, len(out)-op.Carry)
	for i, t := range out[op.Carry:] {
		ys[i] = array.New(t.DType, t.Shape)
	}
	for k := range op.Length {
		if op.Reverse {
			k = op.Length - 1 - k
		}
		for i, x := range xs {
			row := array.New(x.DType(), x.Shape()[1:])
			array.Copy(row, 0, x, k*row.Size(), row.Size())
			slice[i] = row
		}
		y := op.Body.Eval(args)
		copy(state, y)
		for i, row := range y[op.Carry:] {
			array.Copy(ys[i], k*row.Size(), row, 0, row.Size())
		}
	}
	return append(slices.Clone(state), ys...)
}

// JVP is not called: Scan is a HigherOrder op.
func (op Scan) JVP(x, y, dx []Value) []Value { panic("flow: JVP of a scan") }

// active returns which inputs of Body have tangents, given which operands do.
func (op Scan) active(dx []Value) []bool {
	return fixpoint(present(dx), op.Consts, op.Consts+op.Carry, func(in []bool) []bool { return ad.ActiveOut(op.Body, in) })
}

// Forward is a scan whose state and slices are those of op and their tangents.
func (op Scan) Forward(x, dx []Value) (y, dy []Value) {
	active := op.active(dx)
	nonzero := ad.ActiveOut(op.Body, active)
	copy(nonzero, active[op.Consts:op.Consts+op.Carry])
	c, s, e := split(op, x)
	ac, as, ae := split(op, active)
	dx = ad.Instantiate(dx, ir.TypesOf(x))
	dc, ds, de := split(op, dx)
	in := slices.Concat(c, marks.Pick(dc, ac), s, marks.Pick(ds, as), e, marks.Pick(de, ae))
	joint := Scan{Consts: len(c) + marks.Count(ac), Carry: len(s) + marks.Count(as), Length: op.Length, Reverse: op.Reverse}

	cut := func(types []ir.Type) []ir.Type { // of Body's inputs, as in the operands
		c, s, e := split(op, types)
		return slices.Concat(c, marks.Pick(c, ac), s, marks.Pick(s, as), e, marks.Pick(e, ae))
	}
	joint.Body, _ = ir.TraceFunc(cut(op.Body.InTypes()), func(in []Value) []Value {
		take := func(n int) (head []Value) {
			head, in = in[:n], in[n:]
			return head
		}
		c, dc := take(len(c)), marks.Place(take(marks.Count(ac)), ac)
		s, ds := take(len(s)), marks.Place(take(marks.Count(as)), as)
		e, de := take(len(e)), marks.Place(take(marks.Count(ae)), ae)
		y, dy := ad.JVP(op.Body, slices.Concat(c, s, e), slices.Concat(dc, ds, de))
		dy = ad.Instantiate(dy, ir.TypesOf(y))
		k := op.Carry
		return slices.Concat(y[:k], marks.Pick(dy[:k], nonzero[:k]), y[k:], marks.Pick(dy[k:], nonzero[k:]))
	})
	out := ir.Bind(joint, in...)
	k := op.Carry
	take := func(n int) (head []Value) {
		head, out = out[:n], out[n:]
		return head
	}
	ys := len(op.Body.Out) - k
	sOut, dsOut := take(k), take(marks.Count(nonzero[:k]))
	eOut, deOut := take(ys), take(marks.Count(nonzero[k:]))
	return slices.Concat(sOut, eOut), slices.Concat(marks.Place(dsOut, nonzero[:k]), marks.Place(deOut, nonzero[k:]))
}

// Linearize is a scan that also stacks what the tangents need, and a linear scan that uses it.
func (op Scan) Linearize(x, dx []Value) (y, dy []Value) {
	active := op.active(dx)
	c, s, e := split(op, x)
	there := slices.Concat(always(len(c)), make([]bool, len(s)), always(len(e)))
	d := linearize(op.Body, active, there)
	primal := Scan{op.Consts, op.Carry, op.Length, op.Reverse, d.primal}
	out := ir.Bind(primal, x...)
	y, saved := out[:d.nResults], out[d.nResults:]

	// What linear keeps: consts of op stay consts; slices are slices again; states have been stacked
	// with the saved values if they are needed.
	ac, as, ae := split(op, active)
	dx = ad.Instantiate(dx, ir.TypesOf(x))
	dc, ds, de := split(op, dx)
	consts, stacks := marks.Pick(dc, ac), marks.Pick(de, ae)
	lin := linearScan{op: op, d: d, active: active}
	for _, k := range d.kept {
		switch {
		case k < 0:
			lin.at = append(lin.at, ^len(stacks))
			stacks = append(stacks, saved[^k])
		case k < len(c):
			lin.at = append(lin.at, len(consts))
			consts = append(consts, c[k])
		default:
			lin.at = append(lin.at, ^len(stacks))
			stacks = append(stacks, e[k-len(c)-len(s)])
		}
	}
	tangent := Scan{len(consts), marks.Count(as), op.Length, op.Reverse, nil}
	tangent.Body = lin.body(ir.TypesOf(consts), ir.TypesOf(stacks))
	got := ir.Bind(tangent, slices.Concat(consts, marks.Pick(ds, as), stacks)...)
	set := slices.Concat(as, d.nonzero[op.Carry:])
	return y, marks.Place(got, set)
}

// linearScan makes the body of the linear scan of Linearize.
type linearScan struct {
	op     Scan
	d      derivative
	active []bool
	at     []int // where each kept value is: const i, or ^i for slice i
}

func (l linearScan) body(consts, stacks []ir.Type) *ir.Program {
	ac, as, ae := split(l.op, l.active)
	_, states, _ := split(l.op, l.op.Body.InTypes())
	types := slices.Concat(consts, marks.Pick(states, as))
	for _, t := range stacks {
		types = append(types, ir.Type{DType: t.DType, Shape: t.Shape[1:]})
	}
	p, _ := ir.TraceFunc(types, func(in []Value) []Value {
		n := marks.Count(as)
		c, s, e := in[:len(consts)], in[len(consts):len(consts)+n], in[len(consts)+n:]
		args := slices.Concat(c[:marks.Count(ac)], s, e[:marks.Count(ae)])
		for _, k := range l.at {
			if k < 0 {
				args = append(args, e[^k])
			} else {
				args = append(args, c[k])
			}
		}
		dy := marks.Place(l.d.linear.Inline(args), l.d.nonzero)
		k := l.op.Carry
		next := ad.Instantiate(marks.Pick(dy[:k], as), marks.Pick(states, as))
		return append(next, marks.Pick(dy[k:], l.d.nonzero[k:])...)
	})
	return p
}

// Transpose runs the steps in the opposite order. Its state is the cotangents of the state, and sums of
// those of the linear consts. All of the state is linear.
func (op Scan) Transpose(ct, x []Value, in []ir.Type) []Value {
	linear := marks.Not(present(x))
	lc, _, le := split(op, linear)
	xc, _, xe := split(op, x)
	tc, ts, _ := split(op, op.Body.InTypes())
	ctState := ad.Instantiate(ct[:op.Carry], ts)
	ctStacks := ct[op.Carry:]
	stacked := present(ctStacks)
	known, knownStacks := marks.Pick(xc, marks.Not(lc)), marks.Pick(xe, marks.Not(le))
	sums := zeros(marks.Pick(tc, lc))

	back := Scan{Consts: len(known), Carry: op.Carry + len(sums), Length: op.Length, Reverse: !op.Reverse}
	operands := slices.Concat(known, ctState, sums, marks.Pick(ctStacks, stacked), knownStacks)
	types := ir.TypesOf(operands)
	for i := back.Consts + back.Carry; i < len(types); i++ {
		types[i].Shape = types[i].Shape[1:]
	}
	back.Body, _ = ir.TraceFunc(types, func(in []Value) []Value {
		take := func(n int) (head []Value) {
			head, in = in[:n], in[n:]
			return head
		}
		c := marks.Place(take(len(known)), marks.Not(lc))
		ctState, sums := take(op.Carry), take(len(sums))
		ctSlices := marks.Place(take(marks.Count(stacked)), stacked)
		e := marks.Place(in, marks.Not(le))
		args := slices.Concat(c, make([]Value, op.Carry), e)
		got := marks.Place(ad.Transpose(op.Body, args, slices.Concat(ctState, ctSlices)), marks.Not(present(args)))
		gc, gs, ge := split(op, got)
		next := ad.Instantiate(gs, ts)
		for i, g := range marks.Pick(gc, lc) {
			next = append(next, prim.AddTangents(sums[i], g))
		}
		return append(next, ad.Instantiate(marks.Pick(ge, le), ir.TypesOf(marks.Pick(op.Body.In[op.Consts+op.Carry:], le)))...)
	})
	got := ir.Bind(back, operands...)
	k := op.Carry + len(sums)
	return slices.Concat(marks.Place(got[op.Carry:k], lc), got[:op.Carry], marks.Place(got[k:], le))
}

// Batch keeps consts and state that are the same for all examples as they are.
func (op Scan) Batch(n int, x []Value, mapped []bool) []Value {
	lo, hi := op.Consts, op.Consts+op.Carry
	mapped = fixpoint(mapped, lo, hi, func(in []bool) []bool { return batch.Mapped(op.Body, in) })
	wanted := batch.Mapped(op.Body, mapped)
	copy(wanted, mapped[lo:hi])
	in := slices.Clone(x)
	for i, v := range in {
		switch {
		case i >= lo && i < hi && mapped[i]:
			in[i] = batch.Broadcast(v, n, v.Rank() > op.Body.In[i].Rank())
		case i >= hi && mapped[i]:
			in[i] = swapLeading(v)
		}
	}
	batched := op
	batched.Body = batch.Program(op.Body, n, mapped, wanted)
	y := ir.Bind(batched, in...)
	for i := range y[op.Carry:] {
		if wanted[op.Carry+i] {
			y[op.Carry+i] = swapLeading(y[op.Carry+i])
		}
	}
	return y
}

// swapLeading exchanges the first two axes.
func swapLeading(v Value) Value {
	perm := []int{1, 0}
	for i := 2; i < v.Rank(); i++ {
		perm = append(perm, i)
	}
	return prim.Transpose(v, perm)
}
