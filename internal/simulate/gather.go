package simulate

// scattered has accesses to elements that are not side by side, and those of VEX by the signs of a vector. They come in pairs, of
// floats and of integers.
func scattered() []definition {
	return []definition{
		{"VEX.66.0F38.W0 92 /r, VEX.66.0F38.W0 90 /r", gather(4, 4).bySigns()},
		{"VEX.66.0F38.W1 92 /r, VEX.66.0F38.W1 90 /r", gather(8, 4).bySigns()},
		{"VEX.66.0F38.W0 93 /r, VEX.66.0F38.W0 91 /r", gather(4, 8).bySigns()},
		{"VEX.66.0F38.W1 93 /r, VEX.66.0F38.W1 91 /r", gather(8, 8).bySigns()},
		{"EVEX.66.0F38.W0 92 /r, EVEX.66.0F38.W0 90 /r", gather(4, 4).byMask()},
		{"EVEX.66.0F38.W1 92 /r, EVEX.66.0F38.W1 90 /r", gather(8, 4).byMask()},
		{"EVEX.66.0F38.W0 93 /r, EVEX.66.0F38.W0 91 /r", gather(4, 8).byMask()},
		{"EVEX.66.0F38.W1 93 /r, EVEX.66.0F38.W1 91 /r", gather(8, 8).byMask()},
		{"EVEX.66.0F38.W0 A2 /r, EVEX.66.0F38.W0 A0 /r", gather(4, 4).scatter()},
		{"EVEX.66.0F38.W1 A2 /r, EVEX.66.0F38.W1 A0 /r", gather(8, 4).scatter()},
		{"EVEX.66.0F38.W0 A3 /r, EVEX.66.0F38.W0 A1 /r", gather(4, 8).scatter()},
		{"EVEX.66.0F38.W1 A3 /r, EVEX.66.0F38.W1 A1 /r", gather(8, 8).scatter()},

		{"VEX.66.0F38.W0 2C /r, VEX.66.0F38.W0 8C /r", ps.loadedBySigns()},
		{"VEX.66.0F38.W0 2D /r, VEX.66.0F38.W1 8C /r", pd.loadedBySigns()},
		{"VEX.66.0F38.W0 2E /r, VEX.66.0F38.W0 8E /r", ps.storedBySigns()},
		{"VEX.66.0F38.W0 2F /r, VEX.66.0F38.W1 8E /r", pd.storedBySigns()},
	}
}

// indexed is elements of some size at signed indices of some size.
type indexed struct{ size, index int }

func gather(size, index int) indexed { return indexed{size, index} }

func (g indexed) rule(do func(m *Machine, in *instruction)) rule {
	return rule{do: do, takesMemory: true, onlyMemory: true, vectored: true, noZero: true, element: g.size,
		memory: func(*instruction) int { return g.size }}
}

func (g indexed) count(in *instruction) int { return in.length / max(g.size, g.index) }

// at returns the address of element i.
func (g indexed) at(m *Machine, in *instruction, i int) uint64 {
	return m.address(in) + uint64(extended(m.V[in.index].element(i, g.index), g.index))*in.scale
}

// bySigns loads the elements whose sign in another vector is set, which becomes zero.
func (g indexed) bySigns() rule {
	r := g.rule(func(m *Machine, in *instruction) {
		if in.reg == in.v || in.reg == in.index || in.v == in.index {
			m.fail("registers of a gather are the same")
		}
		z, signs := m.V[in.reg], &m.V[in.v]
		for i := range g.count(in) {
			if extended(signs.element(i, g.size), g.size) < 0 {
				z.set(i, g.size, m.load(g.at(m, in, i), g.size))
			}
		}
		clear(z[g.count(in)*g.size:])
		m.V[in.reg], m.V[in.v] = z, Vector{}
	})
	r.usesV = true
	return r
}

// byMask loads the elements in the mask, which becomes zero.
func (g indexed) byMask() rule {
	return g.rule(func(m *Machine, in *instruction) {
		if in.mask == 0 || in.reg == in.index {
			m.fail("a gather without a mask, or to its index")
		}
		z := m.V[in.reg]
		for i := range g.count(in) {
			if m.on(in, i) {
				z.set(i, g.size, m.load(g.at(m, in, i), g.size))
			}
		}
		clear(z[g.count(in)*g.size:])
		m.V[in.reg], m.K[in.mask] = z, 0
	})
}

// scatter stores the elements in the mask, one after the other, and the mask becomes zero.
func (g indexed) scatter() rule {
	r := g.rule(func(m *Machine, in *instruction) {
		if in.mask == 0 {
			m.fail("a scatter without a mask")
		}
		for i := range g.count(in) {
			if m.on(in, i) {
				m.store(g.at(m, in, i), g.size, m.V[in.reg].element(i, g.size))
			}
		}
		m.K[in.mask] = 0
	})
	r.stores = true
	return r
}

// loadedBySigns loads the elements whose sign in a vector is set; the others become zero.
func (s lanes) loadedBySigns() rule {
	r := s.rule(func(m *Machine, in *instruction) {
		var z Vector
		for i := range s.count(in) {
			if extended(m.V[in.v].element(i, s.to), s.to) < 0 {
				z.set(i, s.to, m.load(m.address(in)+uint64(i*s.to), s.to))
			}
		}
		m.V[in.reg] = z
	})
	r.usesV, r.onlyMemory = true, true
	return r
}

func (s lanes) storedBySigns() rule {
	r := s.rule(func(m *Machine, in *instruction) {
		for i := range s.count(in) {
			if extended(m.V[in.v].element(i, s.to), s.to) < 0 {
				m.store(m.address(in)+uint64(i*s.to), s.to, m.V[in.reg].element(i, s.to))
			}
		}
	})
	r.usesV, r.onlyMemory, r.stores = true, true, true
	return r
}
