package native

import (
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// A load that is used once may be done by the instruction that uses it: one less to fetch and decode. That moves the load
// down, so nothing may be stored between, or jumped to.

// nearby is how far back loads are looked for.
const nearby = 32

// once marks the load of a value that has just been written, if the value is used once, where it is loaded: a loop may be
// written out, and then it is used many times.
func (l *lowering) once(v *loop.Value) {
	if n := len(l.region.body); n > 0 && l.uses[v.ID] == 1 && !l.shared[v.ID] && !l.away[v.ID] {
		l.region.body[n-1].once = true
	}
}

// loaded returns where the value of a register comes from, if an instruction like in may read it there instead; the
// load is gone then.
func (l *lowering) loaded(r reg, in *inst) (memory, bool) {
	body := l.region.body
	for i := len(body) - 1; i >= max(0, len(body)-nearby); i-- {
		ld := &body[i]
		if ld.dst != r {
			if ld.barrier() {
				return memory{}, false
			}
			continue
		}
		if !ld.once || l.changed(body[i+1:], &ld.mem) || !l.foldable(ld, in) {
			return memory{}, false
		}
		m := ld.mem
		*ld = inst{stmt: ld.stmt}
		return m, true
	}
	return memory{}, false
}

// barrier reports whether no load may be moved over an instruction.
func (in *inst) barrier() bool {
	switch in.form {
	case formMV, formMR, formMI, formMK, formScatter:
		return true
	}
	return in.form >= formLabel
}

// changed reports whether instructions write a register of an address.
func (l *lowering) changed(body []inst, m *memory) bool {
	for i := range body {
		if d := body[i].dst; d != 0 && (d == m.base || d == m.index) {
			return true
		}
	}
	return false
}

// foldable reports whether in can have what a load loads. It makes the memory operand fit.
func (l *lowering) foldable(ld, in *inst) bool {
	if ld.form == formRM {
		return amd64.Op(ld.op) == amd64.MOV && ld.size == in.size && in.form == formRRR2
	}
	if ld.form != formVM || ld.k != 0 || in.k != 0 {
		return false
	}
	switch op := amd64.VOp(ld.op); op {
	case amd64.VMOVUPS, amd64.VMOVUPD:
		return ld.width == in.width
	case amd64.VMOVSS, amd64.VMOVSD:
		return in.width == amd64.Scalar
	case amd64.VBROADCASTSS, amd64.VBROADCASTSD:
		ok := l.avx512 && ld.width == in.width && in.elem == 4+4*uint8(op-amd64.VBROADCASTSS)
		ld.mem.splat = ok
		return ok
	}
	return false
}

// addFolded adds an instruction of two operands, with one in memory if that is where it comes from; either if the order
// does not matter.
func (l *lowering) addFolded(in inst, commutes bool) {
	if in.a == in.b {
		l.add(in)
		return
	}
	m, ok := l.loaded(in.b, &in)
	if !ok && commutes {
		if m, ok = l.loaded(in.a, &in); ok {
			in.a = in.b
		}
	}
	if ok {
		in.b, in.mem = 0, m
		if in.form++; in.form == formRRI2 {
			in.form = formRRM2
		}
	}
	l.add(in)
}

// binary adds an operation of two vectors.
func (l *lowering) binary(op uint16, s shape, x, y reg, commutes bool) reg {
	z := l.newVector(s)
	l.addFolded(inst{form: formVVV, op: op, width: s.width, elem: s.elem, dst: z, a: x, b: y}, commutes)
	return z
}

// fma adds x·y + z.
func (l *lowering) fma(s shape, x, y, z reg) reg {
	in := inst{form: formFMA, op: s.op(amd64.VFMADD213PS), width: s.width, elem: s.elem, dst: l.newVector(s), a: x, b: y, c: z}
	if x != y && x != z && y != z {
		if m, ok := l.loaded(y, &in); ok {
			in.b, in.mem = 0, m
		} else if m, ok := l.loaded(x, &in); ok {
			in.a, in.b, in.mem = y, 0, m
		} else if m, ok := l.loaded(z, &in); ok {
			in.c, in.mem = 0, m
		}
	}
	l.add(in)
	return in.dst
}
