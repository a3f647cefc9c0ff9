package native

import (
	"math"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Floats are in the lowest elements of vector registers; what is above them is arbitrary. The functions with a width
// are for lanes too: Scalar is one float.

// shape is how values of one type lie in vector registers.
type shape struct {
	t     array.DType
	elem  uint8 // bytes
	width amd64.Width
}

func (l *lowering) scalarShape(t array.DType) shape { return shape{t, uint8(t.Size()), amd64.Scalar} }

// full is the width of operations that have no scalar form.
func (s shape) full() amd64.Width { return max(s.width, amd64.X) }

// op returns the instruction of a row PS, PD, SS, SD.
func (s shape) op(row amd64.VOp) uint16 {
	if s.elem == 8 {
		row++
	}
	if s.width == amd64.Scalar {
		row += 2
	}
	return uint16(row)
}

// packed returns the instruction of a row whose first two are PS, PD or D, Q.
func (s shape) packed(row amd64.VOp) uint16 {
	if s.elem == 8 {
		row++
	}
	return uint16(row)
}

func (l *lowering) newVector(s shape) reg { return l.newReg(vector, s.full()) }

// float returns a register with a float.
func (l *lowering) float(v *loop.Value) reg {
	s := l.scalarShape(v.Type)
	switch v.Op {
	case loop.Select:
		return l.selectFloat(v)
	case loop.Convert:
		return l.toFloat(v)
	case loop.Bitcast:
		x, z := l.scalar(v.Args[0]), l.newVector(s)
		l.add(inst{form: formVR, op: pick(s.elem, amd64.VMOVD, amd64.VMOVQ), dst: z, a: x})
		return z
	}
	var x [3]reg
	for i, a := range v.Args {
		x[i] = l.scalar(a)
	}
	return l.floatOp(v.Op, s, x)
}

// floatOp translates an operation whose operands and result are floats of one shape.
func (l *lowering) floatOp(op loop.Op, s shape, x [3]reg) reg {
	switch op {
	case loop.Add:
		return l.binary(s.op(amd64.VADDPS), s, x[0], x[1], true)
	case loop.Sub:
		return l.binary(s.op(amd64.VSUBPS), s, x[0], x[1], false)
	case loop.Mul:
		return l.binary(s.op(amd64.VMULPS), s, x[0], x[1], true)
	case loop.Div:
		return l.binary(s.op(amd64.VDIVPS), s, x[0], x[1], false)
	case loop.FMA:
		return l.fma(s, x[0], x[1], x[2])
	case loop.Sqrt:
		return l.vv(amd64.VSQRTPS, s, x[0], 0)
	case loop.Floor:
		return l.round(s, x[0], 1)
	case loop.Ceil:
		return l.round(s, x[0], 2)
	case loop.Trunc:
		return l.round(s, x[0], 3)
	case loop.Round:
		return l.round(s, x[0], 0)
	case loop.Neg:
		return l.logic(amd64.VXORPS, s, x[0], l.constant(s.sign(), s.elem, s.full()))
	case loop.Abs:
		return l.logic(amd64.VANDPS, s, x[0], l.constant(^s.sign()&s.ones(), s.elem, s.full()))
	case loop.Min:
		return l.floatMin(s, x[0], x[1])
	case loop.Max:
		return l.floatMax(s, x[0], x[1])
	}
	l.fail("operation %v of %v", op, s.t)
	return x[0]
}

// sign returns the sign bit of an element.
func (s shape) sign() uint64 { return 1 << (8*s.elem - 1) }

// ones returns all bits of an element.
func (s shape) ones() uint64 { return math.MaxUint64 >> (64 - 8*s.elem) }

func (l *lowering) vvv(op uint16, s shape, x, y reg) reg {
	z := l.newVector(s)
	l.add(inst{form: formVVV, op: op, width: s.width, elem: s.elem, dst: z, a: x, b: y})
	return z
}

// vv is for the instructions that have one operand as packed and two as scalars, the first for the upper elements.
func (l *lowering) vv(row amd64.VOp, s shape, x reg, opt amd64.Opt) reg {
	z := l.newVector(s)
	in := inst{form: formVV, op: s.op(row), width: s.width, elem: s.elem, dst: z, a: x, opt: opt}
	if s.width == amd64.Scalar {
		in.form, in.b = formVVV, x
	}
	l.add(in)
	return z
}

// logic is for operations on bits, of a row PS, PD.
func (l *lowering) logic(row amd64.VOp, s shape, x, y reg) reg {
	s.width = s.full()
	return l.vvv(s.packed(row), s, x, y)
}

// round rounds to an integer without exceptions: 0 nearest even, 1 down, 2 up, 3 toward zero.
func (l *lowering) round(s shape, x reg, mode uint8) reg {
	const quiet = 8
	if l.avx512 {
		return l.vv(amd64.VRNDSCALEPS, s, x, amd64.Imm(quiet|mode))
	}
	return l.vv(amd64.VROUNDPS, s, x, amd64.Imm(quiet|mode))
}

// floatMin computes m(x, y) | m(y, x) with the machine's minimum m, which returns its second operand if one is NaN or both
// are zero. In the first case the result is a NaN with the bits of both, in the second -0 if one is; otherwise both
// sides are the same.
func (l *lowering) floatMin(s shape, x, y reg) reg {
	a := l.vvv(s.op(amd64.VMINPS), s, x, y)
	b := l.vvv(s.op(amd64.VMINPS), s, y, x)
	return l.logic(amd64.VORPS, s, a, b)
}

// floatMax computes a = m(x, y), b = m(y, x), d = a ^ b, (b | d) - d with the machine's maximum m. If one is NaN, b | d is
// and so is the result. If x and y are zeros of different sign, d is -0, and -0 - -0 = +0. Otherwise d is 0.
//
// Without AVX-512 a comparison gives all ones where one is NaN, and then it is quicker to compute (a & b) | NaN.
func (l *lowering) floatMax(s shape, x, y reg) reg {
	a := l.vvv(s.op(amd64.VMAXPS), s, x, y)
	b := l.vvv(s.op(amd64.VMAXPS), s, y, x)
	if !l.avx512 {
		nan := l.newVector(s)
		l.add(inst{form: formVVV, op: s.op(amd64.VCMPPS), width: s.width, elem: s.elem, dst: nan, a: x, b: y, opt: amd64.Imm(unordered)})
		return l.logic(amd64.VORPS, s, l.logic(amd64.VANDPS, s, a, b), nan)
	}
	d := l.logic(amd64.VXORPS, s, a, b)
	return l.vvv(s.op(amd64.VSUBPS), s, l.logic(amd64.VORPS, s, b, d), d)
}

func (l *lowering) selectFloat(v *loop.Value) reg {
	s := l.scalarShape(v.Type)
	if op, x, y := extremum(v); op != loop.None {
		a := l.scalar(x)
		return l.machineExtremum(op, s, a, l.scalar(y))
	}
	x := l.scalar(v.Args[1])
	return l.chooseFloat(s, v, x, l.scalar(v.Args[2]))
}
