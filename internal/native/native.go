// Package native compiles loop programs to x86-64 machine code in memory, and runs it. The machine is one with AVX2 and
// FMA; with AVX-512 loops have twice the lanes, and masks where others need code for what is left over.
//
// The way of a program: [Compile] translates statements to instructions on any number of virtual registers (lower.go),
// Vector loops to lanes of vector registers (lanes.go), gives out real registers (allocate.go), and writes bytes (write.go).
// It is one pass over the program and three over the instructions, some microseconds for each statement: what is
// compiled may be needed for milliseconds only.
package native

import (
	"errors"
	"fmt"
	"math"

	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// ErrUnsupported is wrapped by the error of Compile for a program or a processor that there is no code for. The
// interpreter of package loop is for all.
var ErrUnsupported = errors.New("no machine code")

// Vectors returns how many bytes a vector register of a processor has, and how many of them there are.
func Vectors(cpu exec.Features) (bytes, count int) {
	if hasAVX512(cpu) {
		return 64, 32
	}
	return 32, 16
}

func hasAVX512(cpu exec.Features) bool {
	return cpu.AVX512F && cpu.AVX512BW && cpu.AVX512DQ && cpu.AVX512VL
}

// Code is a compiled program. It does not change, and any number of Machines may run it at the same time.
type Code struct {
	f     *loop.Func
	code  Runner
	slots []int // by buffer: place in the table of addresses
	calls []*loop.Call
	forks []*forkCode
	temps int64 // where Temps begin in the arena, behind the table
	arena int64 // bytes
	size  int   // of the machine code and that of forks, in bytes
	marks []mark
	stmts []loop.Stmt
}

// mark says which statement the code from an offset on is for.
type mark struct{ offset, stmt int32 }

// Compile compiles f, which is one that Check accepts, for a processor.
func Compile(f *loop.Func, cpu exec.Features) (*Code, error) {
	return CompileOn(f, cpu, func(code []byte, _ func(*exec.Context) [][]byte) (Runner, error) { return exec.New(code) })
}

// CompileOn is Compile for a processor that place provides.
func CompileOn(f *loop.Func, cpu exec.Features, place Place) (*Code, error) {
	w, err := translate(f, cpu)
	if err != nil {
		return nil, fmt.Errorf("compile %s: %w", f.Name, err)
	}
	bytes, err := w.asm.Bytes()
	if err != nil {
		return nil, fmt.Errorf("compile %s: %w", f.Name, err)
	}
	l := w.lowering
	forks, size, err := compileForks(l.forks, cpu, place)
	if err != nil {
		return nil, err
	}
	c := &Code{f, nil, l.slots, l.calls, forks, l.temps, w.spill + int64(w.allocation.spill), size + len(bytes), w.marks, l.stmts}
	if c.code, err = place(bytes, c.memory); err != nil {
		return nil, fmt.Errorf("compile %s: %w", f.Name, err)
	}
	return c, nil
}

// Size returns how many bytes of machine code there are.
func (c *Code) Size() int { return c.size }

// translate writes the code of f.
func translate(f *loop.Func, cpu exec.Features) (*writer, error) {
	if !cpu.AVX2 || !cpu.FMA || !cpu.BMI2 || !cpu.POPCNT {
		return nil, fmt.Errorf("%w: the processor has no AVX2", ErrUnsupported)
	}
	u, err := analyze(f)
	if err != nil {
		return nil, err
	}
	level := amd64.AVX2
	avx512 := hasAVX512(cpu)
	if avx512 {
		level = amd64.AVX512
	}
	l := newLowering(f, u, avx512, amd64.New(level))
	l.block(f.Body)
	l.add(inst{form: formReturn})
	if l.err != nil {
		return nil, l.err
	}
	w := newWriter(l, allocate(l.region.body, l.regs, registers(avx512)))
	if w.spill+int64(w.allocation.spill) > math.MaxInt32 {
		return nil, fmt.Errorf("%w: more than 2 GB of temporary memory", ErrUnsupported)
	}
	w.write(l.region.body)
	return w, nil
}
