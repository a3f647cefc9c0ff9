package simulate

// shifts adds those by an immediate, by one, and by CL. The flags are set but for a count of 0; those that are undefined then are
// cleared, as is the overflow.
func (o *opcodes) shifts() {
	for group, f := range map[int]func(x, n uint64, size int) (z uint64, carry bool){
		4: func(x, n uint64, size int) (uint64, bool) { return x << n, x>>(uint64(8*size)-n)&1 != 0 },
		5: func(x, n uint64, _ int) (uint64, bool) { return x >> n, x>>(n-1)&1 != 0 },
		7: func(x, n uint64, size int) (uint64, bool) {
			return uint64(extended(x, size) >> n), extended(x, size)>>(n-1)&1 != 0
		},
	} {
		shift := func(m *Machine, in *instruction, n uint64) {
			x := m.operand(in)
			if n &= uint64(max(32, 8*in.size) - 1); n != 0 {
				z, carry := f(x, n, in.size)
				m.logic(z, in.size)
				m.flags.carry = carry
				x = z
			}
			m.setOperand(in, x)
		}
		o.sized(0xC1, group, 1, func(m *Machine, in *instruction) { shift(m, in, uint64(in.imm)) })
		o.sized(0xD1, group, 0, func(m *Machine, in *instruction) { shift(m, in, 1) })
		o.sized(0xD3, group, 0, func(m *Machine, in *instruction) { shift(m, in, m.R[rcx]) })
	}
}
