package native

import (
	"math"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// toInteger translates a Convert to an integer or bool, not of lanes.
func (l *lowering) toInteger(v *loop.Value) reg {
	from, to := v.Args[0].Type, v.Type
	switch {
	case to == array.Bool && from == array.Bool:
		return l.scalar(v.Args[0])
	case to == array.Bool:
		zero := &loop.Value{Op: loop.Const, Type: from}
		z := l.newGeneral()
		l.compare(&loop.Value{Op: loop.Ne, Type: array.Bool, Args: []*loop.Value{v.Args[0], zero}}, z)
		return z
	case from.IsFloat():
		return l.truncate(v)
	case from.Size() == 4 && to.Size() == 8:
		return l.extend(l.scalar(v.Args[0]), from)
	}
	return l.scalar(v.Args[0])
}

// extend returns an integer of 32 bits as one of 64.
func (l *lowering) extend(x reg, from array.DType) reg {
	z := l.newGeneral()
	op := amd64.MOVZX32
	if from.IsSigned() {
		op = amd64.MOVSXD
	}
	l.add(inst{form: formRR, op: uint16(op), size: amd64.Qword, dst: z, a: x})
	return z
}

// truncate translates a conversion of a float to an integer. The machine's, to 64 signed bits, gives the least integer
// for NaN and for what does not fit.
func (l *lowering) truncate(v *loop.Value) reg {
	s := l.scalarShape(v.Args[0].Type)
	x := l.scalar(v.Args[0])
	switch v.Type {
	case array.Uint64:
		return l.truncateUint64(s, x)
	case array.Int64:
		return l.saturate(s, x, l.cvtt(s, x), 1<<63, math.MaxInt64, true)
	case array.Int32:
		z := l.saturate(s, x, l.cvtt(s, x), 1<<31, math.MaxInt32, true)
		return l.clampBelow(z, math.MinInt32)
	}
	z := l.saturate(s, x, l.cvtt(s, x), 1<<32, math.MaxUint32, true)
	return l.clampBelow(z, 0)
}

// cvtt returns x as a signed integer of 64 bits, toward zero.
func (l *lowering) cvtt(s shape, x reg) reg {
	z := l.newGeneral()
	l.add(inst{form: formRV, op: pick(s.elem, amd64.VCVTTSS2SIQ, amd64.VCVTTSD2SIQ), dst: z, a: x})
	return z
}

// floatBits returns a float of shape s.
func (s shape) floatBits(x float64) uint64 {
	if s.elem == 4 {
		return uint64(math.Float32bits(float32(x)))
	}
	return math.Float64bits(x)
}

// saturate returns z, but top if x is at least limit, and, if asked, 0 if x is NaN.
func (l *lowering) saturate(s shape, x, z reg, limit float64, top int64, nan bool) reg {
	most, zero := l.integerConstant(top), l.integerConstant(0)
	bound := l.constant(s.floatBits(limit), s.elem, amd64.Scalar)
	a := l.newGeneral()
	l.add(inst{form: formFlags, op: pick(s.elem, amd64.VUCOMISS, amd64.VUCOMISD), a: x, b: bound})
	l.add(inst{form: formCmov, cond: amd64.CondAE, size: amd64.Qword, dst: a, a: z, b: most})
	if !nan {
		return a
	}
	b := l.newGeneral()
	l.add(inst{form: formCmov, cond: amd64.CondP, size: amd64.Qword, dst: b, a: a, b: zero})
	return b
}

// clampBelow returns the greater of x and a number.
func (l *lowering) clampBelow(x reg, least int64) reg {
	low, z := l.integerConstant(least), l.newGeneral()
	l.add(inst{form: formCmp, size: amd64.Qword, a: x, b: low})
	l.add(inst{form: formCmov, cond: amd64.CondL, size: amd64.Qword, dst: z, a: x, b: low})
	return z
}

// truncateUint64 converts x below 2⁶³ as it is and x above as x - 2⁶³, to whose integer the bit is added.
func (l *lowering) truncateUint64(s shape, x reg) reg {
	half := l.constant(s.floatBits(1<<63), s.elem, amd64.Scalar)
	top := l.integerConstant(math.MinInt64)
	small := l.clampBelow(l.cvtt(s, x), 0)
	high, large := l.newGeneral(), l.cvtt(s, l.vvv(s.op(amd64.VSUBPS), s, x, half))
	l.add(inst{form: formRRR2, op: uint16(amd64.XOR), size: amd64.Qword, dst: high, a: large, b: top})
	z := l.newGeneral()
	l.add(inst{form: formFlags, op: pick(s.elem, amd64.VUCOMISS, amd64.VUCOMISD), a: x, b: half})
	l.add(inst{form: formCmov, cond: amd64.CondAE, size: amd64.Qword, dst: z, a: small, b: high})
	return l.saturate(s, x, z, 1<<64, -1, true)
}

// toFloat translates a Convert to a float, not of lanes.
func (l *lowering) toFloat(v *loop.Value) reg {
	s, from := l.scalarShape(v.Type), v.Args[0].Type
	x := l.scalar(v.Args[0])
	z := l.newVector(s)
	switch {
	case from == v.Type:
		return x
	case from.IsFloat():
		op := pick(s.elem, amd64.VCVTSD2SS, amd64.VCVTSS2SD)
		l.add(inst{form: formVVV, op: op, dst: z, a: x, b: x})
		return z
	case from == array.Uint64:
		return l.fromUint64(s, x)
	case from == array.Uint32:
		x = l.extend(x, from)
	}
	op := pick(s.elem, amd64.VCVTSI2SS, amd64.VCVTSI2SD)
	if from == array.Int64 || from == array.Uint32 {
		op++
	}
	l.add(inst{form: formVVR, op: op, dst: z, a: l.constant(0, s.elem, amd64.Scalar), b: x})
	return z
}

// fromUint64 converts x below 2⁶³ as it is, and x above as twice half of it; the lowest bit is kept as a sticky one, so
// that rounding sees it.
func (l *lowering) fromUint64(s shape, x reg) reg {
	z, zero := l.newVector(s), l.constant(0, s.elem, amd64.Scalar)
	if l.avx512 {
		l.add(inst{form: formVVR, op: pick(s.elem, amd64.VCVTUSI2SSQ, amd64.VCVTUSI2SDQ), dst: z, a: zero, b: x})
		return z
	}
	half, low, odd := l.newGeneral(), l.newGeneral(), l.newGeneral()
	l.add(inst{form: formRRI2, op: uint16(amd64.SHR), size: amd64.Qword, dst: half, a: x, imm: 1})
	l.add(inst{form: formRRI2, op: uint16(amd64.AND), size: amd64.Qword, dst: low, a: x, imm: 1})
	l.add(inst{form: formRRR2, op: uint16(amd64.OR), size: amd64.Qword, dst: odd, a: half, b: low})
	n, f, d := l.newGeneral(), l.newVector(s), l.newVector(s)
	l.add(inst{form: formTest, size: amd64.Qword, a: x, b: x})
	l.add(inst{form: formCmov, cond: amd64.CondS, size: amd64.Qword, dst: n, a: x, b: odd})
	op := pick(s.elem, amd64.VCVTSI2SSQ, amd64.VCVTSI2SDQ)
	l.add(inst{form: formVVR, op: op, dst: f, a: zero, b: n})
	l.add(inst{form: formVVV, op: s.op(amd64.VADDPS), dst: d, a: f, b: f})
	m := l.newVector(s) // of the sign of x
	l.add(inst{form: formVR, op: uint16(amd64.VMOVQ), dst: m, a: x})
	l.add(inst{form: formVVVV, op: uint16(amd64.VBLENDVPD), width: amd64.X, dst: z, a: f, b: d, c: m})
	return z
}
