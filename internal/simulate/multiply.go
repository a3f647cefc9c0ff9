package simulate

import "math/bits"

const (
	rax = 0
	rcx = 1
	rdx = 2
)

func (o *opcodes) multiplications() {
	o.add(0x0FAF, none, rule{do: func(m *Machine, in *instruction) { m.multiply(in, m.register(in, in.reg), m.operand(in)) }})
	three := func(m *Machine, in *instruction) { m.multiply(in, m.operand(in), uint64(in.imm)) }
	o.add(0x69, none, rule{do: three, immediate: 4})
	o.add(0x6B, none, rule{do: three, immediate: 1})
	o.add(0xF7, 6, rule{do: divideUnsigned})
	o.add(0xF7, 7, rule{do: divideSigned})
	o.add(0x99, none, rule{bare: true, do: func(m *Machine, in *instruction) {
		m.setRegister(in, rdx, uint64(extended(m.R[rax], in.size)>>63))
	}})
}

// multiply sets carry and overflow if the product of signed integers does not fit. The other flags are undefined.
func (m *Machine) multiply(in *instruction, x, y uint64) {
	a, b := extended(x, in.size), extended(y, in.size)
	high, low := bits.Mul64(uint64(a), uint64(b))
	high -= uint64(a>>63)&uint64(b) + uint64(b>>63)&uint64(a) // of the signed product
	fits := int64(high) == int64(low)>>63 && int64(low) == extended(low, in.size)
	m.flags = flags{carry: !fits, overflow: !fits}
	m.setRegister(in, in.reg, low)
}

// divideUnsigned divides RDX:RAX. The processor faults if the quotient does not fit. Flags are undefined.
func divideUnsigned(m *Machine, in *instruction) {
	y, high, low := m.operand(in), m.register(in, rdx), m.register(in, rax)
	if in.size < 8 {
		high, low = 0, high<<(8*in.size)|low
	}
	if y == 0 || high >= y {
		m.fail("division of %#x:%#x by %#x", high, low, y)
		return
	}
	q, r := bits.Div64(high, low, y)
	if q != truncated(q, in.size) {
		m.fail("a quotient of %#x", q)
	}
	m.setRegister(in, rax, q)
	m.setRegister(in, rdx, r)
}

// divideSigned likewise. All programs extend a dividend of the size of the divisor to RDX.
func divideSigned(m *Machine, in *instruction) {
	y, x := extended(m.operand(in), in.size), extended(m.R[rax], in.size)
	if m.register(in, rdx) != truncated(uint64(x>>63), in.size) {
		m.fail("a dividend that is twice as long as the divisor")
		return
	}
	if y == 0 || y == -1 && extended(uint64(-x), in.size) == x && x != 0 {
		m.fail("division of %d by %d", x, y)
		return
	}
	m.setRegister(in, rax, uint64(x/y))
	m.setRegister(in, rdx, uint64(x%y))
}
