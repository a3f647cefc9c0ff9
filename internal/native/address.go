package native

import (
	"math"
	"math/bits"

	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// An element's address is a base, the arena's or one from the table at its begin, a constant, and terms: registers times
// strides in bytes. What does not change in a loop is added up in its preheader, and there again what does
// not change in the loop around it. What is left is at most an index and a displacement of the memory operand, or
// else is added up at the place.

// arenaBase is the slot of buffers in the arena, which has a real register of its own.
const arenaBase = -1

// address returns the memory operand of an element whose place is the same for all lanes.
func (l *lowering) address(at *loop.Address) memory {
	var terms [8]term
	disp, list := l.terms(at, terms[:0])
	return l.operand(l.slots[at.Buffer.ID], disp, list)
}

// terms returns the constant part of an address, in bytes, and the other ones.
func (l *lowering) terms(at *loop.Address, list []term) (int64, []term) {
	size := int64(at.Buffer.Type.Size())
	disp := int64(at.Offset) * size
	if at.Buffer.Kind == loop.Temp {
		disp += int64(at.Buffer.Offset) + l.temps
	}
	for _, t := range at.Terms {
		if l.varies[t.Index.ID] && l.lanes != nil && t.Index != l.lanes.index {
			continue // an index of each lane's own
		}
		stride := int64(t.Stride) * size
		if x, ok := l.number(t.Index); ok {
			disp += x * stride
			continue
		}
		b := l.bound[t.Index.ID]
		disp += b.plus * stride
		list = addTerm(list, term{b.reg, stride})
	}
	return disp, list
}

func addTerm(list []term, t term) []term {
	for i := range list {
		if list[i].reg == t.reg {
			list[i].stride += t.stride
			return list
		}
	}
	return append(list, t)
}

// operand returns the memory operand for an address.
func (l *lowering) operand(slot int, disp int64, terms []term) memory {
	if disp != int64(int32(disp)) {
		terms = append(terms, term{l.integerConstant(disp), 1})
		disp = 0
	}
	m := l.sum(slot, terms)
	m.disp = int32(disp)
	return m
}

// sum returns a memory operand without displacement.
func (l *lowering) sum(slot int, terms []term) memory {
	var here, before []term
	var space [8]term
	here, before = space[:0:4], space[4:4]
	for _, t := range terms {
		if !l.region.local && int(l.regs[t.reg].depth) < l.region.depth {
			before = append(before, t)
		} else {
			here = append(here, t)
		}
	}
	if slot == arenaBase && len(here) == 0 && len(before) == 1 && before[0].scale() != 0 {
		here, before = before, nil
	}
	m := memory{arena: true}
	if slot != arenaBase || len(before) > 0 {
		m = memory{base: l.base(slot, before)}
	}
	switch {
	case len(here) == 0:
	case len(here) == 1 && here[0].scale() != 0:
		m.index, m.scale = here[0].reg, here[0].scale()
	default:
		m.index, m.scale = l.total(here), 1
	}
	return m
}

// base returns a register with the sum of a base and terms that do not change in the current loop.
func (l *lowering) base(slot int, terms []term) reg {
	k := fact{what: aSum, bits: uint64(slot)}
	if len(terms) == 0 {
		k.what = aBase
	}
	if copy(k.terms[:], terms) < len(terms) {
		k.terms[0], k.terms[1] = term{l.hoisted(func() reg { return l.total(terms[1:]) }), 1}, terms[0]
		k.terms[2] = term{}
		terms = k.terms[:2]
	}
	return l.hoist(k, func() reg {
		if len(terms) == 0 {
			return l.loadBase(slot)
		}
		m := l.sum(slot, terms)
		if m.index == 0 && !m.arena {
			return m.base
		}
		z := l.newGeneral()
		l.add(inst{form: formRM, op: uint16(amd64.LEA), size: amd64.Qword, dst: z, mem: m})
		return z
	})
}

// loadBase returns a register with the address of a buffer from the table.
func (l *lowering) loadBase(slot int) reg {
	z := l.newGeneral()
	l.regs[z].origin, l.regs[z].bits = based, int64(8*slot)
	l.add(inst{form: formRM, op: uint16(amd64.MOV), size: amd64.Qword, dst: z, mem: memory{arena: true, disp: int32(8 * slot)}})
	return z
}

// scale returns the stride if it can be that of an index in a memory operand, else 0.
func (t term) scale() uint8 {
	switch t.stride {
	case 1, 2, 4, 8:
		return uint8(t.stride)
	}
	return 0
}

// total returns a register with the sum of terms.
func (l *lowering) total(terms []term) reg {
	z := l.product(terms[0])
	for _, t := range terms[1:] {
		x := z
		z = l.newGeneral()
		if s := t.scale(); s != 0 {
			m := memory{base: x, index: t.reg, scale: s}
			l.add(inst{form: formRM, op: uint16(amd64.LEA), size: amd64.Qword, dst: z, mem: m})
			continue
		}
		y := l.product(t)
		l.add(inst{form: formRRR2, op: uint16(amd64.ADD), size: amd64.Qword, dst: z, a: x, b: y})
	}
	return z
}

// product returns a register with the value of a term. That of a loop's own index is kept up by adding.
func (l *lowering) product(t term) reg {
	if t.stride == 1 {
		return t.reg
	}
	k := fact{what: anInduction, value: t.reg, bits: uint64(t.stride)}
	if z := l.recall(k); z != 0 {
		return z
	}
	if r := l.region; t.reg == r.at && !r.local && t.stride*r.stride == int64(int32(t.stride*r.stride)) {
		z := l.hoist(k, func() reg { return l.times(t) })
		step := inst{form: formRRI2, op: uint16(amd64.ADD), size: amd64.Qword, dst: z, a: z, imm: t.stride * r.stride, stmt: l.stmt}
		r.step = append(r.step, step)
		return z
	}
	z := l.times(t)
	l.remember(k, z)
	return z
}

// times returns a new register with the value of a term.
func (l *lowering) times(t term) reg {
	z := l.newGeneral()
	in := inst{form: formRRI, op: uint16(amd64.IMUL), size: amd64.Qword, dst: z, a: t.reg, imm: t.stride}
	switch {
	case t.stride > 0 && t.stride&(t.stride-1) == 0:
		in.form, in.op, in.imm = formRRI2, uint16(amd64.SHL), int64(bits.TrailingZeros64(uint64(t.stride)))
	case t.stride < math.MinInt32 || t.stride > math.MaxInt32:
		in.form, in.b = formRRR2, l.integerConstant(t.stride)
	}
	l.add(in)
	return z
}
