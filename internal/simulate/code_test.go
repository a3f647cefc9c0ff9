package simulate

import (
	"errors"
	"strings"
	"testing"
	"unsafe"

	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/exec"
)

// leaves appends code that comes back with a status, and goes on with RDX from the Context.
func leaves(a *amd64.Assembler, status exec.Status, arg int64) {
	on := a.Label()
	a.MR(amd64.MOV, amd64.Qword, amd64.At(amd64.RDI, exec.GPROffset), amd64.RDX)
	a.MI(amd64.MOV, amd64.Qword, amd64.At(amd64.RDI, exec.StatusOffset), int64(status))
	a.MI(amd64.MOV, amd64.Qword, amd64.At(amd64.RDI, exec.ArgOffset), arg)
	a.RM(amd64.LEA, amd64.Qword, amd64.RAX, amd64.Const(on))
	a.MR(amd64.MOV, amd64.Qword, amd64.At(amd64.RDI, exec.ResumeOffset), amd64.RAX)
	a.Emit(amd64.RET)
	a.Bind(on)
	a.RM(amd64.MOV, amd64.Qword, amd64.RDX, amd64.At(amd64.RDI, exec.GPROffset))
}

func assemble(t *testing.T, write func(a *amd64.Assembler)) *Code {
	t.Helper()
	a := amd64.New(amd64.AVX512)
	write(a)
	bytes, err := a.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return NewCode(bytes, func(ctx *exec.Context) [][]byte { return [][]byte{unsafe.Slice((*byte)(ctx.Arena), 8)} })
}

func newContext(result *uint64) *exec.Context {
	ctx := exec.NewContext()
	ctx.Arena = unsafe.Pointer(result)
	return ctx
}

// A loop is asked to poll now and then, a host is called with its number, and what is saved between is there again.
func TestRequests(t *testing.T) {
	code := assemble(t, func(a *amd64.Assembler) {
		a.RI(amd64.MOV, amd64.Dword, amd64.RDX, 0)
		top, on := a.Label(), a.Label()
		a.Bind(top)
		a.MI(amd64.CMP, amd64.Qword, amd64.At(amd64.R14, exec.PollOffset), exec.PollValue)
		a.Jcc(amd64.CondNE, on)
		leaves(a, exec.Poll, 0)
		a.Bind(on)
		a.R(amd64.INC, amd64.Qword, amd64.RDX)
		a.RI(amd64.CMP, amd64.Qword, amd64.RDX, 10_000)
		a.Jcc(amd64.CondL, top)
		leaves(a, exec.Host, 7)
		a.RM(amd64.MOV, amd64.Qword, amd64.RAX, amd64.At(amd64.RDI, exec.ArenaOffset))
		a.MR(amd64.MOV, amd64.Qword, amd64.At(amd64.RAX, 0), amd64.RDX)
		a.Emit(amd64.RET)
	})
	result, polls, calls := uint64(0), 0, 0
	err := code.Run(newContext(&result), func(n int) error { calls += n; return nil }, func() error { polls++; return nil })
	if err != nil || result != 10_000 || polls < 10 || calls != 7 {
		t.Errorf("result %d, %d polls, %d calls, error %v", result, polls, calls, err)
	}
	stop := errors.New("stop")
	if err := code.Run(newContext(&result), nil, func() error { return stop }); err != stop {
		t.Errorf("error %v", err)
	}
	if err := code.Run(newContext(&result), func(int) error { return stop }, nil); err != stop {
		t.Errorf("error %v", err)
	}
}

func TestWhatCodeMustKeep(t *testing.T) {
	for _, r := range []amd64.Reg{amd64.RBP, amd64.R14, amd64.RSP} {
		code := assemble(t, func(a *amd64.Assembler) {
			a.R(amd64.INC, amd64.Qword, r)
			a.Emit(amd64.RET)
		})
		if err := code.Run(newContext(new(uint64)), nil, nil); err == nil || !strings.Contains(err.Error(), "RBP") {
			t.Errorf("%v: error %v", r, err)
		}
	}
	code := assemble(t, func(a *amd64.Assembler) {
		a.MI(amd64.MOV, amd64.Qword, amd64.At(amd64.RDI, exec.StatusOffset), 9)
		a.Emit(amd64.RET)
	})
	if err := code.Run(newContext(new(uint64)), nil, nil); err == nil || !strings.Contains(err.Error(), "status 9") {
		t.Errorf("error %v", err)
	}
}

// Registers are not what they were before a request.
func TestRegistersAreScrambled(t *testing.T) {
	code := assemble(t, func(a *amd64.Assembler) {
		a.RI(amd64.MOV, amd64.Qword, amd64.RBX, 42)
		leaves(a, exec.Host, 0)
		a.RM(amd64.MOV, amd64.Qword, amd64.RAX, amd64.At(amd64.RDI, exec.ArenaOffset))
		a.MR(amd64.MOV, amd64.Qword, amd64.At(amd64.RAX, 0), amd64.RBX)
		a.Emit(amd64.RET)
	})
	result := uint64(0)
	if err := code.Run(newContext(&result), func(int) error { return nil }, nil); err != nil || result == 42 {
		t.Errorf("result %d, error %v", result, err)
	}
}
