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

// While replaces the state by Body(state) as long as Test(state), a bool scalar, holds. The operands are
// TestConsts values that Test sees before the state, BodyConsts values that Body does, and the state.
type While struct {
	TestConsts, BodyConsts int
	Test, Body             *ir.Program
}

func (op While) Name() string { return "while" }

// splitWhile cuts a list that goes with the operands.
func splitWhile[T any](op While, x []T) (test, body, state []T) {
	k := op.TestConsts + op.BodyConsts
	return x[:op.TestConsts], x[op.TestConsts:k], x[k:]
}

func (op While) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) < op.TestConsts+op.BodyConsts {
		return nil, fmt.Errorf("%d operands, %d of them constant", len(in), op.TestConsts+op.BodyConsts)
	}
	test, body, state := splitWhile(op, in)
	pred := op.Test.OutTypes()
	if len(pred) != 1 || pred[0].DType != array.Bool || len(pred[0].Shape) != 0 {
		return nil, fmt.Errorf("the test returns %v, want one bool scalar", pred)
	}
	equal := func(x, y []ir.Type) bool { return slices.EqualFunc(x, y, ir.Type.Equal) }
	switch {
	case !equal(op.Test.InTypes(), slices.Concat(test, state)):
		return nil, fmt.Errorf("the test takes %v, not %v", op.Test.InTypes(), slices.Concat(test, state))
	case !equal(op.Body.InTypes(), slices.Concat(body, state)):
		return nil, fmt.Errorf("the body takes %v, not %v", op.Body.InTypes(), slices.Concat(body, state))
	case !equal(op.Body.OutTypes(), state):
		return nil, fmt.Errorf("the state is %v before a turn and %v after it", state, op.Body.OutTypes())
	}
	return state, nil
}

func (op While) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	test, body, state := splitWhile(op, in)
	test, body = slices.Concat(test, state), slices.Concat(body, state)
	for array.Data[bool](op.Test.Eval(test)[0])[0] {
		state = op.Body.Eval(body)
		copy(test[op.TestConsts:], state)
		copy(body[op.BodyConsts:], state)
	}
	return slices.Clone(state)
}

// JVP is not called: While is a HigherOrder op.
func (op While) JVP(x, y, dx []Value) []Value { panic("flow: JVP of a while loop") }

// Forward carries the tangents of the state along; the test does not see them.
func (op While) Forward(x, dx []Value) (y, dy []Value) {
	xt, xb, xs := splitWhile(op, x)
	_, db, ds := splitWhile(op, ad.Instantiate(dx, ir.TypesOf(x)))
	_, ab, _ := splitWhile(op, present(dx))
	as := fixpoint(present(dx)[op.TestConsts:], op.BodyConsts, op.BodyConsts+len(xs),
		func(in []bool) []bool { return ad.ActiveOut(op.Body, in) })[op.BodyConsts:]
	nb, ns := len(xb), len(xs)
	dBody, dState := marks.Pick(db, ab), marks.Pick(ds, as)
	joint := While{TestConsts: op.TestConsts, BodyConsts: nb + len(dBody)}
	joint.Test, _ = ir.TraceFunc(ir.TypesOf(slices.Concat(xt, xs, dState)), func(in []Value) []Value {
		return op.Test.Inline(in[:len(xt)+ns])
	})
	joint.Body, _ = ir.TraceFunc(ir.TypesOf(slices.Concat(xb, dBody, xs, dState)), func(in []Value) []Value {
		b, db, rest := in[:nb], in[nb:nb+len(dBody)], in[nb+len(dBody):]
		s, ds := rest[:ns], rest[ns:]
		y, dy := ad.JVP(op.Body, slices.Concat(b, s), slices.Concat(marks.Place(db, ab), marks.Place(ds, as)))
		return append(y, marks.Pick(ad.Instantiate(dy, ir.TypesOf(y)), as)...)
	})
	out := ir.Bind(joint, slices.Concat(xt, xb, dBody, xs, dState)...)
	return out[:ns], marks.Place(out[ns:], as)
}

// Linearize is impossible: nothing bounds the number of turns, so their values cannot be kept.
func (op While) Linearize(x, dx []Value) (y, dy []Value) {
	panic(ir.Errorf("reverse-mode derivative of a while loop: the number of turns is not known beforehand; " +
		"use a scan or a fori loop with fixed bounds, or forward mode (JVP, JacFwd)"))
}

// Transpose is not called: no linear program has a while loop.
func (op While) Transpose(ct, x []Value, in []ir.Type) []Value {
	panic("flow: transpose of a while loop")
}

// Batch runs until no example wants another turn. If the test differs between examples, those that are
// done keep their state; else the loop is like a scan.
func (op While) Batch(n int, x []Value, mapped []bool) []Value {
	xt, xb, xs := splitWhile(op, x)
	mt, mb, ms := splitWhile(op, mapped)
	set := fixpoint(slices.Concat(mb, ms), len(mb), len(mb)+len(ms),
		func(in []bool) []bool { return batch.Mapped(op.Body, in) })
	ms = set[len(mb):]
	if batch.Mapped(op.Test, slices.Concat(mt, ms))[0] {
		return op.batchTest(n, x)
	}
	state := slices.Clone(xs)
	for i, v := range state {
		if ms[i] {
			state[i] = batch.Broadcast(v, n, mapped[len(xt)+len(xb)+i])
		}
	}
	batched := op
	batched.Test = batch.Program(op.Test, n, slices.Concat(mt, ms), []bool{false})
	batched.Body = batch.Program(op.Body, n, slices.Concat(mb, ms), ms)
	return ir.Bind(batched, slices.Concat(xt, xb, state)...)
}

// batchTest is Batch where each example has its own test: the state has one more value, whether each
// example goes on.
func (op While) batchTest(n int, x []Value) []Value {
	xt, xb, xs := splitWhile(op, x)
	state := make([]Value, len(xs))
	for i, v := range xs {
		state[i] = batch.Broadcast(v, n, v.Rank() > op.Body.Out[i].Rank())
	}
	test := func(consts, state []Value) Value {
		y, mapped := batch.Apply(op.Test, n, slices.Concat(consts, state))
		return batch.Broadcast(y[0], n, mapped[0])
	}
	going := test(xt, state)
	all := append([]Value{going}, state...)
	nt, nb := len(xt), len(xb)
	loop := While{TestConsts: 0, BodyConsts: nt + nb}
	loop.Test, _ = ir.TraceFunc(ir.TypesOf(all), func(in []Value) []Value {
		return []Value{prim.ReduceMax(in[0], []int{0})}
	})
	pass := make([]int, len(xs))
	for i := range pass {
		pass[i] = nb + i
	}
	step, held := hold(op.Body, pass)
	loop.Body, _ = ir.TraceFunc(ir.TypesOf(slices.Concat(xt, xb, all)), func(in []Value) []Value {
		consts, body, going, state := in[:nt], in[nt:nt+nb], in[nt+nb], in[nt+nb+1:]
		next, mapped := batch.Apply(step, n, slices.Concat([]Value{going}, body, state))
		for i := range next {
			if next[i] = batch.Broadcast(next[i], n, mapped[i]); !held[i] {
				next[i] = selectExamples(going, next[i], state[i])
			}
		}
		return append([]Value{prim.And(going, test(consts, next))}, next...)
	})
	return ir.Bind(loop, slices.Concat(xt, xb, all)...)[1:]
}

// selectExamples takes whole examples, along the first axis, from x where pred holds, else from y.
func selectExamples(pred, x, y Value) Value {
	if x == y {
		return x
	}
	return prim.Select(prim.BroadcastTo(pred, x.Shape(), []int{0}), x, y)
}
