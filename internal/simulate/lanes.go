package simulate

// Most instructions do the same with all elements: element i of the result is a function of elements i of the operands. If they
// differ in size, there are as many elements as the wider ones have room for.

// lanes are the elements of operands.
type lanes struct {
	to, from int  // bytes of an element of the result, and of the last operand
	one      bool // the lowest element alone is computed; the other bytes up to 16 are the second operand's
}

var (
	ps = lanes{4, 4, false}
	pd = lanes{8, 8, false}
	ss = lanes{4, 4, true}
	sd = lanes{8, 8, true}
)

func (s lanes) count(in *instruction) int {
	if s.one {
		return 1
	}
	return in.length / max(s.to, s.from)
}

// rule returns the rule of an instruction with operands of such elements.
func (s lanes) rule(do func(m *Machine, in *instruction)) rule {
	return rule{do: do, takesMemory: true, element: s.from, splats: !s.one && s.from >= 4,
		memory: func(in *instruction) int { return s.count(in) * s.from }}
}

// unary computes f of the last operand and the immediate. Of the scalar ones the second operand has the upper bytes.
func (s lanes) unary(f func(x uint64, imm uint8) uint64) rule {
	r := s.rule(func(m *Machine, in *instruction) {
		x, n := m.source(in, s.count(in), s.from), s.count(in)
		var z Vector
		for i := range n {
			z.set(i, s.to, f(x.element(i, s.from), uint8(in.imm)))
		}
		s.finish(m, in, &z)
	})
	r.usesV = s.one
	return r
}

// binary computes f of the second and the last operand, and the immediate.
func (s lanes) binary(f func(x, y uint64, imm uint8) uint64) rule {
	r := s.rule(func(m *Machine, in *instruction) {
		x, y, n := &m.V[in.v], m.source(in, s.count(in), s.from), s.count(in)
		var z Vector
		for i := range n {
			z.set(i, s.to, f(x.element(i, s.to), y.element(i, s.from), uint8(in.imm)))
		}
		s.finish(m, in, &z)
	})
	r.usesV = true
	return r
}

// ternary computes f of the first, second and last operand.
func (s lanes) ternary(f func(x, y, z uint64) uint64) rule {
	r := s.rule(func(m *Machine, in *instruction) {
		a, b, c, n := &m.V[in.reg], &m.V[in.v], m.source(in, s.count(in), s.from), s.count(in)
		var z Vector
		for i := range n {
			z.set(i, s.to, f(a.element(i, s.to), b.element(i, s.to), c.element(i, s.from)))
		}
		if s.one { // the upper bytes are the first operand's
			copy(z[s.to:16], a[s.to:16])
			m.writeOne(in, s.to, a, &z)
			return
		}
		m.write(in, in.reg, n, s.to, &z)
	})
	r.usesV = true
	return r
}

// compared makes a bit of a mask register f of two elements. Bits that are not in the write mask, or have no element, become 0.
func (s lanes) compared(f func(x, y uint64, imm uint8) bool) rule {
	r := s.rule(func(m *Machine, in *instruction) {
		x, y := &m.V[in.v], m.source(in, s.count(in), s.from)
		k := uint64(0)
		for i := range s.count(in) {
			if m.on(in, i) && f(x.element(i, s.to), y.element(i, s.from), uint8(in.imm)) {
				k |= 1 << i
			}
		}
		m.K[in.reg] = k
	})
	r.usesV, r.maskReg, r.noZero = true, true, true
	return r
}

// shifted computes f of the last operand and the immediate; the result is where the second operand of others is.
func (s lanes) shifted(f func(x uint64, imm uint8) uint64) rule {
	r := s.rule(func(m *Machine, in *instruction) {
		x, n := m.source(in, s.count(in), s.from), s.count(in)
		for i := range n {
			x.set(i, s.to, f(x.element(i, s.from), uint8(in.imm)))
		}
		m.write(in, in.v, n, s.to, &x)
	})
	r.usesV = true
	return r
}

func (s lanes) finish(m *Machine, in *instruction, z *Vector) {
	if s.one {
		copy(z[s.to:16], m.V[in.v][s.to:16])
		m.writeOne(in, s.to, &m.V[in.reg], z)
		return
	}
	m.write(in, in.reg, s.count(in), s.to, z)
}

// writeOne makes the first 16 bytes of a register z, but the lowest element what it was, or zero, if it is not in the mask.
func (m *Machine) writeOne(in *instruction, size int, old, z *Vector) {
	if !m.on(in, 0) {
		if low := old.element(0, size); in.zero {
			z.set(0, size, 0)
		} else {
			z.set(0, size, low)
		}
	}
	clear(z[16:])
	m.V[in.reg] = *z
}

// stored computes f of elements of the first operand in the encoding, a register; the result is the last, or memory.
func (s lanes) stored(f func1) rule {
	r := s.rule(func(m *Machine, in *instruction) {
		x, n := &m.V[in.reg], s.count(in)
		var z Vector
		for i := range n {
			z.set(i, s.to, f(x.element(i, s.from), uint8(in.imm)))
		}
		m.put(in, n, s.to, &z)
	})
	r.memory = func(in *instruction) int { return s.count(in) * s.to }
	r.stores, r.splats = true, false
	return r
}
