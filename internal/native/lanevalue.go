package native

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// vec returns the register that holds v for all lanes of a copy.
func (l *lowering) vec(v *loop.Value, u int) reg {
	switch {
	case !l.varies[v.ID] || v.Op == loop.Const:
		return l.splat(v)
	case v == l.lanes.index:
		return l.indexes(u)
	}
	return *l.vecOf(v, u)
}

// indexes returns the index of each lane.
func (l *lowering) indexes(u int) reg {
	s := l.shapeOf(array.Int64)
	l.bindLane(u)
	first := l.splat(l.lanes.index)
	return l.vvv(uint16(amd64.VPADDQ), s, l.ramp(1, 8, s.width), first)
}

// splat returns a register with a scalar in all lanes.
func (l *lowering) splat(v *loop.Value) reg {
	s := l.shapeOf(v.Type)
	if v.Type == array.Bool {
		return l.splatBool(v)
	}
	if v.Op == loop.Const {
		return l.constant(v.Bits, s.elem, s.width)
	}
	if !v.Type.IsFloat() {
		if x, ok := l.number(v); ok {
			return l.constant(uint64(x)&s.ones(), s.elem, s.width)
		}
	}
	x := l.scalar(v)
	return l.held(fact{what: aSplat, kind: uint8(s.width)<<4 | s.elem, value: x}, x, func() reg { return l.broadcast(s, v.Type.IsFloat(), x) })
}

// held returns the register that holds a fact about x, which f writes: before the loop if x is known there.
func (l *lowering) held(k fact, x reg, f func() reg) reg {
	if z := l.recall(k); z != 0 {
		return z
	}
	if !l.region.local && int(l.regs[x].depth) < l.region.depth {
		return l.hoist(k, func() reg { return l.held(k, x, f) })
	}
	z := f()
	l.remember(k, z)
	return z
}

func (l *lowering) broadcast(s shape, float bool, x reg) reg {
	z := l.newVector(s)
	in := inst{form: formVV, op: pick(s.elem, amd64.VBROADCASTSS, amd64.VBROADCASTSD), width: s.width, dst: z, a: x}
	switch {
	case !float && l.avx512:
		in.form, in.op = formVR, pick(s.elem, amd64.VPBROADCASTD, amd64.VPBROADCASTQ)
	case !float:
		y := l.newReg(vector, amd64.X)
		l.add(inst{form: formVR, op: pick(s.elem, amd64.VMOVD, amd64.VMOVQ), dst: y, a: x})
		in.a = y
		in.op = pick(s.elem, amd64.VPBROADCASTD, amd64.VPBROADCASTQ)
	case s.elem == 8 && s.width == amd64.X:
		in.op = uint16(amd64.VMOVDDUP)
	}
	l.add(in)
	return z
}

// laneValue translates a value that varies and returns its register.
func (l *lowering) laneValue(v *loop.Value, u int) reg {
	var x [3]reg
	if v.Op == loop.Load {
		return l.laneLoad(v, u)
	}
	if op, a, b := extremum(v); op != loop.None {
		if s := l.shapeOf(v.Type); v.Type.IsFloat() {
			return l.machineExtremum(op, s, l.vec(a, u), l.vec(b, u))
		} else if v.Type.IsInt() {
			return l.laneInteger(op, s, l.vec(a, u), l.vec(b, u))
		}
	}
	if z, ok := l.laneShift(v, u); ok {
		return z
	}
	if z, ok := l.laneRotate(v, u); ok {
		return z
	}
	for i, a := range v.Args {
		x[i] = l.vec(a, u)
	}
	if !l.hasLanes(v) {
		return l.eachLane(v, x)
	}
	s := l.shapeOf(v.Type)
	switch v.Op {
	case loop.Eq, loop.Ne, loop.Lt, loop.Le:
		return l.laneCompare(v.Op, l.shapeOf(v.Args[0].Type), x[0], x[1])
	case loop.Select:
		return l.laneSelect(s, x[0], x[1], x[2])
	case loop.Convert:
		return l.laneConvert(s, l.shapeOf(v.Args[0].Type), x[0])
	case loop.Bitcast:
		return x[0]
	}
	switch {
	case s.t == array.Bool:
		return l.laneBool(v.Op, x[0], x[1])
	case s.t.IsFloat():
		return l.floatOp(v.Op, s, x)
	}
	return l.laneInteger(v.Op, s, x[0], x[1])
}

// hasLanes reports whether an operation has instructions for lanes; otherwise it goes lane by lane.
func (l *lowering) hasLanes(v *loop.Value) bool {
	switch v.Op {
	case loop.Div:
		return v.Type.IsFloat()
	case loop.Rem, loop.Popcount:
		return false
	case loop.Convert:
		return l.avx512 || l.convertsSigned(v.Type, v.Args[0].Type)
	}
	return true
}

// laneOps are the operations on integers that are one instruction, by that for 32 bits; that for 64 is the next.
var laneOps = [...]amd64.VOp{
	loop.Add: amd64.VPADDD, loop.Sub: amd64.VPSUBD, loop.Mul: amd64.VPMULLD,
	loop.And: amd64.VANDPS, loop.Or: amd64.VORPS, loop.Xor: amd64.VXORPS, loop.Shl: amd64.VPSLLVD,
}

// laneInteger translates an operation whose operands and result are integers of one shape.
func (l *lowering) laneInteger(op loop.Op, s shape, x, y reg) reg {
	signed := s.t.IsSigned()
	if s.elem == 8 && !l.avx512 {
		if z := l.laneLong(op, s, x, y); z != 0 {
			return z
		}
	}
	one := func(signedOp, unsignedOp amd64.VOp) reg {
		if !signed {
			signedOp = unsignedOp
		}
		return l.vvv(s.packed(signedOp), s, x, y)
	}
	switch op {
	case loop.Min:
		return one(amd64.VPMINSD, amd64.VPMINUD)
	case loop.Max:
		return one(amd64.VPMAXSD, amd64.VPMAXUD)
	case loop.Shr:
		return one(amd64.VPSRAVD, amd64.VPSRLVD)
	case loop.Neg:
		return l.vvv(s.packed(amd64.VPSUBD), s, l.constant(0, s.elem, s.width), x)
	case loop.Not:
		return l.vvv(s.packed(amd64.VXORPS), s, x, l.constant(s.ones(), s.elem, s.width))
	case loop.Abs:
		if !signed {
			return x
		}
		z := l.newVector(s)
		l.add(inst{form: formVV, op: s.packed(amd64.VPABSD), width: s.width, elem: s.elem, dst: z, a: x})
		return z
	}
	return l.binary(s.packed(laneOps[op]), s, x, y, op != loop.Sub && op != loop.Shl)
}
