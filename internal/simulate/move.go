package simulate

// moves has loads, stores, and what repeats elements.
func moves() []definition {
	bytes := lanes{1, 1, false}
	return []definition{
		{"VEX.NP.0F.WIG 10 /r, EVEX.NP.0F.W0 10 /r", noBroadcast(ps.unary(same))},
		{"VEX.66.0F.WIG 10 /r, EVEX.66.0F.W1 10 /r", noBroadcast(pd.unary(same))},
		{"VEX.NP.0F.WIG 11 /r, EVEX.NP.0F.W0 11 /r", ps.stored(same)},
		{"VEX.66.0F.WIG 11 /r, EVEX.66.0F.W1 11 /r", pd.stored(same)},
		{"VEX.NP.0F.WIG 28 /r, EVEX.NP.0F.W0 28 /r", aligned(noBroadcast(ps.unary(same)))},
		{"VEX.66.0F.WIG 28 /r, EVEX.66.0F.W1 28 /r", aligned(noBroadcast(pd.unary(same)))},
		{"VEX.NP.0F.WIG 29 /r, EVEX.NP.0F.W0 29 /r", aligned(ps.stored(same))},
		{"VEX.66.0F.WIG 29 /r, EVEX.66.0F.W1 29 /r", aligned(pd.stored(same))},
		{"VEX.F3.0F.WIG 6F /r, EVEX.F2.0F.W0 6F /r", bytes.unary(same)},
		{"VEX.F3.0F.WIG 7F /r, EVEX.F2.0F.W0 7F /r", bytes.stored(same)},
		{"VEX.F3.0F.WIG 10 /r, EVEX.F3.0F.W0 10 /r", ss.moved()},
		{"VEX.F2.0F.WIG 10 /r, EVEX.F2.0F.W1 10 /r", sd.moved()},
		{"VEX.F3.0F.WIG 11 /r, EVEX.F3.0F.W0 11 /r", onlyMemory(ss.stored(same))},
		{"VEX.F2.0F.WIG 11 /r, EVEX.F2.0F.W1 11 /r", onlyMemory(sd.stored(same))},

		{"VEX.66.0F38.W0 18 /r, EVEX.66.0F38.W0 18 /r", ps.repeated()},
		{"VEX.256.66.0F38.W0 19 /r, EVEX.256.66.0F38.W1 19 /r, EVEX.512.66.0F38.W1 19 /r", pd.repeated()},
		{"VEX.66.0F38.W0 58 /r, EVEX.66.0F38.W0 58 /r", dwords.repeated()},
		{"VEX.66.0F38.W0 59 /r, EVEX.66.0F38.W1 59 /r", qwords.repeated()},
		{"EVEX.66.0F38.W0 7C /r", dwords.repeatedGeneral()},
		{"EVEX.66.0F38.W1 7C /r", qwords.repeatedGeneral()},
		{"VEX.F2.0F.WIG 12 /r, EVEX.F2.0F.W1 12 /r", duplicated()},
	}
}

// aligned returns the rule for memory at multiples of its size.
func aligned(r rule) rule {
	do := r.do
	r.do = func(m *Machine, in *instruction) {
		if a := m.address(in); in.inMemory && a%uint64(in.length) != 0 {
			m.fail("%#x is not a multiple of %d", a, in.length)
		}
		do(m, in)
	}
	return r
}

// onlyMemory returns the rule for the form with memory.
func onlyMemory(r rule) rule {
	r.onlyMemory = true
	return r
}

// moved is the move of an element: from memory with zeros above, from a register with what the second operand has there.
func (s lanes) moved() rule {
	r := s.unary(same)
	do := r.do
	r.do = func(m *Machine, in *instruction) {
		switch {
		case !in.inMemory:
			do(m, in)
		case in.v != 0:
			m.fail("a load with another operand")
		default:
			z := m.source(in, 1, s.from)
			m.write(in, in.reg, 1, s.to, &z)
		}
	}
	return r
}

// repeated has the lowest element everywhere.
func (s lanes) repeated() rule {
	r := s.rule(func(m *Machine, in *instruction) {
		x := m.whole(in, 1, s.from)
		s.fill(m, in, x.element(0, s.from))
	})
	r.splats, r.memory = false, func(*instruction) int { return s.from }
	return r
}

// repeatedGeneral has the low bytes of a general register everywhere.
func (s lanes) repeatedGeneral() rule {
	r := registers(s.rule(func(m *Machine, in *instruction) { s.fill(m, in, m.R[in.rm]) }))
	r.generalRM = true
	return r
}

// fill writes the same element everywhere.
func (s lanes) fill(m *Machine, in *instruction, x uint64) {
	var z Vector
	for i := range s.count(in) {
		z.set(i, s.to, x)
	}
	m.write(in, in.reg, s.count(in), s.to, &z)
}

// duplicated has each even element twice. Of 16 bytes in memory only 8 are read.
func duplicated() rule {
	half := func(in *instruction) int {
		if in.length == 16 {
			return 8
		}
		return in.length
	}
	r := pd.rule(func(m *Machine, in *instruction) {
		x := m.whole(in, half(in)/8, 8)
		for i := 1; i < in.length/8; i += 2 {
			x.set(i, 8, x.element(i-1, 8))
		}
		m.write(in, in.reg, in.length/8, 8, &x)
	})
	r.splats, r.memory = false, half
	return r
}
