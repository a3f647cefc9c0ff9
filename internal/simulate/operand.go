package simulate

import (
	"math"
	"math/bits"
)

// register returns a general register in the size of operands.
func (m *Machine) register(in *instruction, r int) uint64 { return m.registerOf(in, r, in.size) }

func (m *Machine) registerOf(in *instruction, r, size int) uint64 {
	if size == 1 && !in.rex && 4 <= r && r < 8 {
		m.fail("second bytes of registers")
	}
	return truncated(m.R[r], size)
}

func truncated(x uint64, size int) uint64 { return x & (math.MaxUint64 >> (64 - 8*size)) }

// setRegister writes a general register. Four bytes clear those above; fewer leave them alone.
func (m *Machine) setRegister(in *instruction, r int, x uint64) {
	x = truncated(x, in.size)
	if in.size < 4 {
		m.registerOf(in, r, in.size)
		x |= m.R[r] &^ truncated(math.MaxUint64, in.size)
	}
	m.R[r] = x
}

// operand returns the operand that may be memory.
func (m *Machine) operand(in *instruction) uint64 { return m.operandOf(in, in.size) }

func (m *Machine) operandOf(in *instruction, size int) uint64 {
	if in.inMemory {
		return m.load(m.address(in), size)
	}
	return m.registerOf(in, in.rm, size)
}

func (m *Machine) setOperand(in *instruction, x uint64) {
	if in.inMemory {
		m.store(m.address(in), in.size, x)
		return
	}
	m.setRegister(in, in.rm, x)
}

// add returns x + y and sets flags.
func (m *Machine) add(x, y uint64, size int) uint64 {
	x, y = truncated(x, size), truncated(y, size)
	z, carry := bits.Add64(x, y, 0)
	z = truncated(z, size)
	m.logic(z, size)
	m.flags.carry = carry != 0 || size < 8 && z < x
	m.flags.overflow = negative((x^z)&(y^z), size)
	return z
}

// subtract returns x - y and sets flags.
func (m *Machine) subtract(x, y uint64, size int) uint64 {
	x, y = truncated(x, size), truncated(y, size)
	z := truncated(x-y, size)
	m.logic(z, size)
	m.flags.carry = x < y
	m.flags.overflow = negative((x^y)&(x^z), size)
	return z
}

func negative(x uint64, size int) bool { return x>>(8*size-1)&1 != 0 }

// logic sets flags for the result of a logic operation.
func (m *Machine) logic(z uint64, size int) {
	z = truncated(z, size)
	m.flags = flags{zero: z == 0, sign: negative(z, size), parity: bits.OnesCount8(uint8(z))%2 == 0}
}

// bitwise makes an operation of a function.
func bitwise(f func2) operation {
	return func(m *Machine, x, y uint64, size int) uint64 {
		z := f(x, y, 0)
		m.logic(z, size)
		return z
	}
}

// holds reports whether a condition holds, by its number in opcodes. The lowest bit negates it.
func (f *flags) holds(cond uint8) (holds bool) {
	switch cond >> 1 & 7 {
	case 0:
		holds = f.overflow
	case 1:
		holds = f.carry
	case 2:
		holds = f.zero
	case 3:
		holds = f.carry || f.zero
	case 4:
		holds = f.sign
	case 5:
		holds = f.parity
	case 6:
		holds = f.sign != f.overflow
	case 7:
		holds = f.zero || f.sign != f.overflow
	}
	return holds != (cond&1 != 0)
}
