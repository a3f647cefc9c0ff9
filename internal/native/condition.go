package native

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// A comparison that only decides is done where it decides: its result goes from the flags, or a mask, right to the jump, move
// or blend, and is never a number.

// decided is a condition of which up to two flags have to tell: the first and, if two is set, the second; with or, one of
// them suffices.
type decided struct {
	cond, second amd64.Cond
	two, or      bool
}

// decide sets the flags for a bool.
func (l *lowering) decide(v *loop.Value) decided {
	if !l.isCond(v) {
		return decided{cond: l.test(v)}
	}
	x, y := v.Args[0], v.Args[1]
	if !x.Type.IsFloat() {
		return decided{cond: l.flags(v.Op, x, y)}
	}
	switch v.Op {
	case loop.Lt, loop.Le: // the other way round, so that NaN is false
		l.floatFlags(y, x)
		return decided{cond: above(v.Op)}
	case loop.Ne:
		l.floatFlags(x, y)
		return decided{cond: amd64.CondNE, second: amd64.CondP, two: true, or: true}
	}
	l.floatFlags(x, y)
	return decided{cond: amd64.CondE, second: amd64.CondNP, two: true}
}

func above(op loop.Op) amd64.Cond {
	if op == loop.Lt {
		return amd64.CondA
	}
	return amd64.CondAE
}

// jumpUnless jumps if a bool is false.
func (l *lowering) jumpUnless(v *loop.Value, to amd64.Label) {
	d := l.decide(v)
	switch {
	case d.two && d.or:
		over := l.asm.Label()
		l.jumpIf(d.cond, over)
		l.jumpIf(d.second.Not(), to)
		l.label(over)
	case d.two:
		l.jumpIf(d.second.Not(), to)
		fallthrough
	default:
		l.jumpIf(d.cond.Not(), to)
	}
}

// choose returns x if a bool is true, else y, of general registers.
func (l *lowering) choose(v *loop.Value, x, y reg) reg {
	z := l.newGeneral()
	d := l.decide(v)
	move := inst{form: formCmov, cond: d.cond, size: amd64.Qword, dst: z, a: y, b: x}
	switch {
	case d.two && d.or: // x if the first or the second
		first := l.newGeneral()
		move.dst = first
		l.add(move)
		move.cond, move.dst, move.a = d.second, z, first
	case d.two: // y unless both
		first := l.newGeneral()
		move.dst = first
		l.add(move)
		move.cond, move.dst, move.a, move.b = d.second.Not(), z, first, y
	}
	l.add(move)
	return z
}

// chooseFloat returns x if the condition of a selection is true, else y, of floats. A comparison of floats may be there as a
// number too, but it is quicker to compare again.
func (l *lowering) chooseFloat(s shape, selection *loop.Value, x, y reg) reg {
	z, v := l.newVector(s), selection.Args[0]
	if isComparison(v.Op) && v.Args[0].Type.IsFloat() && l.usage.block[v.ID] == l.usage.block[selection.ID] {
		from := l.scalarShape(v.Args[0].Type)
		a := l.scalar(v.Args[0])
		b := l.scalar(v.Args[1])
		if l.avx512 {
			k := l.kvv(from.op(amd64.VCMPPS), from, a, b, floatPredicates[v.Op])
			l.add(inst{form: formVVV, op: s.packed(amd64.VBLENDMPS), width: amd64.X, dst: z, a: y, b: x, k: k})
			return z
		}
		if from.elem == s.elem {
			m := l.newVector(s)
			l.add(inst{form: formVVV, op: from.op(amd64.VCMPPS), dst: m, a: a, b: b, opt: amd64.Imm(floatPredicates[v.Op])})
			l.add(inst{form: formVVVV, op: s.packed(amd64.VBLENDVPS), width: amd64.X, dst: z, a: y, b: x, c: m})
			return z
		}
	}
	c := l.truth(v)
	if l.avx512 {
		k := l.newMask()
		l.add(inst{form: formKR, op: uint16(amd64.KMOVW), dst: k, a: c})
		l.add(inst{form: formVVV, op: s.packed(amd64.VBLENDMPS), width: amd64.X, dst: z, a: y, b: x, k: k})
		return z
	}
	n, m := l.newGeneral(), l.newVector(s)
	l.add(inst{form: formRR2, op: uint16(amd64.NEG), size: amd64.Qword, dst: n, a: c})
	l.add(inst{form: formVR, op: uint16(amd64.VMOVQ), dst: m, a: n})
	l.add(inst{form: formVVVV, op: s.packed(amd64.VBLENDVPS), width: amd64.X, dst: z, a: y, b: x, c: m})
	return z
}

// truth returns a bool as a number.
func (l *lowering) truth(v *loop.Value) reg {
	if !l.isCond(v) {
		return l.scalar(v)
	}
	z := l.newGeneral()
	l.compare(v, z)
	return z
}

// extremum recognizes the selections that are what the machine calls minimum and maximum: of x and y, x if x < y, else y; and x if
// x > y, else y.
func extremum(v *loop.Value) (op loop.Op, x, y *loop.Value) {
	if v.Op != loop.Select || v.Type == array.Bool {
		return loop.None, nil, nil
	}
	c := v.Args[0]
	if c.Op != loop.Lt {
		return loop.None, nil, nil
	}
	a, b := v.Args[1], v.Args[2]
	switch {
	case c.Args[0] == a && c.Args[1] == b:
		return loop.Min, a, b
	case c.Args[0] == b && c.Args[1] == a:
		return loop.Max, a, b
	}
	return loop.None, nil, nil
}

// machineExtremum translates one, of floats.
func (l *lowering) machineExtremum(op loop.Op, s shape, x, y reg) reg {
	if op == loop.Min {
		return l.vvv(s.op(amd64.VMINPS), s, x, y)
	}
	return l.vvv(s.op(amd64.VMAXPS), s, x, y)
}
