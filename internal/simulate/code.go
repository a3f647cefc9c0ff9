package simulate

import (
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"unsafe"

	"github.com/phlox-ppl/phlox/internal/exec"
)

// Code runs machine code as package exec does: it enters with a Context, and serves the requests with which the code comes back.
// What exec does not promise is arbitrary here: the registers, and the scratch memory, at each entry.
type Code struct {
	program *program
	memory  func(ctx *exec.Context) [][]byte
	count   atomic.Int64
}

// NewCode returns a Code. memory is what it may access in a run, besides the Context and the stack.
func NewCode(code []byte, memory func(ctx *exec.Context) [][]byte) *Code {
	return &Code{program: newProgram(code, addressOf(code)), memory: memory}
}

func addressOf(b []byte) uint64 { return uint64(uintptr(unsafe.Pointer(unsafe.SliceData(b)))) }

const (
	contextReg = 7
	guardReg   = 14
	frameReg   = 5

	// pollEvery is how many instructions Go leaves the code alone.
	pollEvery = 1500
)

// Run is (*exec.Code).Run. Any number of goroutines may call it, each with a Context of its own.
func (c *Code) Run(ctx *exec.Context, host func(n int) error, poll func() error) error {
	m := newMachine(c.program)
	stack, g := make([]byte, exec.ScratchOffset+exec.ScratchSize), make([]byte, exec.PollOffset+8)
	for _, b := range append(c.memory(ctx), stack, g, contextBytes(ctx)) {
		m.Map(addressOf(b), b)
	}
	m.alarm = g[exec.PollOffset:]
	defer func() { c.count.Add(int64(m.count)) }()
	ctx.Counter = exec.PollEvery
	random := rand.New(rand.NewPCG(1, 1))
	for at := 0; ; {
		ctx.Status = exec.Done
		m.scramble(random, stack)
		m.R[rsp], m.R[contextReg], m.R[guardReg] = addressOf(stack), addressOf(contextBytes(ctx)), addressOf(g)
		if err := m.enter(at); err != nil || ctx.Status == exec.Done {
			return err
		}
		if err := serve(ctx, host, poll); err != nil {
			return err
		}
		at = int(ctx.Resume - c.program.address)
	}
}

// Count returns how many instructions have been executed in all runs.
func (c *Code) Count() int { return int(c.count.Load()) }

// scramble fills registers and stack with anything.
func (m *Machine) scramble(random *rand.Rand, stack []byte) {
	for i := range m.R {
		m.R[i] = random.Uint64()
	}
	for i := range m.K {
		m.K[i] = random.Uint64()
	}
	for i := range m.V {
		for k := range 8 {
			m.V[i].set(k, 8, random.Uint64())
		}
	}
	setElement(stack[:8], random.Uint64())
	for n := 8; n < len(stack); n *= 2 {
		copy(stack[n:], stack[:n])
	}
}

// enter runs to a RET, and checks what code has to keep.
func (m *Machine) enter(at int) error {
	kept := [...]uint64{m.R[rsp], m.R[frameReg], m.R[guardReg]}
	m.wake = m.count + pollEvery
	setElement(m.alarm, 0)
	_, err := m.Run(at)
	if now := [...]uint64{m.R[rsp], m.R[frameReg], m.R[guardReg]}; err == nil && now != kept {
		return fmt.Errorf("RSP, RBP and R14 were %x and are %x", kept, now)
	}
	return err
}

// serve does what the code asks for.
func serve(ctx *exec.Context, host func(n int) error, poll func() error) error {
	switch ctx.Status {
	case exec.Poll:
		ctx.Counter = exec.PollEvery
		if poll == nil {
			return nil
		}
		return poll()
	case exec.Host:
		return host(int(ctx.Arg))
	}
	return fmt.Errorf("simulated code returned unknown status %d", ctx.Status)
}

func contextBytes(ctx *exec.Context) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(ctx)), unsafe.Sizeof(*ctx))
}

// CPU is what the simulated processor offers.
func CPU() exec.Features {
	return exec.Features{AVX: true, AVX2: true, FMA: true, F16C: true, BMI1: true, BMI2: true, POPCNT: true, LZCNT: true,
		AVX512F: true, AVX512CD: true, AVX512BW: true, AVX512DQ: true, AVX512VL: true}
}
