// Package simulate is an amd64 processor with AVX2, FMA and AVX-512, in Go, for tests of machine code on processors that have
// less. It knows the instructions that package native generates, and takes any other one for an error.
//
// A [Machine] runs the bytes of code, so that encodings are under test as well. Memory is a list of byte slices: an access to
// anything else is an error. So is what a processor would fault at or leave undefined: a move of what is not aligned, a reserved
// bit, a gather whose registers are not three. Results are those of the hardware to the last bit, NaNs included, for the
// default MXCSR: rounding to nearest, subnormals kept, no exceptions.
//
// A [Code] is a Machine in the place of package exec's processor.
//
// Reference: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.
package simulate

import (
	"fmt"

	"github.com/phlox-ppl/phlox/internal/exec"
)

// Machine is the registers of a processor, and the memory that it can reach.
type Machine struct {
	R [16]uint64 // general registers, in the order of their encoding
	V [32]Vector
	K [8]uint64

	flags   flags
	program *program
	at      int // offset of the instruction that is executed
	next    int // of the one after it
	memory  memory
	count   int  // instructions executed
	done    bool // by RET
	err     error

	wake  int    // count at which there is a request to poll
	alarm []byte // where it is made
}

// flags are those that conditions see.
type flags struct{ carry, parity, zero, sign, overflow bool }

// rsp is where the stack is.
const rsp = 4

// New returns a Machine with code at an address, and zeros in its registers. The code is memory that it can read.
func New(code []byte, address uint64) *Machine { return newMachine(newProgram(code, address)) }

func newMachine(p *program) *Machine {
	m := &Machine{program: p}
	m.memory.add(region{p.address, p.code, false})
	return m
}

// Map makes memory that can be read and written of some bytes, from an address on.
func (m *Machine) Map(address uint64, bytes []byte) { m.memory.add(region{address, bytes, true}) }

// Run executes instructions from an offset in the code to a RET. It returns how many there were in all runs.
func (m *Machine) Run(offset int) (count int, err error) {
	m.next, m.done, m.err = offset, false, nil
	for !m.done && m.err == nil {
		m.step()
	}
	return m.count, m.err
}

func (m *Machine) step() {
	in, err := m.program.instruction(m.next)
	if err != nil {
		m.err = err
		return
	}
	m.at, m.next = m.next, in.next
	if m.count++; m.count == m.wake {
		poll := int64(exec.PollValue)
		setElement(m.alarm, uint64(poll))
	}
	in.do(m, in)
}

// fail ends the run: the processor would not do this.
func (m *Machine) fail(format string, args ...any) {
	if in := m.program.decoded[m.at].Load(); m.err == nil {
		m.err = fmt.Errorf("instruction at offset %#x, %s: %s", m.at, in.text, fmt.Sprintf(format, args...))
	}
}

// jump goes on at an address.
func (m *Machine) jump(address uint64) { m.next = int(address - m.program.address) }
