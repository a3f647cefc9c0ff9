package native

import (
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/exec"
)

// The code leaves for Go to let it work and to call functions of Go. All registers in use go to the Context and come
// back from there. What that takes stands once behind the code, so that a place to leave costs a compare and a jump.

// exit is a place where the code leaves and comes back.
type exit struct {
	leave, back amd64.Label
	status      exec.Status
	arg         int64
}

func (w *writer) newExit(status exec.Status, arg int64) exit {
	e := exit{w.asm.Label(), w.asm.Label(), status, arg}
	w.exits = append(w.exits, e)
	return e
}

// poll leaves if Go wants the processor.
func (w *writer) poll() {
	e := w.newExit(exec.Poll, 0)
	if exec.PollByCounter() {
		w.asm.M(amd64.DEC, amd64.Qword, amd64.At(contextReg, exec.CounterOffset))
	} else {
		w.asm.MI(amd64.CMP, amd64.Qword, amd64.At(amd64.R14, exec.PollOffset), exec.PollValue)
	}
	w.asm.Jcc(amd64.CondE, e.leave)
	w.asm.Bind(e.back)
}

func (w *writer) callHost(n int64) {
	e := w.newExit(exec.Host, n)
	w.asm.Jmp(e.leave)
	w.asm.Bind(e.back)
}

// writeExits writes what is behind the code.
func (w *writer) writeExits() {
	if len(w.exits) == 0 {
		return
	}
	a := w.asm
	saveAll, restoreAll := a.Label(), a.Label()
	savedAX := amd64.At(contextReg, exec.GPROffset)
	for _, e := range w.exits {
		resume := a.Label()
		a.Bind(e.leave)
		a.MR(amd64.MOV, amd64.Qword, savedAX, amd64.RAX)
		a.MI(amd64.MOV, amd64.Qword, amd64.At(contextReg, exec.StatusOffset), int64(e.status))
		if e.status == exec.Host {
			a.MI(amd64.MOV, amd64.Qword, amd64.At(contextReg, exec.ArgOffset), e.arg)
		}
		a.RM(amd64.LEA, amd64.Qword, amd64.RAX, amd64.Const(resume))
		a.Jmp(saveAll)
		a.Bind(resume)
		a.RM(amd64.LEA, amd64.Qword, amd64.RAX, amd64.Const(e.back))
		a.Jmp(restoreAll)
	}
	a.Bind(saveAll)
	a.MR(amd64.MOV, amd64.Qword, amd64.At(contextReg, exec.ResumeOffset), amd64.RAX)
	w.eachSaved(func(r amd64.Reg, m amd64.Mem) { a.MR(amd64.MOV, amd64.Qword, m, r) },
		func(r amd64.Mask, m amd64.Mem) { a.MK(amd64.KMOVQ, m, r) },
		func(r amd64.Vec, m amd64.Mem) { a.MV(amd64.VMOVUPS, w.widest(), m, r) })
	a.Emit(amd64.VZEROUPPER)
	a.Emit(amd64.RET)
	a.Bind(restoreAll)
	a.MR(amd64.MOV, amd64.Qword, amd64.At(stackReg, exec.ScratchOffset), amd64.RAX)
	w.eachSaved(func(r amd64.Reg, m amd64.Mem) { a.RM(amd64.MOV, amd64.Qword, r, m) },
		func(r amd64.Mask, m amd64.Mem) { a.KM(amd64.KMOVQ, r, m) },
		func(r amd64.Vec, m amd64.Mem) { a.VM(amd64.VMOVUPS, w.widest(), r, m) })
	a.RM(amd64.MOV, amd64.Qword, arenaReg, amd64.At(contextReg, exec.ArenaOffset))
	a.RM(amd64.MOV, amd64.Qword, amd64.RAX, savedAX)
	a.M(amd64.JMP, amd64.Qword, amd64.At(stackReg, exec.ScratchOffset))
}

func (w *writer) widest() amd64.Width {
	if w.avx512 {
		return amd64.Z
	}
	return amd64.Y
}

// eachSaved calls a function for each register in use, except RAX, and its place in the Context.
func (w *writer) eachSaved(g func(amd64.Reg, amd64.Mem), k func(amd64.Mask, amd64.Mem), v func(amd64.Vec, amd64.Mem)) {
	for _, r := range generals[1:] {
		if w.used[general]>>r&1 != 0 {
			g(amd64.Reg(r), amd64.At(contextReg, exec.GPROffset+8*int32(r)))
		}
	}
	for r := range 8 {
		if w.used[mask]>>r&1 != 0 {
			k(amd64.Mask(r), amd64.At(contextReg, exec.KOffset+8*int32(r)))
		}
	}
	for r := range 32 {
		if w.used[vector]>>r&1 != 0 {
			v(amd64.Vec(r), amd64.At(contextReg, exec.ZMMOffset+64*int32(r)))
		}
	}
}
