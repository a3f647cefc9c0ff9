package native

import (
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/exec"
)

// inst writes one instruction.
func (w *writer) inst(in *inst) {
	switch {
	case in.form == formNone:
	case in.form == formMove:
		w.move(in)
	case in.form < formZero:
		w.general(in)
	case in.form < formKVV:
		w.vector(in)
	case in.form < formLabel:
		w.masks(in)
	default:
		w.control(in)
	}
}

func (w *writer) move(in *inst) {
	v := &w.regs[in.dst]
	if w.at[in.dst] >= 0 && w.at[in.dst] == w.at[in.a] {
		return
	}
	if w.at[in.dst] < 0 { // store whatever holds it
		src := w.in(in.a, 0)
		switch v.class {
		case general:
			w.asm.MR(amd64.MOV, amd64.Qword, w.home(in.dst), amd64.Reg(src))
		case mask:
			w.asm.MK(amd64.KMOVQ, w.home(in.dst), amd64.Mask(src))
		default:
			w.asm.MV(amd64.VMOVUPS, max(v.width, amd64.X), w.home(in.dst), amd64.Vec(src))
		}
		return
	}
	dst := uint8(w.at[in.dst])
	a := &w.regs[in.a]
	switch spilled := w.at[in.a] < 0; {
	case v.class == general && spilled:
		w.fetch(a, in.a, amd64.Reg(dst))
	case v.class == general:
		w.asm.RR(amd64.MOV, amd64.Qword, amd64.Reg(dst), amd64.Reg(w.at[in.a]))
	case v.class == mask && spilled:
		w.asm.KM(amd64.KMOVQ, amd64.Mask(dst), w.home(in.a))
	case v.class == mask:
		w.asm.KK(amd64.KMOVQ, amd64.Mask(dst), amd64.Mask(w.at[in.a]))
	case spilled:
		w.fetchVector(a, in.a, amd64.Vec(dst))
	default:
		w.asm.VV(amd64.VMOVAPS, max(v.width, amd64.X), amd64.Vec(dst), amd64.Vec(w.at[in.a]))
	}
}

// tie makes the register of a result hold its first operand.
func (w *writer) tie(in *inst) amd64.Reg {
	dst := amd64.Reg(w.out(in.dst))
	if a := w.g(in.a, 0); a != dst {
		w.asm.RR(amd64.MOV, amd64.Qword, dst, a)
	}
	return dst
}

// general writes instructions on general registers.
func (w *writer) general(in *inst) {
	switch in.form {
	case formImm:
		w.immediate(in)
		return
	case formMR, formMI:
		w.toMemory(in)
		return
	case formPrefetch:
		w.asm.M(amd64.Op(in.op), amd64.Byte, w.mem(&in.mem))
		return
	case formCmp, formCmpI, formCmpM, formTest:
		w.compareGeneral(in)
		return
	case formRM:
		if w.at[in.dst] < 0 && w.regs[in.dst].origin != computed {
			return // fetched where it is used
		}
		m := w.mem(&in.mem)
		w.asm.RM(amd64.Op(in.op), in.size, amd64.Reg(w.out(in.dst)), m)
	case formRR, formRRI, formRRR:
		w.threeAddress(in)
	case formSet:
		dst := amd64.Reg(w.out(in.dst))
		w.asm.Set(in.cond, dst)
		w.asm.RR(amd64.MOVZX8, amd64.Dword, dst, dst)
	case formTime:
		w.timeStamp(in)
	case formDiv:
		w.divideBy(in)
	default:
		w.twoAddress(in)
	}
	w.store(in.dst)
}

func (w *writer) immediate(in *inst) {
	switch {
	case w.at[in.dst] >= 0:
		w.asm.RI(amd64.MOV, amd64.Qword, amd64.Reg(w.at[in.dst]), in.imm)
	case w.regs[in.dst].origin == computed:
		w.asm.RI(amd64.MOV, amd64.Qword, amd64.Reg(w.out(in.dst)), in.imm)
		w.store(in.dst)
	}
}

func (w *writer) toMemory(in *inst) {
	if in.form == formMI {
		w.asm.MI(amd64.Op(in.op), in.size, w.mem(&in.mem), narrow(in.size, in.imm))
		return
	}
	a := w.g(in.a, 0)
	w.asm.MR(amd64.Op(in.op), in.size, w.mem(&in.mem), a)
}

// compareGeneral writes what only sets flags.
func (w *writer) compareGeneral(in *inst) {
	a := w.g(in.a, 0)
	switch {
	case in.form == formCmpM:
		w.asm.RM(amd64.CMP, in.size, a, w.mem(&in.mem))
	case in.form == formTest:
		w.asm.RR(amd64.TEST, in.size, a, w.g(in.b, 1))
	case in.form == formCmp:
		w.asm.RR(amd64.CMP, in.size, a, w.g(in.b, 1))
	case in.imm == 0:
		w.asm.RR(amd64.TEST, in.size, a, a)
	default:
		w.asm.RI(amd64.CMP, in.size, a, in.imm)
	}
}

// threeAddress writes instructions that leave their operands alone.
func (w *writer) threeAddress(in *inst) {
	op, a := amd64.Op(in.op), w.g(in.a, 0)
	switch in.form {
	case formRR:
		w.asm.RR(op, in.size, amd64.Reg(w.out(in.dst)), a)
	case formRRI:
		w.asm.RRI(op, in.size, amd64.Reg(w.out(in.dst)), a, in.imm)
	case formRRR:
		b := w.g(in.b, 1)
		w.asm.RRR(op, in.size, amd64.Reg(w.out(in.dst)), a, b)
	}
}

// twoAddress writes instructions whose result takes the place of the first operand.
func (w *writer) twoAddress(in *inst) {
	op := amd64.Op(in.op)
	switch in.form {
	case formRRR2:
		b := w.g(in.b, 1)
		w.asm.RR(op, in.size, w.tie(in), b)
	case formRRI2:
		w.addImmediate(in)
	case formRRM2:
		m := w.mem(&in.mem)
		w.asm.RM(op, in.size, w.tie(in), m)
	case formRR2:
		w.asm.R(op, in.size, w.tie(in))
	case formCmov:
		b := w.g(in.b, 1)
		w.asm.Cmov(in.cond, in.size, w.tie(in), b)
	}
}

// narrow returns the lower bytes of an immediate, signed.
func narrow(size amd64.Size, x int64) int64 {
	switch size {
	case amd64.Byte:
		return int64(int8(x))
	case amd64.Dword:
		return int64(int32(x))
	}
	return x
}

func (w *writer) addImmediate(in *inst) {
	op := amd64.Op(in.op)
	a, dst := w.g(in.a, 0), amd64.Reg(w.out(in.dst))
	if a != dst && (op == amd64.ADD || op == amd64.SUB) && in.size == amd64.Qword {
		imm := in.imm
		if op == amd64.SUB {
			imm = -imm
		}
		w.asm.RM(amd64.LEA, amd64.Qword, dst, amd64.At(a, int32(imm)))
		return
	}
	w.asm.RI(op, in.size, w.tie(in), in.imm)
}

// divideBy writes a division, which the machine does in RAX and RDX.
func (w *writer) divideBy(in *inst) {
	const saveAX, saveDX, divisor, quotient = exec.ScratchOffset, exec.ScratchOffset + 8, exec.ScratchOffset + 16, exec.ScratchOffset + 24
	at := func(disp int32) amd64.Mem { return amd64.At(stackReg, disp) }
	a, b := w.g(in.a, 0), w.g(in.b, 1)
	w.asm.MR(amd64.MOV, amd64.Qword, at(saveAX), amd64.RAX)
	w.asm.MR(amd64.MOV, amd64.Qword, at(saveDX), amd64.RDX)
	w.asm.MR(amd64.MOV, amd64.Qword, at(divisor), b)
	if a != amd64.RAX {
		w.asm.RR(amd64.MOV, amd64.Qword, amd64.RAX, a)
	}
	switch {
	case amd64.Op(in.op) == amd64.DIV:
		w.asm.RI(amd64.MOV, amd64.Dword, amd64.RDX, 0)
	case in.size == amd64.Qword:
		w.asm.Emit(amd64.CQO)
	default:
		w.asm.Emit(amd64.CDQ)
	}
	w.asm.M(amd64.Op(in.op), in.size, at(divisor))
	w.asm.MR(amd64.MOV, amd64.Qword, at(quotient), amd64.RAX)
	w.asm.RM(amd64.MOV, amd64.Qword, amd64.RAX, at(saveAX))
	w.asm.RM(amd64.MOV, amd64.Qword, amd64.RDX, at(saveDX))
	w.asm.RM(amd64.MOV, amd64.Qword, amd64.Reg(w.out(in.dst)), at(quotient))
}

// control writes labels, jumps and exits.
func (w *writer) control(in *inst) {
	switch in.form {
	case formLabel:
		w.asm.Bind(in.label)
	case formJump:
		w.asm.Jmp(in.label)
	case formBranch:
		w.asm.Jcc(in.cond, in.label)
	case formPoll:
		w.poll()
	case formCall:
		w.callHost(in.imm)
	case formReturn:
		w.asm.Emit(amd64.VZEROUPPER)
		w.asm.Emit(amd64.RET)
	}
}
