package simulate

// jumps adds what goes elsewhere, and what depends on conditions.
func (o *opcodes) jumps() {
	for cond := range 16 {
		c := uint8(cond)
		jump := func(m *Machine, in *instruction) {
			if m.flags.holds(c) {
				m.next = in.next + int(in.imm)
			}
		}
		o.add(0x70|cond, none, rule{bare: true, immediate: 1, do: jump})
		o.add(0x0F80|cond, none, rule{bare: true, immediate: 4, do: jump})
		o.add(0x0F90|cond, none, rule{do: func(m *Machine, in *instruction) {
			x := uint64(0)
			if m.flags.holds(c) {
				x = 1
			}
			one := *in
			one.size = 1
			m.setOperand(&one, x)
		}})
		o.add(0x0F40|cond, none, rule{do: func(m *Machine, in *instruction) {
			x := m.operand(in) // read even if the condition does not hold
			if !m.flags.holds(c) {
				x = m.register(in, in.reg)
			}
			m.setRegister(in, in.reg, x)
		}})
	}
	jump := func(m *Machine, in *instruction) { m.next = in.next + int(in.imm) }
	o.add(0xEB, none, rule{bare: true, immediate: 1, do: jump})
	o.add(0xE9, none, rule{bare: true, immediate: 4, do: jump})
	o.add(0xFF, 4, rule{do: func(m *Machine, in *instruction) { m.jump(m.operandOf(in, 8)) }})
	o.add(0xC3, none, rule{bare: true, do: func(m *Machine, _ *instruction) { m.done = true }})
	nothing := func(*Machine, *instruction) {}
	o.add(0x90, none, rule{bare: true, do: nothing})
	o.add(0x0F1F, 0, rule{do: nothing})
	o.add(0x0FAE, 5, rule{do: nothing})                                         // LFENCE
	o.add(0x0F31, none, rule{bare: true, do: func(m *Machine, _ *instruction) { // the time is the number of instructions
		m.R[rax], m.R[rdx] = uint64(m.count)&(1<<32-1), uint64(m.count)>>32
	}})
}
