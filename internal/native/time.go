package native

import (
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/exec"
)

// timeStamp writes what reads the time stamp counter, once all that comes before is done. The instruction gives it in two halves
// in RDX and RAX, which keep what they have.
func (w *writer) timeStamp(in *inst) {
	const saveAX, saveDX, time = exec.ScratchOffset, exec.ScratchOffset + 8, exec.ScratchOffset + 16
	at := func(disp int32) amd64.Mem { return amd64.At(stackReg, disp) }
	w.asm.MR(amd64.MOV, amd64.Qword, at(saveAX), amd64.RAX)
	w.asm.MR(amd64.MOV, amd64.Qword, at(saveDX), amd64.RDX)
	w.asm.Emit(amd64.LFENCE)
	w.asm.Emit(amd64.RDTSC)
	w.asm.RI(amd64.SHL, amd64.Qword, amd64.RDX, 32)
	w.asm.RR(amd64.OR, amd64.Qword, amd64.RAX, amd64.RDX)
	w.asm.MR(amd64.MOV, amd64.Qword, at(time), amd64.RAX)
	w.asm.RM(amd64.MOV, amd64.Qword, amd64.RAX, at(saveAX))
	w.asm.RM(amd64.MOV, amd64.Qword, amd64.RDX, at(saveDX))
	w.asm.RM(amd64.MOV, amd64.Qword, amd64.Reg(w.out(in.dst)), at(time))
}
