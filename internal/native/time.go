package native

import (
	"sync"
	"time"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/loop"
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

// Tick returns how many seconds a unit of loop.Clock is in machine code. The first call takes some 10 ms to measure it.
var Tick = sync.OnceValues(func() (float64, error) {
	clock := &loop.Value{Op: loop.Clock, Type: array.Int64}
	z := &loop.Buffer{Name: "z", Kind: loop.Out, Type: array.Int64, Len: 1}
	f := &loop.Func{Name: "clock", Values: 1, Buffers: []*loop.Buffer{z},
		Body: loop.Block{List: []loop.Stmt{clock, &loop.Store{At: loop.Address{Buffer: z}, X: clock}}}}
	cpu, err := exec.Target()
	if err != nil {
		return 0, err
	}
	code, err := Compile(f, cpu)
	if err != nil {
		return 0, err
	}
	m, now := code.New(), array.New(array.Int64, array.Shape{1})
	var begun time.Time
	var first int64
	for range 2 { // the first time is slow
		begun = time.Now()
		if err := m.Run([]*array.Buffer{now}, nil); err != nil {
			return 0, err
		}
		first = array.Data[int64](now)[0]
	}
	time.Sleep(10 * time.Millisecond)
	taken := time.Since(begun).Seconds()
	if err := m.Run([]*array.Buffer{now}, nil); err != nil {
		return 0, err
	}
	return taken / float64(array.Data[int64](now)[0]-first), nil
})
