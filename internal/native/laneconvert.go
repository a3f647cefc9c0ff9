package native

import (
	"math"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
)

// laneConvert translates a Convert in lanes.
func (l *lowering) laneConvert(to, from shape, x reg) reg {
	switch {
	case to.t == from.t:
		return x
	case !l.avx512:
		return l.convertSigns(to, from, x)
	case to.t == array.Bool && from.t.IsFloat():
		return l.kvv(from.packed(amd64.VCMPPS), from, x, l.constant(0, from.elem, from.width), notEqual)
	case to.t == array.Bool:
		k := l.newMask()
		l.add(inst{form: formKVV, op: from.packed(amd64.VPTESTMD), width: from.width, dst: k, a: x, b: x})
		return k
	case from.t == array.Bool:
		one := uint64(1)
		if to.t.IsFloat() {
			one = to.floatBits(1)
		}
		z := l.newVector(to)
		l.add(inst{form: formVV, op: to.packed(amd64.VMOVAPS), width: to.width, dst: z, a: l.constant(one, to.elem, to.width), k: x, zero: true})
		return z
	case from.t.IsFloat() && to.t.IsInt():
		return l.laneTruncate(to, from, x)
	case from.t.IsInt() && to.t.IsInt() && from.elem == to.elem:
		return x
	}
	z := l.newVector(to)
	l.add(inst{form: formVV, op: uint16(conversion(to.t, from.t)), width: max(to.width, from.width), dst: z, a: x})
	return z
}

// conversion returns the instruction for a conversion that is one, of lanes.
func conversion(to, from array.DType) amd64.VOp {
	if from.IsInt() && to.IsInt() {
		switch {
		case to.Size() == 4:
			return amd64.VPMOVQD
		case from.IsSigned():
			return amd64.VPMOVSXDQ
		}
		return amd64.VPMOVZXDQ
	}
	switch from {
	case array.Float32:
		return amd64.VCVTPS2PD
	case array.Float64:
		return amd64.VCVTPD2PS
	}
	row := map[array.DType]amd64.VOp{
		array.Int32: amd64.VCVTDQ2PS, array.Uint32: amd64.VCVTUDQ2PS, array.Int64: amd64.VCVTQQ2PS, array.Uint64: amd64.VCVTUQQ2PS,
	}[from]
	if to == array.Float64 {
		row++
	}
	return row
}

// laneTruncate converts floats to integers. The machine's conversion gives, for what does not fit, the least signed
// or the greatest unsigned integer.
func (l *lowering) laneTruncate(to, from shape, x reg) reg {
	zero := l.constant(0, from.elem, from.width)
	row := map[array.DType]amd64.VOp{
		array.Int32: amd64.VCVTTPS2DQ, array.Uint32: amd64.VCVTTPS2UDQ, array.Int64: amd64.VCVTTPS2QQ, array.Uint64: amd64.VCVTTPS2UQQ,
	}[to.t]
	if to.t.IsUnsigned() {
		x = l.vvv(from.op(amd64.VMAXPS), from, x, zero) // 0 for NaN: the second operand
	}
	z := l.newVector(to)
	l.add(inst{form: formVV, op: from.packed(row), width: max(to.width, from.width), dst: z, a: x})
	if to.t.IsUnsigned() {
		return z
	}
	limit, top := float64(1<<31), uint64(math.MaxInt32)
	if to.elem == 8 {
		limit, top = 1<<63, math.MaxInt64
	}
	high := l.kvv(from.packed(amd64.VCMPPS), from, x, l.constant(from.floatBits(limit), from.elem, from.width), atLeast)
	nan := l.kvv(from.packed(amd64.VCMPPS), from, x, x, unordered)
	mov := to.packed(amd64.VMOVAPS)
	l.add(inst{form: formVV, op: mov, width: to.width, dst: z, a: l.constant(top, to.elem, to.width), k: high, merge: true})
	l.add(inst{form: formVV, op: mov, width: to.width, dst: z, a: l.constant(0, to.elem, to.width), k: nan, merge: true})
	return z
}
