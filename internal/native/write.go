package native

import (
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/exec"
)

// writer turns instructions into bytes. RDI is the Context, R15 the arena; both stay as they are.
type writer struct {
	*lowering
	*allocation
	spill int64 // where in the arena the spill area begins
	exits []exit
	marks []mark
	now   int32 // the instruction that is written
}

const (
	contextReg = amd64.RDI
	arenaReg   = amd64.R15
	stackReg   = amd64.RSP
)

func newWriter(l *lowering, a *allocation) *writer {
	end := l.temps
	for i, b := range l.f.Buffers {
		if l.slots[i] == arenaBase {
			end = max(end, l.temps+int64(b.Offset)+int64(b.Size()))
		}
	}
	return &writer{lowering: l, allocation: a, spill: (end + 63) &^ 63}
}

func (w *writer) write(code []inst) {
	w.asm.RM(amd64.MOV, amd64.Qword, arenaReg, amd64.At(contextReg, exec.ArenaOffset))
	stmt := int32(-1)
	for i := range code {
		if in := &code[i]; in.stmt != stmt {
			stmt = in.stmt
			w.marks = append(w.marks, mark{int32(w.asm.Len()), stmt})
		}
		w.now = int32(i)
		lent, ok := w.scratch[w.now]
		if ok {
			w.keep(lent, false)
		}
		w.inst(&code[i])
		if ok {
			w.keep(lent, true)
		}
	}
	w.writeExits()
}

// Where a register is.

// home returns the memory of a register that has no real one.
func (w *writer) home(r reg) amd64.Mem { return amd64.At(arenaReg, int32(w.spill)+w.slot[r]) }

// in returns the real register of an operand, which is fetched to scratch register n if it has none.
func (w *writer) in(r reg, n int) uint8 {
	if at := w.at[r]; at >= 0 {
		return uint8(at)
	}
	v := &w.regs[r]
	s := w.free(v.class)[n]
	switch v.class {
	case general:
		w.fetch(v, r, amd64.Reg(s))
	case mask:
		w.asm.KM(amd64.KMOVQ, amd64.Mask(s), w.home(r))
	default:
		w.fetchVector(v, r, amd64.Vec(s))
	}
	return s
}

// scratchRegs are the scratch registers, without and with AVX-512.
var scratchRegs = [2][classes][3]uint8{
	{general: {13, 12, 11}, vector: {15, 14, 13}, mask: {7, 6, 5}},
	{general: {13, 12, 11}, vector: {31, 30, 29}, mask: {7, 6, 5}},
}

// free returns the scratch registers of a class.
func (w *writer) free(c class) [3]uint8 {
	if lent, ok := w.scratch[w.now]; ok && c == vector {
		return lent.regs
	}
	return scratchRegs[w.kind()][c]
}

func (w *writer) kind() int {
	if w.avx512 {
		return 1
	}
	return 0
}

func (w *writer) fetch(v *virtual, r reg, to amd64.Reg) {
	switch v.origin {
	case immediate:
		w.asm.RI(amd64.MOV, amd64.Qword, to, v.bits)
	case based:
		w.asm.RM(amd64.MOV, amd64.Qword, to, amd64.At(arenaReg, int32(v.bits)))
	default:
		w.asm.RM(amd64.MOV, amd64.Qword, to, w.home(r))
	}
}

func (w *writer) fetchVector(v *virtual, r reg, to amd64.Vec) {
	switch {
	case v.origin != pooled:
		w.asm.VM(amd64.VMOVUPS, max(v.width, amd64.X), to, w.home(r))
		return
	case v.bits == 0:
		w.zero(to)
		return
	case v.whole:
		w.asm.VM(amd64.VMOVUPS, v.width, to, amd64.Const(v.label))
		return
	}
	op := amd64.VBROADCASTSS
	if v.elem == 8 {
		if op = amd64.VBROADCASTSD; v.width <= amd64.X {
			op = amd64.VMOVDDUP
		}
	}
	w.asm.VM(op, v.width, to, amd64.Const(v.label))
}

func (w *writer) g(r reg, n int) amd64.Reg  { return amd64.Reg(w.in(r, n)) }
func (w *writer) v(r reg, n int) amd64.Vec  { return amd64.Vec(w.in(r, n)) }
func (w *writer) k(r reg, n int) amd64.Mask { return amd64.Mask(w.in(r, n)) }

// out returns the real register for a result, a scratch register if it has none; then store is to be called.
func (w *writer) out(r reg) uint8 {
	if at := w.at[r]; at >= 0 {
		return uint8(at)
	}
	return w.free(w.regs[r].class)[0]
}

// store puts a result where it belongs, from where out said.
func (w *writer) store(r reg) {
	v := &w.regs[r]
	if w.at[r] >= 0 || v.origin != computed {
		return
	}
	s := w.free(v.class)[0]
	switch v.class {
	case general:
		w.asm.MR(amd64.MOV, amd64.Qword, w.home(r), amd64.Reg(s))
	case mask:
		w.asm.MK(amd64.KMOVQ, w.home(r), amd64.Mask(s))
	default:
		w.asm.MV(amd64.VMOVUPS, max(v.width, amd64.X), w.home(r), amd64.Vec(s))
	}
}

// mem returns a memory operand, whose registers may take scratch registers 1 and 2.
func (w *writer) mem(m *memory) amd64.Mem {
	if m.label != 0 {
		return amd64.Mem{Label: m.label, Disp: m.disp, Broadcast: m.splat}
	}
	z := amd64.Mem{Base: arenaReg, Disp: m.disp, Broadcast: m.splat}
	switch {
	case m.stack:
		z.Base = stackReg
	case !m.arena:
		z.Base = w.g(m.base, 1)
	}
	if m.index != 0 {
		z.Index, z.Scale, z.Vectored = amd64.Reg(w.in(m.index, 2)), m.scale, m.vectored
	}
	return z
}

// folded returns the memory of an operand that has no register, if an instruction can read it there.
func (w *writer) folded(r reg, in *inst) (amd64.Mem, bool) {
	if w.at[r] >= 0 {
		return amd64.Mem{}, false
	}
	v := &w.regs[r]
	switch {
	case w.unfolded(amd64.VOp(in.op)):
	case v.origin != pooled:
		return w.home(r), true
	case !v.pooledFor(in):
	case v.whole, in.width == amd64.Scalar:
		return amd64.Const(v.label), true
	default:
		return amd64.Const(v.label).Splat(), true
	}
	return amd64.Mem{}, false
}

// opts returns the options of a vector instruction: its immediate and its mask.
func (w *writer) opts(in *inst) amd64.Opt {
	if in.k == 0 {
		return in.opt
	}
	if in.zero {
		return in.opt | amd64.Zeroed(w.k(in.k, 1))
	}
	return in.opt | amd64.Masked(w.k(in.k, 1))
}

// unfolded reports whether the last operand of an instruction has to be a register: because memory would be its result, or
// because it is a shift by a number and VEX has none of those with memory.
func (w *writer) unfolded(op amd64.VOp) bool {
	switch op {
	case amd64.VEXTRACTF128, amd64.VEXTRACTF64X2, amd64.VEXTRACTF64X4, amd64.VPMOVQD:
		return true
	case amd64.VPSLLD, amd64.VPSLLQ, amd64.VPSRLD, amd64.VPSRLQ, amd64.VPSRAD:
		return !w.avx512
	}
	return false
}
