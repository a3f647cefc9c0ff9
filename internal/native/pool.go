package native

import (
	"encoding/binary"

	"github.com/phlox-ppl/phlox/internal/asm/amd64"
)

// poolKey identifies a constant in memory.
type poolKey struct {
	bits  uint64
	elem  uint8 // bytes
	count uint8 // how many elements
	step  int32 // each element is the one before plus step
}

// pooled returns the label of a constant in memory behind the code.
func (l *lowering) pooled(k poolKey) amd64.Label {
	if at, ok := l.pool[k]; ok {
		return at
	}
	at := l.asm.Label()
	l.pool[k] = at
	bytes := make([]byte, 0, int(k.elem)*int(k.count))
	x := k.bits
	for range k.count {
		bytes = binary.LittleEndian.AppendUint64(bytes, x)[:len(bytes)+int(k.elem)]
		x += uint64(int64(k.step))
	}
	l.asm.Data(at, bytes, max(int(k.elem), min(64, len(bytes)&-len(bytes))))
	return at
}

// constant returns a vector register of the given width with an element in all lanes, or just one if the width is Scalar.
func (l *lowering) constant(bits uint64, elem uint8, w amd64.Width) reg {
	return l.hoist(fact{what: aConstant, kind: uint8(w)<<4 | elem, bits: bits}, func() reg {
		z := l.newReg(vector, max(w, amd64.X))
		v := &l.regs[z]
		v.origin, v.elem, v.bits = pooled, elem, int64(bits)
		in := inst{form: formVM, width: w, dst: z}
		switch {
		case w == amd64.Scalar:
			in.op = pick(elem, amd64.VMOVSS, amd64.VMOVSD)
			in.mem.label = l.pooled(poolKey{bits: bits, elem: elem, count: 1})
		case !l.avx512: // all of it, so that an instruction can have it in memory
			in.op = uint16(amd64.VMOVUPS)
			in.mem.label = l.pooled(poolKey{bits: bits, elem: elem, count: uint8(widthBytes(w) / int(elem))})
		case w == amd64.X && elem == 8:
			in.op = uint16(amd64.VMOVDDUP)
			in.mem.label = l.pooled(poolKey{bits: bits, elem: elem, count: 1})
		default:
			in.op = pick(elem, amd64.VBROADCASTSS, amd64.VBROADCASTSD)
			in.mem.label = l.pooled(poolKey{bits: bits, elem: elem, count: 1})
		}
		l.regs[z].label, l.regs[z].whole = in.mem.label, w != amd64.Scalar && !l.avx512
		if bits == 0 {
			in = inst{form: formZero, dst: z}
		}
		l.add(in)
		return z
	})
}

// ramp returns a vector register whose elements are 0, step, 2·step...
func (l *lowering) ramp(step int32, elem uint8, w amd64.Width) reg {
	return l.hoist(fact{what: anInduction, kind: uint8(w)<<4 | elem, bits: uint64(step)}, func() reg {
		z := l.newReg(vector, w)
		at := l.pooled(poolKey{elem: elem, count: uint8(widthBytes(w) / int(elem)), step: step})
		l.add(inst{form: formVM, op: uint16(amd64.VMOVUPS), width: w, dst: z, mem: memory{label: at}})
		return z
	})
}

// pick returns the one of two instructions that is for elements of 4 or of 8 bytes.
func pick(elem uint8, four, eight amd64.VOp) uint16 {
	if elem == 4 {
		return uint16(four)
	}
	return uint16(eight)
}

// widthBytes returns the bytes of a vector.
func widthBytes(w amd64.Width) int { return 8 << w }

// widthOf returns the width of vectors of so many bytes, or of the narrowest.
func widthOf(bytes int) amd64.Width {
	switch {
	case bytes > 32:
		return amd64.Z
	case bytes > 16:
		return amd64.Y
	}
	return amd64.X
}
