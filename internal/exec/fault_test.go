package exec_test

import (
	"errors"
	"runtime"
	"runtime/debug"
	"sync"
	"testing"
	"unsafe"

	"github.com/phlox-ppl/phlox/internal/exec"
)

// fault runs a program that must fault.
func fault(t *testing.T, c *exec.Code, arg uint64) *exec.Fault {
	t.Helper()
	ctx := exec.NewContext()
	ctx.Arg = arg
	err := c.Run(ctx, nil, nil)
	var f *exec.Fault
	if !errors.As(err, &f) {
		t.Fatalf("error %v is not a fault", err)
	}
	return f
}

func skipFaults(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("faults in generated code are fatal")
	}
}

func TestFaults(t *testing.T) {
	skipFaults(t)
	const nop, unmapped, noncanonical = 0x90, 1 << 40, 1 << 60
	for _, test := range []struct {
		name   string
		code   []byte
		arg    uint64
		offset int
		addr   uint64
		mark   uint64
	}{
		{"nil", load, 0, 12, 0, 3},
		{"unmapped memory", load, unmapped, 12, unmapped, 3},
		{"no address", load, noncanonical, 12, 0, 3},
		{"division by zero", divide, 0, 5, 0, 0},
		{"after the end", []byte{nop, nop}, 0, 2, 0, 0},
		{"jump to nil", astray, 0, -1, 0, 0},
		{"jump astray", astray, unmapped, -1, unmapped, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := program(t, test.code)
			for range 2 { // after a fault, all is as before
				f := fault(t, c, test.arg)
				if f.Offset != test.offset || uint64(f.Addr) != test.addr || f.Mark != test.mark {
					t.Errorf("offset %d, address %#x, mark %d, want %d, %#x, %d; %v",
						f.Offset, f.Addr, f.Mark, test.offset, test.addr, test.mark, f)
				}
			}
		})
	}
}

func TestCodeIsNotWritable(t *testing.T) {
	skipFaults(t)
	if f := fault(t, program(t, overwrite), 0); f.Offset != 1 || f.Addr == 0 {
		t.Error(f)
	}
}

func TestFaultsAreRuntimeErrors(t *testing.T) {
	skipFaults(t)
	var err runtime.Error
	if f := fault(t, program(t, divide), 0); !errors.As(f, &err) {
		t.Errorf("%v wraps %T", f, f.Err)
	}
}

// SetPanicOnFault belongs to the caller's goroutine, during calls of the host and after the run.
func TestPanicOnFaultIsRestored(t *testing.T) {
	skipFaults(t)
	c := program(t, divide)
	for _, on := range []bool{false, true} {
		before := debug.SetPanicOnFault(on)
		_ = fault(t, c, 0)
		if debug.SetPanicOnFault(before) != on {
			t.Errorf("it was %v", on)
		}
	}
}

func TestConcurrentFaults(t *testing.T) {
	skipFaults(t)
	c := program(t, load)
	var workers sync.WaitGroup
	for g := range 16 {
		workers.Go(func() {
			ctx := exec.NewContext()
			for i := range 100 {
				addr := uint64(1)<<40 + uint64(g)<<20 + uint64(i)
				ctx.Arg = addr
				err := deep(50*i, func() error { return c.Run(ctx, nil, nil) })
				var f *exec.Fault
				if !errors.As(err, &f) || uint64(f.Addr) != addr || f.Offset != 12 {
					t.Errorf("fault at %#x gave %v", addr, err)
					return
				}
			}
		})
	}
	for range 20 {
		runtime.GC()
	}
	workers.Wait()
}

// A buffer is not moved or freed as long as a Context has it in its Table, and a good load is no fault.
func TestGoodLoad(t *testing.T) {
	x := new(uint64)
	ctx := exec.NewContext()
	ctx.Arena, ctx.Arg = unsafe.Pointer(x), uint64(uintptr(unsafe.Pointer(x)))
	if err := program(t, load).Run(ctx, nil, nil); err != nil {
		t.Error(err)
	}
}
