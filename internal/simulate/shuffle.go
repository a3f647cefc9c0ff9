package simulate

// shuffles has what moves elements between places, and what chooses between operands.
func shuffles() []definition {
	return []definition{
		{"VEX.NP.0F.WIG C6 /r ib, EVEX.NP.0F.W0 C6 /r ib", ps.rearranged(shufflePS)},
		{"VEX.66.0F.WIG C6 /r ib, EVEX.66.0F.W1 C6 /r ib", pd.rearranged(shufflePD)},
		{"VEX.66.0F.WIG 6B /r, EVEX.66.0F.W0 6B /r", dwords.rearranged(saturate(4))},
		{"VEX.66.0F.WIG 63 /r", noBroadcast(dwords.rearranged(saturate(2)))},

		{"VEX.256.66.0F3A.W0 19 /r ib", extraction(8, 16)},
		{"EVEX.256.66.0F3A.W1 19 /r ib, EVEX.512.66.0F3A.W1 19 /r ib", extraction(8, 16)},
		{"EVEX.512.66.0F3A.W1 1B /r ib", extraction(8, 32)},
		{"VEX.256.66.0F3A.W0 18 /r ib", insertion(8, 16)},
		{"EVEX.256.66.0F3A.W1 18 /r ib, EVEX.512.66.0F3A.W1 18 /r ib", insertion(8, 16)},
		{"EVEX.512.66.0F3A.W1 1A /r ib", insertion(8, 32)},

		{"VEX.66.0F3A.W0 4A /r ib", noBroadcast(ps.bySign())},
		{"VEX.66.0F3A.W0 4B /r ib", noBroadcast(pd.bySign())},
		{"EVEX.66.0F38.W0 65 /r, EVEX.66.0F38.W0 64 /r", ps.byMask()},
		{"EVEX.66.0F38.W1 65 /r, EVEX.66.0F38.W1 64 /r", pd.byMask()},
	}
}

// rearranged computes 16 bytes of the result from those of the operands. The immediate goes with all, but its bits may be used
// from one to the next: block counts them.
func (s lanes) rearranged(f func(z, x, y []byte, imm uint8, block int)) rule {
	r := s.rule(func(m *Machine, in *instruction) {
		x, y := m.V[in.v], m.whole(in, s.count(in), s.from)
		var z Vector
		for i := 0; i < in.length; i += 16 {
			f(z[i:i+16], x[i:i+16], y[i:i+16], uint8(in.imm), i/16)
		}
		m.write(in, in.reg, s.count(in), s.to, &z)
	})
	r.usesV = true
	return r
}

// shufflePS takes two elements of each operand.
func shufflePS(z, x, y []byte, imm uint8, _ int) {
	for i, from := range [][]byte{x, x, y, y} {
		k := imm >> (2 * i) & 3
		copy(z[4*i:4*i+4], from[4*k:])
	}
}

// shufflePD takes one element of each operand.
func shufflePD(z, x, y []byte, imm uint8, block int) {
	for i, from := range [][]byte{x, y} {
		k := imm >> (2*block + i) & 1
		copy(z[8*i:8*i+8], from[8*k:])
	}
}

// saturate makes signed integers of both operands ones of half their size, or the nearest that there is.
func saturate(size int) func(z, x, y []byte, _ uint8, _ int) {
	return func(z, x, y []byte, _ uint8, _ int) {
		half, top := size/2, int64(1)<<(4*size-1)
		for i := range 8 / half {
			for k, from := range [][]byte{x, y} {
				v := extended(element(from[i*size:(i+1)*size]), size)
				at := 8*k + i*half
				setElement(z[at:at+half], uint64(max(-top, min(v, top-1))))
			}
		}
	}
}

// extraction copies a part of a vector, of some bytes, which the immediate counts.
func extraction(size, bytes int) rule {
	r := rule{takesMemory: true, stores: true, element: size, memory: func(*instruction) int { return bytes }}
	r.do = func(m *Machine, in *instruction) {
		var z Vector
		at := int(in.imm) & (in.length/bytes - 1) * bytes
		copy(z[:], m.V[in.reg][at:at+bytes])
		m.put(in, bytes/size, size, &z)
	}
	return r
}

// insertion replaces a part of a vector.
func insertion(size, bytes int) rule {
	r := rule{takesMemory: true, usesV: true, element: size, memory: func(*instruction) int { return bytes }}
	r.do = func(m *Machine, in *instruction) {
		z, x := m.V[in.v], m.whole(in, bytes/size, size)
		at := int(in.imm) & (in.length/bytes - 1) * bytes
		copy(z[at:at+bytes], x[:])
		m.write(in, in.reg, in.length/size, size, &z)
	}
	return r
}

// bySign has elements of the last operand where the sign of those of another register, whose number is in the immediate, is set.
func (s lanes) bySign() rule {
	r := s.rule(func(m *Machine, in *instruction) {
		z, y, sign := m.V[in.v], m.source(in, s.count(in), s.from), &m.V[in.imm>>4&15]
		for i := range s.count(in) {
			if extended(sign.element(i, s.to), s.to) < 0 {
				z.set(i, s.to, y.element(i, s.to))
			}
		}
		m.write(in, in.reg, s.count(in), s.to, &z)
	})
	r.usesV = true
	return r
}

// byMask has elements of the last operand where the mask is set, and elsewhere those of the second, or zero.
func (s lanes) byMask() rule {
	r := s.rule(func(m *Machine, in *instruction) {
		z, y := m.V[in.v], m.source(in, s.count(in), s.from)
		for i := range s.count(in) {
			switch {
			case m.on(in, i):
				z.set(i, s.to, y.element(i, s.to))
			case in.zero:
				z.set(i, s.to, 0)
			}
		}
		clear(z[in.length:])
		m.V[in.reg] = z
	})
	r.usesV = true
	return r
}
