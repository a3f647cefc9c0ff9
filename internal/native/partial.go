package native

import (
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Without AVX-512, too, the last vector of a loop may have lanes that do not count, if it is known how many. Loads leave
// these lanes zero, stores write the others in pieces, since masked stores are slow, and sums keep what they had there.

// partly reports whether what is left of a loop, so many iterations, is to be done by a vector.
func (v *lanes) partly(rest int) bool { return v.maskable && (rest > 1 || v.nested) }

// active returns how many lanes count.
func (v *lanes) active() int {
	if v.few > 0 {
		return v.few
	}
	return v.n
}

// fewLanes returns a vector with the signs of the lanes that count, for elements of a shape.
func (l *lowering) fewLanes(s shape) reg {
	few := l.lanes.few
	return l.hoist(fact{what: aConstant, kind: 0xFD, bits: uint64(few)<<16 | uint64(s.width)<<8 | uint64(s.elem)}, func() reg {
		z := l.newVector(s)
		index := l.ramp(1, s.elem, s.width)
		in := inst{form: formVVV, op: s.packed(amd64.VPCMPGTD), width: s.width, dst: z, a: l.constant(uint64(few), s.elem, s.width), b: index}
		l.add(in)
		return z
	})
}

// pieceOp is what loads so many bytes and makes the rest of a register zero, or 0 if it takes a mask.
func pieceOp(bytes int) (op amd64.VOp, w amd64.Width) {
	switch bytes {
	case 4:
		return amd64.VMOVSS, amd64.Scalar
	case 8:
		return amd64.VMOVSD, amd64.Scalar
	case 16:
		return amd64.VMOVUPS, amd64.X
	}
	return 0, 0
}

// loadFew returns a register with elements that lie side by side, where lanes count.
func (l *lowering) loadFew(v *loop.Value, s shape) reg {
	const whole = 0x80
	if op, w := pieceOp(l.lanes.few * int(s.elem)); op != 0 {
		return l.loadOnce(v, fact{kind: whole | uint8(w)<<4 | s.elem}, func(m memory) reg {
			z := l.newVector(s)
			l.add(inst{form: formVM, op: uint16(op), width: w, dst: z, mem: m})
			return z
		})
	}
	k := l.fewLanes(s)
	return l.loadOnce(v, fact{kind: whole | uint8(s.width)<<4 | s.elem, value: k}, func(m memory) reg {
		z := l.newVector(s)
		l.add(inst{form: formVVM, op: s.packed(amd64.VMASKMOVPS), width: s.width, dst: z, a: k, mem: m})
		return z
	})
}

// storeFew writes elements that lie side by side, where lanes count: as many as a power of two, and so on with what is left.
func (l *lowering) storeFew(s shape, m memory, x reg) {
	m = l.within(m)
	at := 0
	for n := l.lanes.n / 2; n > 0; n /= 2 {
		if l.lanes.few&n == 0 {
			continue
		}
		in := inst{form: formMV, op: s.packed(amd64.VMOVUPS), width: amd64.X, mem: m, a: l.from(x, at*int(s.elem))}
		switch n * int(s.elem) {
		case 4:
			in.op, in.width = uint16(amd64.VMOVSS), amd64.Scalar
		case 8:
			in.op, in.width = uint16(amd64.VMOVSD), amd64.Scalar
		}
		l.add(in)
		at += n
		m.disp += int32(n * int(s.elem))
	}
}

// from returns a register that begins with what x has from some byte on, a multiple of 8.
func (l *lowering) from(x reg, at int) reg {
	if at >= 16 {
		x = l.upper(x)
	}
	if at%16 == 8 {
		swapped := l.newReg(vector, amd64.X)
		l.add(inst{form: formVVV, op: uint16(amd64.VSHUFPD), width: amd64.X, dst: swapped, a: x, b: x, opt: amd64.Imm(1)})
		x = swapped
	}
	return x
}

// keepFew sets an accumulator to its next value where lanes count.
func (l *lowering) keepFew(s shape, acc, next reg) {
	l.add(inst{form: formVVVV, op: s.packed(amd64.VBLENDVPS), width: s.width, dst: acc, a: acc, b: next, c: l.fewLanes(s)})
}
