package native

import (
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// A rotation is written as x<<n | x>>(width-n), or with + or ^ for |. The machine has it as one instruction, save for vectors
// without AVX-512.

// rotation returns x and n if v is a rotation to the left whose shifts have no other use.
func (l *lowering) rotation(v *loop.Value) (x *loop.Value, n int64, ok bool) {
	if v.Op != loop.Or && v.Op != loop.Xor && v.Op != loop.Add || !v.Type.IsUnsigned() {
		return nil, 0, false
	}
	left, right := v.Args[0], v.Args[1]
	if left.Op == loop.Shr {
		left, right = right, left
	}
	if left.Op != loop.Shl || right.Op != loop.Shr || left.Args[0] != right.Args[0] || l.uses[left.ID] != 1 || l.uses[right.ID] != 1 {
		return nil, 0, false
	}
	n, known := l.number(left.Args[1])
	m, known2 := l.number(right.Args[1])
	if !known || !known2 || n <= 0 || m <= 0 || n+m != int64(8*v.Type.Size()) {
		return nil, 0, false
	}
	return left.Args[0], n, true
}

// withdraw removes the last two instructions if they are the shifts of a rotation.
func (l *lowering) withdraw(x, y reg) bool {
	body := l.region.body
	n := len(body)
	if n < 2 || body[n-1].dst != y && body[n-1].dst != x || body[n-2].dst != x && body[n-2].dst != y || x == y {
		return false
	}
	if !body[n-1].shifts() || !body[n-2].shifts() {
		return false
	}
	l.region.body = body[:n-2]
	return true
}

// shifts reports whether an instruction is a shift by a number.
func (in *inst) shifts() bool {
	switch {
	case in.form == formRRI2:
		return amd64.Op(in.op) == amd64.SHL || amd64.Op(in.op) == amd64.SHR
	case in.form == formVV:
		op := amd64.VOp(in.op)
		return op == amd64.VPSLLD || op == amd64.VPSLLQ || op == amd64.VPSRLD || op == amd64.VPSRLQ
	}
	return false
}

// rotate translates a rotation of integers, if v is one.
func (l *lowering) rotate(v *loop.Value) (reg, bool) {
	x, n, ok := l.rotation(v)
	if !ok || !l.withdraw(l.bound[v.Args[0].ID].reg, l.bound[v.Args[1].ID].reg) {
		return 0, false
	}
	a, z := l.scalar(x), l.newGeneral()
	width := int64(8 * v.Type.Size())
	l.add(inst{form: formRRI, op: uint16(amd64.RORX), size: sizeOf(v.Type), dst: z, a: a, imm: width - n})
	return z, true
}

// laneRotate translates a rotation in lanes, if v is one.
func (l *lowering) laneRotate(v *loop.Value, u int) (reg, bool) {
	x, n, ok := l.rotation(v)
	if !ok || !l.avx512 || !l.varies[x.ID] || !l.withdraw(*l.vecOf(v.Args[0], u), *l.vecOf(v.Args[1], u)) {
		return 0, false
	}
	s := l.shapeOf(v.Type)
	return l.shiftBy(s.packed(amd64.VPROLD), s, l.vec(x, u), n), true
}

// laneShift translates a shift of lanes by a number, if that is what v is.
func (l *lowering) laneShift(v *loop.Value, u int) (reg, bool) {
	if v.Op != loop.Shl && v.Op != loop.Shr {
		return 0, false
	}
	n, known := l.number(v.Args[1])
	s := l.shapeOf(v.Type)
	if !known || l.varies[v.Args[1].ID] || uint64(n) >= 8*uint64(s.elem) {
		return 0, false
	}
	row := amd64.VPSLLD
	switch {
	case v.Op == loop.Shr && v.Type.IsUnsigned():
		row = amd64.VPSRLD
	case v.Op == loop.Shr:
		if row = amd64.VPSRAD; s.elem == 8 && !l.avx512 {
			return 0, false
		}
	}
	return l.shiftBy(s.packed(row), s, l.vec(v.Args[0], u), n), true
}

func (l *lowering) shiftBy(op uint16, s shape, x reg, n int64) reg {
	z := l.newVector(s)
	l.add(inst{form: formVV, op: op, width: s.width, elem: s.elem, dst: z, a: x, opt: amd64.Imm(uint8(n))})
	return z
}
