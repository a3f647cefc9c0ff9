package fn

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/prim"
)

// Steps says how a Scan goes. The zero Steps takes the length from the slices and goes forward.
type Steps struct {
	Length  int  // needed only if there are no slices
	Reverse bool // from the last slice to the first
}

type pair[A, B any] struct {
	A A
	B B
}

// Scan carries a state through steps: step takes the state and one slice of xs along the leading axis of
// its arrays, and returns the next state and what to stack at the slice's place. Scan returns the last
// state and the stacks. It can be differentiated in both modes.
func Scan[C, X, Y any](step func(C, X) (C, Y), init C, xs X, steps Steps) (C, Y) {
	n := steps.Length
	slice := tree.Values(xs)
	types := ir.TypesOf(slice)
	for i, l := range tree.Leaves(xs) {
		if l.Array.Rank() == 0 || (n > 0 || i > 0) && l.Array.Len() != n {
			panic(ir.Errorf("scan over %d steps: %s has shape %v", n, name(l.Path), l.Array.Shape()))
		}
		n = l.Array.Len()
		types[i].Shape = types[i].Shape[1:]
	}
	if n == 0 && len(slice) == 0 && steps.Length == 0 {
		panic(ir.Errorf("scan without slices: Steps.Length is 0"))
	}
	init, t := traceBody("scan", func(c C, x X) pair[C, Y] {
		next, y := step(c, x)
		return pair[C, Y]{next, y}
	}, init, xs, types)
	state := tree.Values(init)
	op := flow.Scan{Consts: len(t.captured), Carry: len(state), Length: n, Reverse: steps.Reverse, Body: t.program}
	out := ir.Bind(op, slices.Concat(t.captured, state, slice)...)
	y := t.unflatten(out)
	return y.A, y.B
}

// traceBody traces the body of a loop as a program of captured values, state and the rest. The state must
// keep its types; where it began as a Go constant it takes the dtype that the body gives it.
func traceBody[C, X, Y any](loop string, body func(C, X) pair[C, Y], init C, x X, types []ir.Type) (C, traced[pair[C, Y]]) {
	for try := 0; ; try++ {
		arrays := tree.Arrays(init)
		state := ir.TypesOf(tree.Values(init))
		t := trace(func(in pair[C, X]) pair[C, Y] {
			out := body(in.A, in.B)
			out.A = tree.With(out.A, settle(tree.Arrays(out.A), arrays))
			return out
		}, pair[C, X]{init, x}, slices.Concat(state, types))
		leaves := tree.Leaves(t.result.A)
		if len(leaves) != len(arrays) {
			panic(ir.Errorf("%s: the state has %d arrays before a step and %d after it", loop, len(arrays), len(leaves)))
		}
		changed := false
		for i, l := range leaves {
			got, want := l.Array.Type(), state[i]
			if got.Equal(want) {
				continue
			}
			if try > 0 || !arrays[i].IsWeak() || !got.Shape.Equal(want.Shape) {
				panic(ir.Errorf("%s: state %s is %v before a step and %v after it", loop, l.Path, want, got))
			}
			arrays[i], changed = arrays[i].AsType(got.DType), true
		}
		if !changed {
			return init, t.rotate(len(arrays) + len(types))
		}
		init = tree.With(init, arrays)
	}
}

// settle gives Go constants that a body returns as state the dtype that the state has.
func settle(out, init []np.Array) []np.Array {
	for i, a := range out {
		if i < len(init) && a.IsWeak() {
			out[i] = a.AsType(init[i].DType())
			if out[i].Rank() == 0 {
				out[i] = np.FromIR(prim.BroadcastScalar(out[i].IR(), init[i].Shape()))
			}
		}
	}
	return out
}

// rotate puts the captured values, which follow the n inputs proper, in front of them.
func (t traced[B]) rotate(n int) traced[B] {
	if len(t.captured) == 0 {
		return t
	}
	t.program = t.program.WithInputs(slices.Concat(t.program.In[n:], t.program.In[:n]))
	return t
}

// While replaces the state by body(state) as long as test(state), a bool scalar, holds. It can be
// differentiated by forward mode only.
func While[S any](test func(S) np.Array, body func(S) S, init S) S {
	init, b := traceBody("while", func(s S, _ struct{}) pair[S, struct{}] { return pair[S, struct{}]{A: body(s)} }, init, struct{}{}, nil)
	state := tree.Values(init)
	t := trace(test, init, ir.TypesOf(state)).rotate(len(state))
	op := flow.While{TestConsts: len(t.captured), BodyConsts: len(b.captured), Test: t.program, Body: b.program}
	return b.unflatten(ir.Bind(op, slices.Concat(t.captured, b.captured, state)...)).A
}

// Fori runs body(i, state) for i = lo, lo+1, ..., hi-1 (an int64 scalar). It is a Scan, so it can be
// differentiated in both modes.
func Fori[S any](lo, hi int, body func(i np.Array, s S) S, init S) S {
	if hi <= lo {
		return init
	}
	s, _ := Scan(func(s S, i np.Array) (S, struct{}) { return body(i, s), struct{}{} },
		init, np.Arange(hi-lo).Add(lo), Steps{})
	return s
}

// ForiDynamic is Fori for bounds that are computed, int64 scalars. It is a While, so it can be
// differentiated by forward mode only.
func ForiDynamic[S any](lo, hi np.Array, body func(i np.Array, s S) S, init S) S {
	type counted struct {
		I np.Array
		S S
	}
	hi = hi.AsType(np.Int64)
	out := While(func(c counted) np.Array { return c.I.Lt(hi) },
		func(c counted) counted { return counted{c.I.Add(1), body(c.I, c.S)} },
		counted{lo.AsType(np.Int64), init})
	return out.S
}

// Map applies f to each slice of xs along the leading axis, one after another, and stacks the results.
// Unlike Vmap it needs memory for one at a time.
func Map[X, Y any](f func(X) Y, xs X) Y {
	_, ys := Scan(func(_ struct{}, x X) (struct{}, Y) { return struct{}{}, f(x) }, struct{}{}, xs, Steps{})
	return ys
}

// Cond returns yes(x) if pred, a bool scalar, holds, else no(x). Only the one is computed; under Vmap
// with a pred that differs between examples, each that some example needs.
func Cond[A, B any](pred np.Array, yes, no func(A) B, x A) B {
	if pred.Rank() != 0 {
		panic(ir.Errorf("cond: the predicate has shape %v, want a scalar", pred.Shape()))
	}
	return Switch(pred.AsType(np.Bool).AsType(np.Int32), []func(A) B{no, yes}, x)
}

// Switch returns branches[index](x), for an integer scalar index that is clamped to the range.
func Switch[A, B any](index np.Array, branches []func(A) B, x A) B {
	if b := index.Buffer(); b != nil {
		return branches[max(0, min(int(index.Item()), len(branches)-1))](x)
	}
	values := tree.Values(x)
	parts := make([]traced[B], len(branches))
	var captured []ir.Value
	for i, f := range branches {
		parts[i] = trace(f, x, ir.TypesOf(values))
		for _, v := range parts[i].captured {
			if !slices.Contains(captured, v) {
				captured = append(captured, v)
			}
		}
	}
	op := flow.Switch{}
	d := commonTypes(parts)
	for _, t := range parts {
		op.Branches = append(op.Branches, t.over(len(values), captured, d))
	}
	operands := slices.Concat([]ir.Value{prim.ConvertTo(index.IR(), array.Int32)}, values, captured)
	return parts[0].unflatten(ir.Bind(op, operands...))
}

// commonTypes returns the dtype of each result: that of a branch in which it is no Go constant, if there is one.
func commonTypes[B any](parts []traced[B]) []array.DType {
	first := tree.Arrays(parts[0].result)
	out := make([]array.DType, len(first))
	for i, a := range first {
		out[i] = a.DType()
	}
	for _, t := range parts[1:] {
		arrays := tree.Arrays(t.result)
		if len(arrays) != len(out) {
			panic(ir.Errorf("cond: a branch returns %d arrays, another %d", len(arrays), len(out)))
		}
		for i, a := range arrays {
			if first[i].IsWeak() && !a.IsWeak() {
				out[i] = a.DType()
			}
		}
	}
	return out
}

// over returns the program with the n inputs proper and then one for each of captured, which has those of
// t among them; its outputs are converted to the given dtypes if they are Go constants.
func (t traced[B]) over(n int, captured []ir.Value, d []array.DType) *ir.Program {
	types := slices.Concat(t.program.InTypes()[:n], ir.TypesOf(captured))
	p, _ := ir.TraceFunc(types, func(in []ir.Value) []ir.Value {
		args := slices.Clone(in[:n])
		for _, v := range t.captured {
			args = append(args, in[n+slices.Index(captured, v)])
		}
		out := t.program.Inline(args)
		for i, a := range tree.Arrays(t.result) {
			if a.IsWeak() {
				out[i] = prim.ConvertTo(out[i], d[i])
			}
		}
		return out
	})
	return p
}
