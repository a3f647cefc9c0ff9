package opt

import (
	"slices"

	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/internal/marks"
	"github.com/phlox-ppl/phlox/ir"
)

// deadcode returns the equations of p that the given outputs need, and whether that is less than all. An
// op that holds programs loses the results nobody uses and the operands that only those needed. No op has
// an effect besides its results; a while loop without use is dropped even if it would not end.
func deadcode(p *ir.Program, out []*ir.Var) (live []ir.Eqn, changed bool) {
	used := ir.NewEnv[bool](p)
	for _, v := range out {
		used.Set(v, true)
	}
	change := func(i int) { // all equations after i are live as they are
		if !changed {
			live = append(make([]ir.Eqn, 0, len(p.Eqns)), p.Eqns[i+1:]...)
			slices.Reverse(live)
			changed = true
		}
	}
	for i := len(p.Eqns) - 1; i >= 0; i-- {
		e := p.Eqns[i]
		if !slices.ContainsFunc(e.Out, used.Get) {
			change(i)
			continue
		}
		if n, ok := narrow(e, used.Get); ok {
			change(i)
			e = n
		}
		for _, v := range e.In {
			used.Set(v, true)
		}
		if changed {
			live = append(live, e)
		}
	}
	if !changed {
		return p.Eqns, false
	}
	slices.Reverse(live)
	return live, true
}

// narrow returns e without the results that are not used and without the operands that are then not
// needed, if there are any. Custom derivatives keep all: their rules go with all operands. So does what
// a checkpoint's derivative is made of.
func narrow(e ir.Eqn, used func(*ir.Var) bool) (ir.Eqn, bool) {
	if len(ir.Programs(e.Op)) == 0 {
		return e, false
	}
	out := make([]bool, len(e.Out))
	for i, v := range e.Out {
		out[i] = used(v)
	}
	var op ir.Op
	var in []bool
	switch o := e.Op.(type) {
	case flow.Scan:
		op, in, out = narrowScan(o, out)
	case flow.While:
		op, in, out = narrowWhile(o, out)
	case flow.Switch:
		op, in = narrowSwitch(o, out)
	case flow.Checkpoint:
		in = needs(o.Body, out)
		op = flow.Checkpoint{Body: restrict(o.Body, in, out)}
	}
	if op == nil || !slices.Contains(in, false) && !slices.Contains(out, false) {
		return e, false
	}
	return ir.Eqn{Op: op, In: marks.Pick(e.In, in), Out: marks.Pick(e.Out, out)}, true
}

// narrowScan keeps the state that a used result or other kept state needs.
func narrowScan(op flow.Scan, out []bool) (ir.Op, []bool, []bool) {
	in := fixpoint(op.Body, op.Consts, op.Carry, out)
	n := op
	n.Consts, n.Carry = marks.Count(in[:op.Consts]), marks.Count(out[:op.Carry])
	n.Body = restrict(op.Body, in, out)
	return n, in, out
}

// narrowWhile keeps the state that a used result, the test or other kept state needs.
func narrowWhile(op flow.While, out []bool) (ir.Op, []bool, []bool) {
	test := needs(op.Test, []bool{true})
	for i, need := range test[op.TestConsts:] {
		out[i] = out[i] || need
	}
	body := fixpoint(op.Body, op.BodyConsts, len(out), out)
	copy(test[op.TestConsts:], out)
	n := flow.While{TestConsts: marks.Count(test[:op.TestConsts]), BodyConsts: marks.Count(body[:op.BodyConsts])}
	n.Test = restrict(op.Test, test, []bool{true})
	n.Body = restrict(op.Body, body, out)
	return n, slices.Concat(test[:op.TestConsts], body), out
}

// fixpoint set, in out, the state of a loop that the results marked there need in the end, and returns
// which inputs of the body they need. The state is n inputs from lo and the first n results.
func fixpoint(body *ir.Program, lo, n int, out []bool) (in []bool) {
	for {
		in = needs(body, out)
		grown := false
		for i := range n {
			grown = grown || in[lo+i] && !out[i]
			out[i] = out[i] || in[lo+i]
			in[lo+i] = out[i]
		}
		if !grown {
			return in
		}
	}
}

// narrowSwitch keeps the operands that some branch needs.
func narrowSwitch(op flow.Switch, out []bool) (ir.Op, []bool) {
	in := make([]bool, len(op.Branches[0].In))
	for _, b := range op.Branches {
		for i, need := range needs(b, out) {
			in[i] = in[i] || need
		}
	}
	n := flow.Switch{}
	for _, b := range op.Branches {
		n.Branches = append(n.Branches, restrict(b, in, out))
	}
	return n, slices.Concat([]bool{true}, in)
}

// needs returns which inputs of p the outputs marked out depend on.
func needs(p *ir.Program, out []bool) []bool {
	used := ir.NewEnv[bool](p)
	for i, v := range p.Out {
		if out[i] {
			used.Set(v, true)
		}
	}
	for i := len(p.Eqns) - 1; i >= 0; i-- {
		if e := p.Eqns[i]; slices.ContainsFunc(e.Out, used.Get) {
			for _, v := range e.In {
				used.Set(v, true)
			}
		}
	}
	in := make([]bool, len(p.In))
	for i, v := range p.In {
		in[i] = used.Get(v)
	}
	return in
}

// restrict returns p with only the inputs and outputs that are marked. Inputs that marked outputs need
// must be. It returns p itself if all are.
func restrict(p *ir.Program, in, out []bool) *ir.Program {
	if !slices.Contains(in, false) && !slices.Contains(out, false) {
		return p
	}
	kept := marks.Pick(p.Out, out)
	eqns, _ := deadcode(p, kept)
	return build(ir.TypesOf(marks.Pick(p.In, in)), func(r *rewriter, x []Value) []Value {
		return r.copy(p, eqns, kept, marks.Place(x, in))
	})
}
