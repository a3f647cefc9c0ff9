package native

import (
	"math"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Without AVX-512 a bool of each lane is an integer -1 or 0, as wide as the widest elements of the loop: comparisons of these
// give that, and blends ask for the sign. For narrower elements it is narrowed, and after their comparisons widened.

// allOnes returns -1 in all lanes, of any type.
func (l *lowering) allOnes() reg { return l.constant(math.MaxUint64, 8, amd64.Y) }

// signs is the shape of bools.
func (l *lowering) signs() shape { return l.shapeOf(array.Bool) }

func (l *lowering) splatSigns(v *loop.Value) reg {
	if x, ok := l.number(v); ok {
		return l.constant(uint64(-x), 8, amd64.Y)
	}
	x := l.scalar(v)
	return l.held(fact{what: aSplat, kind: 0xFE, value: x}, x, func() reg {
		n := l.newGeneral()
		l.add(inst{form: formRR2, op: uint16(amd64.NEG), size: amd64.Qword, dst: n, a: x})
		return l.broadcast(shape{array.Int64, 8, amd64.Y}, false, n)
	})
}

// narrow returns bools as elements of 32 bits where the widest have 64.
func (l *lowering) narrow(x reg, elem uint8) reg {
	if elem == l.signs().elem {
		return x
	}
	return l.evens(x)
}

// evens returns the even elements of 32 bits of a vector.
func (l *lowering) evens(x reg) reg {
	high, z := l.newReg(vector, amd64.X), l.newReg(vector, amd64.X)
	l.add(inst{form: formVV, op: uint16(amd64.VEXTRACTF128), width: amd64.Y, dst: high, a: x, opt: amd64.Imm(1)})
	const even = 0 | 2<<2 | 0<<4 | 2<<6
	l.add(inst{form: formVVV, op: uint16(amd64.VSHUFPS), width: amd64.X, dst: z, a: x, b: high, opt: amd64.Imm(even)})
	return z
}

// widen returns the bools of a comparison of elements.
func (l *lowering) widen(x reg, elem uint8) reg {
	if elem == l.signs().elem {
		return x
	}
	return l.convert(amd64.VPMOVSXDQ, amd64.Y, x)
}

// convert applies an instruction of one operand.
func (l *lowering) convert(op amd64.VOp, w amd64.Width, x reg) reg {
	z := l.newReg(vector, w)
	l.add(inst{form: formVV, op: uint16(op), width: w, dst: z, a: x})
	return z
}

func (l *lowering) storeSigns(m memory, x reg) {
	s := l.signs()
	low, high := x, reg(0)
	if s.elem == 8 {
		low = l.evens(x)
		high = low
	} else {
		high = l.newReg(vector, amd64.X)
		l.add(inst{form: formVV, op: uint16(amd64.VEXTRACTF128), width: amd64.Y, dst: high, a: x, opt: amd64.Imm(1)})
	}
	b := shape{array.Int32, 4, amd64.X}
	words := l.vvv(uint16(amd64.VPACKSSDW), b, low, high)
	bytes := l.vvv(uint16(amd64.VPACKSSWB), b, words, words)
	ones := l.vvv(uint16(amd64.VANDPS), b, bytes, l.constant(0x01010101, 4, amd64.X))
	op := amd64.VMOVQ
	if s.elem == 8 {
		op = amd64.VMOVD
	}
	l.add(inst{form: formMV, op: uint16(op), mem: m, a: ones})
}

func (l *lowering) signsOp(op loop.Op, x, y reg) reg {
	s := l.signs()
	bits := func(op amd64.VOp, x, y reg) reg { return l.vvv(uint16(op), s, x, y) }
	not := func(x reg) reg { return bits(amd64.VXORPS, x, l.allOnes()) }
	switch op {
	case loop.Not:
		return not(x)
	case loop.And, loop.Min:
		return bits(amd64.VANDPS, x, y)
	case loop.Or, loop.Max:
		return bits(amd64.VORPS, x, y)
	case loop.Xor, loop.Ne:
		return bits(amd64.VXORPS, x, y)
	case loop.Eq:
		return not(bits(amd64.VXORPS, x, y))
	case loop.Lt:
		return bits(amd64.VANDNPS, x, y)
	case loop.Le:
		return not(bits(amd64.VANDNPS, y, x))
	}
	l.fail("operation %v of bool", op)
	return x
}

func (l *lowering) compareSigns(op loop.Op, s shape, x, y reg) reg {
	if !s.t.IsFloat() {
		return l.widen(l.compareIntegers(op, s, x, y), s.elem)
	}
	z := l.newVector(s)
	in := inst{form: formVVV, op: s.packed(amd64.VCMPPS), width: s.width, dst: z, a: x, b: y, opt: amd64.Imm(floatPredicates[op])}
	l.add(in)
	return l.widen(z, s.elem)
}

// compareIntegers compares with what there is: equal, and greater of signed integers.
func (l *lowering) compareIntegers(op loop.Op, s shape, x, y reg) reg {
	not := func(x reg) reg { return l.vvv(uint16(amd64.VXORPS), s, x, l.constant(s.ones(), s.elem, s.width)) }
	equal := pick(s.elem, amd64.VPCMPEQD, amd64.VPCMPEQQ)
	switch op {
	case loop.Eq:
		return l.vvv(equal, s, x, y)
	case loop.Ne:
		return not(l.vvv(equal, s, x, y))
	case loop.Le:
		return not(l.greater(s, x, y))
	}
	return l.greater(s, y, x)
}

// greater returns where x > y.
func (l *lowering) greater(s shape, x, y reg) reg {
	if s.t.IsUnsigned() { // the order of unsigned integers is that of signed ones with the sign bit flipped
		sign := l.constant(s.sign(), s.elem, s.width)
		x, y = l.logic(amd64.VXORPS, s, x, sign), l.logic(amd64.VXORPS, s, y, sign)
	}
	return l.vvv(pick(s.elem, amd64.VPCMPGTD, amd64.VPCMPGTQ), s, x, y)
}

func (l *lowering) selectSigns(s shape, c, x, y reg) reg {
	return l.blend(s, l.narrow(c, s.elem), x, y)
}

// blend returns x where the sign of c is set, else y.
func (l *lowering) blend(s shape, c, x, y reg) reg {
	z := l.newVector(s)
	l.add(inst{form: formVVVV, op: s.packed(amd64.VBLENDVPS), width: s.width, dst: z, a: y, b: x, c: c})
	return z
}

// laneLong translates the operations on integers of 64 bits that have no instruction, or returns 0.
func (l *lowering) laneLong(op loop.Op, s shape, x, y reg) reg {
	q := func(op amd64.VOp, x, y reg) reg { return l.vvv(uint16(op), s, x, y) }
	shifted := func(op amd64.VOp, x reg) reg {
		z := l.newVector(s)
		l.add(inst{form: formVV, op: uint16(op), width: s.width, dst: z, a: x, opt: amd64.Imm(32)})
		return z
	}
	negative := func() reg { return q(amd64.VPCMPGTQ, l.constant(0, 8, s.width), x) }
	switch {
	case op == loop.Mul: // the product of the low halves, and those of each with the other's high half
		low := q(amd64.VPMULUDQ, x, y)
		cross := q(amd64.VPADDQ, q(amd64.VPMULUDQ, shifted(amd64.VPSRLQ, x), y), q(amd64.VPMULUDQ, x, shifted(amd64.VPSRLQ, y)))
		return q(amd64.VPADDQ, low, shifted(amd64.VPSLLQ, cross))
	case op == loop.Min:
		return l.blend(s, l.greater(s, x, y), y, x)
	case op == loop.Max:
		return l.blend(s, l.greater(s, x, y), x, y)
	case op == loop.Abs && s.t.IsSigned(): // (x ^ n) - n for n = x < 0
		n := negative()
		return q(amd64.VPSUBQ, q(amd64.VXORPS, x, n), n)
	case op == loop.Shr && s.t.IsSigned(): // likewise: shifting in zeros into x ^ n is shifting in signs into x
		n := negative()
		return q(amd64.VXORPS, q(amd64.VPSRLVQ, q(amd64.VXORPS, x, n), y), n)
	}
	return 0
}

// convertsSigned reports whether a conversion has code for lanes without AVX-512.
func (l *lowering) convertsSigned(to, from array.DType) bool {
	switch {
	case to == array.Bool, from == array.Bool, from.IsFloat() == to.IsFloat():
		return true
	case to == array.Int32: // from floats
		return true
	case from == array.Int32: // to floats
		return true
	case to == array.Float64: // from integers: those of 32 bits through those of 64
		return true
	}
	return false
}

// convertSigns is laneConvert without AVX-512.
func (l *lowering) convertSigns(to, from shape, x reg) reg {
	switch {
	case to.t == array.Bool:
		return l.compareSigns(loop.Ne, from, x, l.constant(0, from.elem, from.width))
	case from.t == array.Bool:
		one := uint64(1)
		if to.t.IsFloat() {
			one = to.floatBits(1)
		}
		return l.logic(amd64.VANDPS, to, l.narrow(x, to.elem), l.constant(one, to.elem, to.width))
	case to.t == array.Int32 && from.t.IsFloat():
		return l.truncateInt32(to, from, x)
	case from.t.IsInt() && to.t.IsInt() && from.elem == to.elem:
		return x
	case to.t.IsInt() && from.t.IsInt() && to.elem == 4:
		return l.evens(x)
	case to.t == array.Float64 && from.t.IsInt() && from.t != array.Int32:
		if from.elem == 4 {
			x = l.convert(amd64.VPMOVZXDQ, amd64.Y, x)
		}
		return l.float64Of(to, from.t == array.Int64, x)
	}
	return l.convert(conversion(to.t, from.t), max(to.width, from.width), x)
}

// truncateInt32 converts floats. The machine gives the least integer for what does not fit.
func (l *lowering) truncateInt32(to, from shape, x reg) reg {
	ordered, high := l.newVector(from), l.newVector(from)
	compare := inst{form: formVVV, op: from.packed(amd64.VCMPPS), width: from.width, dst: ordered, a: x, b: x, opt: amd64.Imm(7)}
	l.add(compare)
	x = l.logic(amd64.VANDPS, from, x, ordered) // 0 for NaN
	compare.dst, compare.a, compare.b = high, x, l.constant(from.floatBits(1<<31), from.elem, from.width)
	compare.opt = amd64.Imm(atLeast)
	l.add(compare)
	z := l.convert(amd64.VCVTTPS2DQ+amd64.VOp(from.elem/8), max(to.width, from.width), x)
	if from.elem == 8 {
		high = l.evens(high)
	}
	return l.blend(to, high, l.constant(math.MaxInt32, 4, to.width), z)
}

// float64Of converts integers of 64 bits. Their halves become the fractions of 2⁵² and 2⁸⁴, exactly; the sum of
// what is above these is rounded once. The sign bit of signed ones is flipped, and 2⁶³ subtracted.
func (l *lowering) float64Of(s shape, signed bool, x reg) reg {
	c := func(bits uint64) reg { return l.constant(bits, 8, s.width) }
	high := l.newVector(s)
	l.add(inst{form: formVV, op: uint16(amd64.VPSRLQ), width: s.width, dst: high, a: x, opt: amd64.Imm(32)})
	bits, above := math.Float64bits(1<<84), math.Float64frombits(math.Float64bits(1<<84))+1<<52
	if signed {
		bits |= 1 << 31
		above += 1 << 63
	}
	low := l.logic(amd64.VORPS, s, l.logic(amd64.VANDPS, s, x, c(math.MaxUint32)), c(math.Float64bits(1<<52)))
	high = l.vvv(uint16(amd64.VSUBPD), s, l.logic(amd64.VXORPS, s, high, c(bits)), c(math.Float64bits(above)))
	return l.vvv(uint16(amd64.VADDPD), s, high, low)
}
