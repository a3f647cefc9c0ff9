package native

// A register in memory is fetched to another one where it is used. To keep registers free for that everywhere would
// take them from the loops that need all there are; where none is free, most often nothing is fetched. So at each
// instruction that has to fetch vectors, those are borrowed that are free there.

// borrowed are the registers to fetch vectors to at an instruction.
type borrowed [3]uint8

// borrow finds registers for the instructions that mention a vector in memory, and reports whether there are enough.
func (s *scan) borrow(code []inst, a *allocation, real []uint8) bool {
	held := make([][]reg, 32) // by real register, in the order of time
	for _, r := range s.order {
		if k := a.at[r]; s.regs[r].class == vector && k >= 0 {
			held[k] = append(held[k], r)
		}
	}
	a.scratch = map[int32]borrowed{}
	for n := range code {
		fetched := s.fetched(&code[n], a)
		if fetched == 0 {
			continue
		}
		var found borrowed
		have, need, i := 0, len(found), 2*int32(n)
		if code[n].form == formMove || fetched == 1 {
			need = 1
		}
		for _, k := range real {
			for len(held[k]) > 0 && s.life[held[k][0]].end <= i {
				held[k] = held[k][1:]
			}
			if len(held[k]) > 0 && s.life[held[k][0]].start < i+2 || k == noIndex && code[n].form == formGather {
				continue
			}
			found[have] = k
			a.used[vector] |= 1 << k
			if have++; have == need {
				break
			}
		}
		if have < need {
			return false
		}
		for ; have < len(found); have++ {
			found[have] = found[0]
		}
		a.scratch[int32(n)] = found
	}
	return true
}

// fetched returns how many times an instruction mentions a vector that is in memory.
func (s *scan) fetched(in *inst, a *allocation) (n int) {
	for _, r := range [...]reg{in.dst, in.a, in.b, in.c, in.mem.index} {
		if r != 0 && s.regs[r].class == vector && a.at[r] < 0 && !s.life[r].immediate {
			n++
		}
	}
	return n
}
