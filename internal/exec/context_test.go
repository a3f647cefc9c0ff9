package exec_test

import (
	"testing"
	"unsafe"

	"github.com/phlox-ppl/phlox/internal/exec"
)

func TestOffsets(t *testing.T) {
	if unsafe.Sizeof(uintptr(0)) != 8 {
		t.Skip("no generated code with short pointers")
	}
	var c exec.Context
	for _, f := range []struct {
		name      string
		want, got uintptr
	}{
		{"Resume", exec.ResumeOffset, unsafe.Offsetof(c.Resume)},
		{"Status", exec.StatusOffset, unsafe.Offsetof(c.Status)},
		{"Arg", exec.ArgOffset, unsafe.Offsetof(c.Arg)},
		{"Arg2", exec.Arg2Offset, unsafe.Offsetof(c.Arg2)},
		{"Counter", exec.CounterOffset, unsafe.Offsetof(c.Counter)},
		{"Mark", exec.MarkOffset, unsafe.Offsetof(c.Mark)},
		{"Arena", exec.ArenaOffset, unsafe.Offsetof(c.Arena)},
		{"Table", exec.TableOffset, unsafe.Offsetof(c.Table)},
		{"GPR", exec.GPROffset, unsafe.Offsetof(c.GPR)},
		{"K", exec.KOffset, unsafe.Offsetof(c.K)},
		{"ZMM", exec.ZMMOffset, unsafe.Offsetof(c.ZMM)},
	} {
		if f.got != f.want {
			t.Errorf("%s is at %d, the constant says %d", f.name, f.got, f.want)
		}
	}
}

func TestContextsAreAligned(t *testing.T) {
	var kept []*exec.Context // or the allocator gives the same memory each time
	for range 1000 {
		c := exec.NewContext()
		kept = append(kept, c)
		if uintptr(unsafe.Pointer(c))%64 != 0 {
			t.Fatalf("context %d is at %p", len(kept), c)
		}
	}
}
