package simulate

// transfers has what goes between vectors and general registers, and flags.
func transfers() []definition {
	return []definition{
		{"VEX.66.0F.W0 6E /r, EVEX.66.0F.W0 6E /r", toVector(4)},
		{"VEX.66.0F.W1 6E /r, EVEX.66.0F.W1 6E /r", toVector(8)},
		{"VEX.66.0F.W0 7E /r, EVEX.66.0F.W0 7E /r", fromVector(4)},
		{"VEX.66.0F.W1 7E /r, EVEX.66.0F.W1 7E /r", fromVector(8)},
		{"VEX.F3.0F.WIG 7E /r, EVEX.F3.0F.W1 7E /r", lowest()},
		{"VEX.66.0F.WIG D6 /r, EVEX.66.0F.W1 D6 /r", onlyMemory(sd.stored(same))},

		{"VEX.F3.0F.W0 2A /r, EVEX.F3.0F.W0 2A /r", ss.fromGeneral(4, signedTo32(4))},
		{"VEX.F3.0F.W1 2A /r, EVEX.F3.0F.W1 2A /r", ss.fromGeneral(8, signedTo32(8))},
		{"VEX.F2.0F.W0 2A /r, EVEX.F2.0F.W0 2A /r", sd.fromGeneral(4, signedTo64(4))},
		{"VEX.F2.0F.W1 2A /r, EVEX.F2.0F.W1 2A /r", sd.fromGeneral(8, signedTo64(8))},
		{"EVEX.F3.0F.W0 7B /r", ss.fromGeneral(4, unsignedTo32)},
		{"EVEX.F3.0F.W1 7B /r", ss.fromGeneral(8, unsignedTo32)},
		{"EVEX.F2.0F.W0 7B /r", sd.fromGeneral(4, unsignedTo64)},
		{"EVEX.F2.0F.W1 7B /r", sd.fromGeneral(8, unsignedTo64)},
		{"VEX.F3.0F.W0 2C /r, EVEX.F3.0F.W0 2C /r", ss.toGeneral(4, toSigned(from32, 4))},
		{"VEX.F3.0F.W1 2C /r, EVEX.F3.0F.W1 2C /r", ss.toGeneral(8, toSigned(from32, 8))},
		{"VEX.F2.0F.W0 2C /r, EVEX.F2.0F.W0 2C /r", sd.toGeneral(4, toSigned(from64, 4))},
		{"VEX.F2.0F.W1 2C /r, EVEX.F2.0F.W1 2C /r", sd.toGeneral(8, toSigned(from64, 8))},

		{"VEX.NP.0F.WIG 2E /r, EVEX.NP.0F.W0 2E /r", ss.orders(from32)},
		{"VEX.66.0F.WIG 2E /r, EVEX.66.0F.W1 2E /r", sd.orders(from64)},
		{"VEX.NP.0F.WIG 50 /r", registers(ps.rule(signs(4)))},
		{"VEX.66.0F.WIG 50 /r", registers(pd.rule(signs(8)))},
		{"VEX.128.NP.0F.WIG 77 bare", rule{bare: true, do: zeroUpper}},
	}
}

// general returns the last operand, a general register or memory.
func (m *Machine) general(in *instruction, size int) uint64 {
	if in.inMemory {
		return m.load(m.address(in), size)
	}
	return m.R[in.rm]
}

// single is an operand of some size that may be a general register.
func single(size int) rule {
	return rule{takesMemory: true, element: size, memory: func(*instruction) int { return size }, noMask: true}
}

func toVector(size int) rule {
	r := single(size)
	r.generalRM = true
	r.do = func(m *Machine, in *instruction) {
		var z Vector
		z.set(0, size, m.general(in, size))
		m.V[in.reg] = z
	}
	return r
}

func fromVector(size int) rule {
	r := single(size)
	r.stores, r.generalRM = true, true
	r.do = func(m *Machine, in *instruction) {
		if x := m.V[in.reg].element(0, size); in.inMemory {
			m.store(m.address(in), size, x)
		} else {
			m.R[in.rm] = x
		}
	}
	return r
}

// lowest is the lowest 8 bytes, with zeros above.
func lowest() rule {
	r := single(8)
	r.do = func(m *Machine, in *instruction) {
		z := m.source(in, 1, 8)
		clear(z[8:])
		m.V[in.reg] = z
	}
	return r
}

// fromGeneral makes the lowest element of an integer; the other bytes up to 16 are the second operand's.
func (s lanes) fromGeneral(size int, f func1) rule {
	r := single(size)
	r.usesV, r.generalRM = true, true
	r.do = func(m *Machine, in *instruction) {
		z := m.V[in.v]
		z.set(0, s.to, f(m.general(in, size)<<(64-8*size)>>(64-8*size), 0))
		clear(z[16:])
		m.V[in.reg] = z
	}
	return r
}

// toGeneral makes an integer of the lowest element.
func (s lanes) toGeneral(size int, f func1) rule {
	r := single(s.from)
	r.generalReg = true
	r.do = func(m *Machine, in *instruction) {
		x := m.source(in, 1, s.from)
		m.R[in.reg] = f(x.element(0, s.from), 0) << (64 - 8*size) >> (64 - 8*size)
	}
	return r
}

// orders sets flags as a comparison of unsigned integers does, and all of them if there is a NaN.
func (s lanes) orders(from func(uint64) float64) rule {
	r := single(s.from)
	r.do = func(m *Machine, in *instruction) {
		y := m.source(in, 1, s.from)
		is := relation(from(m.V[in.reg].element(0, s.to)), from(y.element(0, s.from)))
		m.flags = flags{carry: is&(isLess|isUnordered) != 0, zero: is&(isEqual|isUnordered) != 0, parity: is == isUnordered}
	}
	return r
}

// signs collects the signs of elements.
func signs(size int) func(m *Machine, in *instruction) {
	return func(m *Machine, in *instruction) {
		bits := uint64(0)
		for i := range in.length / size {
			bits |= m.V[in.rm].element(i, size) >> (8*size - 1) << i
		}
		m.R[in.reg] = bits
	}
}

func zeroUpper(m *Machine, _ *instruction) {
	for i := range 16 {
		clear(m.V[i][16:])
	}
}
