package simulate

import (
	"fmt"
	"math/bits"
)

// An integerRule is that of an opcode without VEX.
type integerRule struct {
	key
	rule
	group int
}

// opcodes collects rules of opcodes: one byte, or a second one after 0F, which is 0x0Fxx here.
type opcodes struct{ list []integerRule }

func (o *opcodes) add(opcode, group int, r rule) {
	k := key{opcode: uint8(opcode)}
	if opcode>>8 == 0x0F {
		k.escape = 1
	}
	if r.text = fmt.Sprintf("%02X /r", opcode); group != none {
		r.text = fmt.Sprintf("%02X /%d", opcode, group)
	}
	o.list = append(o.list, integerRule{k, r, group})
}

// sized adds an opcode and the one before, which is for bytes.
func (o *opcodes) sized(opcode, group, immediate int, do func(m *Machine, in *instruction)) {
	for _, c := range []int{opcode, opcode - 1} {
		o.add(c, group, rule{do: do, byteSized: true, immediate: immediate})
	}
}

// repeated adds an opcode after F3 0F.
func (o *opcodes) repeated(opcode int, do func(m *Machine, in *instruction)) {
	o.add(0x0F00|opcode, none, rule{do: do})
	o.list[len(o.list)-1].prefix = 0xF3
}

// integers has the instructions on general registers.
func integers() []integerRule {
	o := &opcodes{}
	for n, f := range []operation{(*Machine).add, bitwise(or), nil, nil, bitwise(and), (*Machine).subtract, bitwise(xor)} {
		if f != nil {
			o.arithmetic(n, f)
		}
	}
	o.comparisons()
	o.moves()
	for level := 1; level <= 2; level++ { // PREFETCHT0, PREFETCHT1
		o.add(0x0F18, level, rule{do: func(*Machine, *instruction) {}, onlyMemory: true})
	}
	o.multiplications()
	o.oneOperand()
	o.shifts()
	o.counts()
	o.jumps()
	return o.list
}

// operation computes a result and sets flags.
type operation = func(m *Machine, x, y uint64, size int) uint64

// arithmetic adds the operation with number n, of register and memory either way, and with immediates.
func (o *opcodes) arithmetic(n int, f operation) {
	o.sized(n<<3|1, none, 0, func(m *Machine, in *instruction) {
		m.setOperand(in, f(m, m.operand(in), m.register(in, in.reg), in.size))
	})
	o.sized(n<<3|3, none, 0, func(m *Machine, in *instruction) {
		m.setRegister(in, in.reg, f(m, m.register(in, in.reg), m.operand(in), in.size))
	})
	immediate := func(m *Machine, in *instruction) { m.setOperand(in, f(m, m.operand(in), uint64(in.imm), in.size)) }
	o.sized(0x81, n, 4, immediate)
	o.add(0x83, n, rule{do: immediate, immediate: 1})
}

// comparisons adds those that only set flags.
func (o *opcodes) comparisons() {
	o.sized(0x39, none, 0, func(m *Machine, in *instruction) { m.subtract(m.operand(in), m.register(in, in.reg), in.size) })
	o.sized(0x3B, none, 0, func(m *Machine, in *instruction) { m.subtract(m.register(in, in.reg), m.operand(in), in.size) })
	immediate := func(m *Machine, in *instruction) { m.subtract(m.operand(in), uint64(in.imm), in.size) }
	o.sized(0x81, 7, 4, immediate)
	o.add(0x83, 7, rule{do: immediate, immediate: 1})
	o.sized(0x85, none, 0, func(m *Machine, in *instruction) { m.logic(m.operand(in)&m.register(in, in.reg), in.size) })
	o.sized(0xF7, 0, 4, func(m *Machine, in *instruction) { m.logic(m.operand(in)&uint64(in.imm), in.size) })
}

func (o *opcodes) moves() {
	o.sized(0x89, none, 0, func(m *Machine, in *instruction) { m.setOperand(in, m.register(in, in.reg)) })
	o.sized(0x8B, none, 0, func(m *Machine, in *instruction) { m.setRegister(in, in.reg, m.operand(in)) })
	o.sized(0xC7, 0, 4, func(m *Machine, in *instruction) { m.setOperand(in, uint64(in.imm)) })
	for r := range 8 {
		o.add(0xB8|r, none, rule{bare: true, immediate: 8, do: func(m *Machine, in *instruction) {
			m.setRegister(in, r|in.rm, uint64(in.imm))
		}})
	}
	o.add(0x8D, none, rule{do: func(m *Machine, in *instruction) { m.setRegister(in, in.reg, m.address(in)) }})
	extend := func(opcode, size int, signed bool) {
		o.add(opcode, none, rule{do: func(m *Machine, in *instruction) {
			x := m.operandOf(in, size)
			if signed {
				x = uint64(extended(x, size))
			}
			m.setRegister(in, in.reg, x)
		}})
	}
	extend(0x0FB6, 1, false)
	extend(0x0FB7, 2, false)
	extend(0x0FBE, 1, true)
	extend(0x0FBF, 2, true)
	extend(0x63, 4, true)
}

// oneOperand adds NOT and NEG, INC and DEC.
func (o *opcodes) oneOperand() {
	o.sized(0xF7, 2, 0, func(m *Machine, in *instruction) { m.setOperand(in, ^m.operand(in)) })
	o.sized(0xF7, 3, 0, func(m *Machine, in *instruction) { m.setOperand(in, m.subtract(0, m.operand(in), in.size)) })
	for group, f := range []operation{(*Machine).add, (*Machine).subtract} {
		o.sized(0xFF, group, 0, func(m *Machine, in *instruction) {
			carry := m.flags.carry // stays
			m.setOperand(in, f(m, m.operand(in), 1, in.size))
			m.flags.carry = carry
		})
	}
}

// counts adds what counts bits, and the shifts of BMI2, which leave flags alone.
func (o *opcodes) counts() {
	o.repeated(0xB8, func(m *Machine, in *instruction) {
		x := m.operand(in)
		m.flags = flags{zero: x == 0}
		m.setRegister(in, in.reg, uint64(bits.OnesCount64(x)))
	})
	o.repeated(0xBD, func(m *Machine, in *instruction) {
		x := m.operand(in)
		z := uint64(bits.LeadingZeros64(x) - (64 - 8*in.size))
		m.flags.carry, m.flags.zero = x == 0, z == 0
		m.setRegister(in, in.reg, z)
	})
	o.repeated(0xBC, func(m *Machine, in *instruction) {
		x := m.operand(in)
		z := uint64(min(bits.TrailingZeros64(x), 8*in.size))
		m.flags.carry, m.flags.zero = x == 0, z == 0
		m.setRegister(in, in.reg, z)
	})
	bmi := func(escape, prefix, opcode uint8, r rule) {
		for w := range uint8(2) {
			r.text = fmt.Sprintf("VEX general %02X %02X", prefix, opcode)
			o.list = append(o.list, integerRule{key{vex, escape, prefix, w, opcode}, r, none})
		}
	}
	for prefix, f := range map[uint8]func(x, n uint64, size int) uint64{
		0x66: func(x, n uint64, _ int) uint64 { return x << n },
		0xF2: func(x, n uint64, _ int) uint64 { return x >> n },
		0xF3: func(x, n uint64, size int) uint64 { return uint64(extended(x, size) >> n) },
	} {
		bmi(2, prefix, 0xF7, rule{usesV: true, takesMemory: true, do: func(m *Machine, in *instruction) {
			m.setRegister(in, in.reg, f(m.operand(in), m.R[in.v]&uint64(8*in.size-1), in.size))
		}})
	}
	bmi(3, 0xF2, 0xF0, rule{takesMemory: true, immediate: 1, do: func(m *Machine, in *instruction) {
		m.setRegister(in, in.reg, rotated(in.size)(m.operand(in), uint8(8*in.size)-uint8(in.imm)&uint8(8*in.size-1)))
	}})
}
