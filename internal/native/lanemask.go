package native

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// With AVX-512 a bool of each lane is a bit of a mask register. Bits above the lanes are arbitrary.

// Predicates of comparisons, of floats without exceptions for NaN.
var (
	floatPredicates   = map[loop.Op]uint8{loop.Eq: 0, loop.Ne: 4, loop.Lt: 0x11, loop.Le: 0x12}
	integerPredicates = map[loop.Op]uint8{loop.Eq: 0, loop.Ne: 4, loop.Lt: 1, loop.Le: 2}
)

const (
	unordered = 3
	atLeast   = 0x1D
	notEqual  = 4
)

func (l *lowering) newMask() reg { return l.newReg(mask, 0) }

// firstLanes returns a mask of the first n lanes.
func (l *lowering) firstLanes(n int) reg {
	x := int64(1)<<n - 1
	return l.hoist(fact{what: aConstant, kind: 0xFF, bits: uint64(x)}, func() reg {
		g, k := l.integerConstant(x), l.newMask()
		l.add(inst{form: formKR, op: uint16(amd64.KMOVW), dst: k, a: g})
		return k
	})
}

// lanesBelow returns a mask of the lanes whose index, counted from i, is below a limit above i.
func (l *lowering) lanesBelow(i reg, hi limit) reg {
	left, ones := l.newGeneral(), l.integerConstant(-1)
	if hi.reg != 0 {
		l.add(inst{form: formRRR2, op: uint16(amd64.SUB), size: amd64.Qword, dst: left, a: hi.reg, b: i})
	} else {
		n := l.newGeneral()
		l.add(inst{form: formRR2, op: uint16(amd64.NEG), size: amd64.Qword, dst: n, a: i})
		l.add(inst{form: formRRI2, op: uint16(amd64.ADD), size: amd64.Qword, dst: left, a: n, imm: hi.imm})
	}
	all, count := l.integerConstant(int64(l.lanes.n)), l.newGeneral()
	l.add(inst{form: formCmp, size: amd64.Qword, a: left, b: all})
	l.add(inst{form: formCmov, cond: amd64.CondG, size: amd64.Qword, dst: count, a: left, b: all})
	above, bits, k := l.newGeneral(), l.newGeneral(), l.newMask()
	l.add(inst{form: formRRR, op: uint16(amd64.SHLX), size: amd64.Qword, dst: above, a: ones, b: count})
	l.add(inst{form: formRR2, op: uint16(amd64.NOT), size: amd64.Qword, dst: bits, a: above})
	l.add(inst{form: formKR, op: uint16(amd64.KMOVW), dst: k, a: bits})
	return k
}

// laneMask returns a mask of the lanes that count, for an instruction that clears it.
func (l *lowering) laneMask() reg {
	k := l.newMask()
	if l.lanes.mask != 0 {
		l.move(k, l.lanes.mask)
		return k
	}
	l.add(inst{form: formKOnes, dst: k})
	return k
}

func (l *lowering) splatBool(v *loop.Value) reg {
	if !l.avx512 {
		return l.splatSigns(v)
	}
	if x, ok := l.number(v); ok {
		return l.hoist(fact{what: aConstant, kind: 0xFE, bits: uint64(x)}, func() reg {
			g, k := l.integerConstant(-x), l.newMask()
			l.add(inst{form: formKR, op: uint16(amd64.KMOVW), dst: k, a: g})
			return k
		})
	}
	x := l.scalar(v)
	return l.held(fact{what: aSplat, kind: 0xFE, value: x}, x, func() reg {
		g, k := l.newGeneral(), l.newMask()
		l.add(inst{form: formRR2, op: uint16(amd64.NEG), size: amd64.Dword, dst: g, a: x})
		l.add(inst{form: formKR, op: uint16(amd64.KMOVW), dst: k, a: g})
		return k
	})
}

// loadBools returns a mask with a byte of memory for each lane.
func (l *lowering) loadBools(m memory) reg {
	s := l.bools()
	x := l.newVector(s)
	l.add(inst{form: formVM, op: pick(s.elem, amd64.VPMOVZXBD, amd64.VPMOVZXBQ), width: s.width, dst: x, mem: m, k: l.lanes.mask, zero: true})
	return l.maskOf(x)
}

// bools is the shape of bools as integers 0 and 1, on their way from and to memory.
func (l *lowering) bools() shape {
	if l.avx512 {
		return l.shapeOf(array.Int32)
	}
	return l.shapeOf(array.Bool)
}

// maskOf returns where integers are not 0; they are 0 or 1.
func (l *lowering) maskOf(x reg) reg {
	s := l.bools()
	if !l.avx512 {
		return l.vvv(s.packed(amd64.VPSUBD), s, l.constant(0, s.elem, s.width), x)
	}
	k := l.newMask()
	l.add(inst{form: formKVV, op: uint16(amd64.VPTESTMD), width: s.width, dst: k, a: x, b: x})
	return k
}

func (l *lowering) storeBools(m memory, x reg) {
	if !l.avx512 {
		l.storeSigns(m, x)
		return
	}
	ones := l.constant(0x0101010101010101, 8, amd64.X)
	z := l.newReg(vector, amd64.X)
	l.add(inst{form: formVV, op: uint16(amd64.VMOVDQU8), width: amd64.X, dst: z, a: ones, k: x, zero: true})
	in := inst{form: formMV, op: uint16(amd64.VMOVDQU8), width: amd64.X, mem: m, a: z, k: l.lanes.mask}
	if in.k == 0 && l.lanes.n < 16 {
		in.op, in.width = uint16(amd64.VMOVQ), amd64.Scalar
		if l.lanes.n == 4 {
			in.op = uint16(amd64.VMOVD)
		}
	}
	l.add(in)
}

func (l *lowering) kkk(op amd64.VOp, x, y reg) reg {
	k := l.newMask()
	l.add(inst{form: formKKK, op: uint16(op), dst: k, a: x, b: y})
	return k
}

func (l *lowering) knot(x reg) reg {
	k := l.newMask()
	l.add(inst{form: formKK, op: uint16(amd64.KNOTW), dst: k, a: x})
	return k
}

// laneBool translates an operation on bools, comparisons included.
func (l *lowering) laneBool(op loop.Op, x, y reg) reg {
	if !l.avx512 {
		return l.signsOp(op, x, y)
	}
	switch op {
	case loop.Not:
		return l.knot(x)
	case loop.And, loop.Min:
		return l.kkk(amd64.KANDW, x, y)
	case loop.Or, loop.Max:
		return l.kkk(amd64.KORW, x, y)
	case loop.Xor, loop.Ne:
		return l.kkk(amd64.KXORW, x, y)
	case loop.Eq:
		return l.kkk(amd64.KXNORW, x, y)
	case loop.Lt:
		return l.kkk(amd64.KANDNW, x, y)
	case loop.Le:
		return l.knot(l.kkk(amd64.KANDNW, y, x))
	}
	l.fail("operation %v of bool", op)
	return x
}

func (l *lowering) laneCompare(op loop.Op, s shape, x, y reg) reg {
	switch {
	case s.t == array.Bool:
		return l.laneBool(op, x, y)
	case !l.avx512:
		return l.compareSigns(op, s, x, y)
	case s.t.IsFloat():
		return l.kvv(s.packed(amd64.VCMPPS), s, x, y, floatPredicates[op])
	case s.t.IsSigned():
		return l.kvv(s.packed(amd64.VPCMPD), s, x, y, integerPredicates[op])
	}
	return l.kvv(s.packed(amd64.VPCMPUD), s, x, y, integerPredicates[op])
}

func (l *lowering) kvv(op uint16, s shape, x, y reg, predicate uint8) reg {
	k := l.newMask()
	l.add(inst{form: formKVV, op: op, width: s.width, elem: s.elem, dst: k, a: x, b: y, opt: amd64.Imm(predicate)})
	return k
}

func (l *lowering) laneSelect(s shape, c, x, y reg) reg {
	if !l.avx512 {
		return l.selectSigns(s, c, x, y)
	}
	if s.t == array.Bool {
		return l.kkk(amd64.KORW, l.kkk(amd64.KANDW, c, x), l.kkk(amd64.KANDNW, c, y))
	}
	z := l.newVector(s)
	l.add(inst{form: formVVV, op: s.packed(amd64.VBLENDMPS), width: s.width, elem: s.elem, dst: z, a: y, b: x, k: c})
	return z
}

// reduceBools reduces the lanes of a mask to a bool.
func (l *lowering) reduceBools(op loop.Op, k reg) reg {
	all := int64(1)<<l.lanes.n - 1
	g, bits, z := l.newGeneral(), l.newGeneral(), l.newGeneral()
	if s := l.shapeOf(array.Bool); l.avx512 {
		l.add(inst{form: formRK, op: uint16(amd64.KMOVW), dst: g, a: k})
	} else {
		l.add(inst{form: formRV, op: s.packed(amd64.VMOVMSKPS), width: s.width, dst: g, a: k})
	}
	l.add(inst{form: formRRI2, op: uint16(amd64.AND), size: amd64.Dword, dst: bits, a: g, imm: all})
	switch op {
	case loop.And, loop.Min:
		l.add(inst{form: formCmpI, size: amd64.Dword, a: bits, imm: all})
		l.add(inst{form: formSet, cond: amd64.CondE, dst: z})
	case loop.Or, loop.Max:
		l.add(inst{form: formTest, size: amd64.Dword, a: bits, b: bits})
		l.add(inst{form: formSet, cond: amd64.CondNE, dst: z})
	default: // Xor
		n := l.newGeneral()
		l.add(inst{form: formRR, op: uint16(amd64.POPCNT), size: amd64.Dword, dst: n, a: bits})
		l.add(inst{form: formRRI2, op: uint16(amd64.AND), size: amd64.Dword, dst: z, a: n, imm: 1})
	}
	return z
}
