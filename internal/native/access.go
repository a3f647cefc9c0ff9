package native

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// load translates a Load of an element that is the same for all lanes.
func (l *lowering) load(v *loop.Value) reg {
	if z := l.extracted(&v.At); z != 0 {
		return z
	}
	return l.loadOnce(v, fact{kind: 0xFF}, func(m memory) reg { return l.loadFrom(v.Type, m) })
}

// loadOnce loads from the address of v, before the loop if nothing changes there. The fact says how, so that different
// forms of the same load are told apart; its value is a mask or 0.
func (l *lowering) loadOnce(v *loop.Value, k fact, load func(m memory) reg) reg {
	var space [8]term
	disp, terms := l.terms(&v.At, space[:0])
	buffer, mask := v.At.Buffer, k.value
	slot := l.slots[buffer.ID]
	k.what, k.bits = aLoad, uint64(disp)<<16|uint64(buffer.ID)
	fits := copy(k.terms[:], terms) == len(terms) && disp < 1<<47 && buffer.ID < 1<<16
	if fits && l.unchanged(buffer, terms) && (mask == 0 || int(l.regs[mask].depth) < l.region.depth) {
		return l.hoist(k, func() reg { return load(l.operand(slot, disp, terms)) })
	}
	z := load(l.operand(slot, disp, terms))
	l.once(v)
	return z
}

// unchanged reports whether an element is the same in all iterations of the current loop.
func (l *lowering) unchanged(b *loop.Buffer, terms []term) bool {
	r := l.region
	if r.local || slices.Contains(r.stored, int32(b.ID)) {
		return false
	}
	for _, t := range terms {
		if int(l.regs[t.reg].depth) >= r.depth {
			return false
		}
	}
	return true
}

// loadFrom returns a register with an element of memory.
func (l *lowering) loadFrom(t array.DType, m memory) reg {
	z := l.newScalar(t)
	switch t {
	case array.Float32:
		l.add(inst{form: formVM, op: uint16(amd64.VMOVSS), dst: z, mem: m})
	case array.Float64:
		l.add(inst{form: formVM, op: uint16(amd64.VMOVSD), dst: z, mem: m})
	case array.Bool:
		l.add(inst{form: formRM, op: uint16(amd64.MOVZX8), size: amd64.Dword, dst: z, mem: m})
	default:
		l.add(inst{form: formRM, op: uint16(amd64.MOV), size: amd64.Size(t.Size()), dst: z, mem: m})
	}
	return z
}

// storeTo writes an element.
func (l *lowering) storeTo(t array.DType, m memory, x reg) {
	if t.IsFloat() {
		l.add(inst{form: formMV, op: pick(uint8(t.Size()), amd64.VMOVSS, amd64.VMOVSD), mem: m, a: x})
		return
	}
	l.add(inst{form: formMR, op: uint16(amd64.MOV), size: amd64.Size(t.Size()), mem: m, a: x})
}

// store translates a Store of an element that is the same for all lanes.
func (l *lowering) store(at *loop.Address, x *loop.Value) {
	if c, ok := l.small(x); ok && !x.Type.IsFloat() {
		l.add(inst{form: formMI, op: uint16(amd64.MOV), size: amd64.Size(x.Type.Size()), mem: l.address(at), imm: c})
		return
	}
	a := l.scalar(x)
	l.storeTo(x.Type, l.address(at), a)
	l.stored(at, a, amd64.Scalar)
}
