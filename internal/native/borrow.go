package native

import (
	"slices"

	"github.com/phlox-ppl/phlox/internal/asm/amd64"
)

// A register in memory is fetched to another one where it is used. To keep registers free for that everywhere would take them from the
// loops that need all there are. So at each instruction that has to fetch vectors, those are borrowed that are free there; and if too
// few are, others are saved before the instruction and restored after it, unless that costs more than to keep some free.

// borrowed are the registers to fetch vectors to at an instruction.
type borrowed struct {
	regs  [3]uint8
	saved int // the last ones, which hold something else
}

// borrows lets a, which is short of vector registers, do without any that are free everywhere, unless it is worse than with some.
func (s *scan) borrows(code []inst, a *allocation, real available) {
	saves := s.borrow(code, a, real[vector])
	if saves > 0 && s.fetches(a)+2*saves > s.fetches(s.assign(real, a.short)) {
		a.scratch = nil
		return
	}
	a.short[vector], a.saves = false, saves > 0
}

// fetches is how often vectors are used that are in memory, weighed by loops. Many of those that can be had again are read where they
// are used.
func (s *scan) fetches(a *allocation) (weight float32) {
	for r := range s.life {
		v := &s.life[r]
		switch {
		case s.regs[r].class != vector || a.at[r] >= 0 || v.immediate || v.end == 0:
		case s.regs[r].origin == computed:
			weight += v.weight
		default:
			weight += v.weight / 4
		}
	}
	return weight
}

// borrow finds registers for the instructions that mention a vector in memory. It returns how many have to be saved, weighed by loops.
func (s *scan) borrow(code []inst, a *allocation, real []uint8) (saves float32) {
	held := make([][]reg, 32) // by real register, in the order of time
	for _, r := range s.order {
		if k := a.at[r]; s.regs[r].class == vector && k >= 0 {
			held[k] = append(held[k], r)
		}
	}
	a.scratch = map[int32]borrowed{}
	weight := float32(1)
	for n := range code {
		switch code[n].form {
		case formBegin:
			weight *= 8
		case formEnd:
			weight /= 8
		}
		fetched := s.fetched(&code[n], a)
		if fetched == 0 {
			continue
		}
		need := len(borrowed{}.regs)
		if code[n].form == formMove || fetched == 1 {
			need = 1
		}
		free, taken := s.candidates(&code[n], 2*int32(n), real, held)
		found := slices.Concat(free[:min(need, len(free))], taken)[:need]
		b := borrowed{saved: max(0, need-len(free))}
		for i := range b.regs {
			b.regs[i] = found[min(i, need-1)]
			a.used[vector] |= 1 << b.regs[i]
		}
		a.scratch[int32(n)] = b
		saves += weight * float32(b.saved)
	}
	return saves
}

// candidates returns the registers that are free at an instruction, at time i, and those that are not but that it does not mention.
func (s *scan) candidates(in *inst, i int32, real []uint8, held [][]reg) (free, taken []uint8) {
	mentioned := in.vectors()
	for _, k := range real {
		for len(held[k]) > 0 && s.life[held[k][0]].end <= i {
			held[k] = held[k][1:]
		}
		switch {
		case k == noIndex && in.form == formGather:
		case len(held[k]) == 0 || s.life[held[k][0]].start >= i+2:
			free = append(free, k)
		case !slices.Contains(mentioned[:], held[k][0]):
			taken = append(taken, k)
		}
	}
	return free, taken
}

// vectors returns the operands that may be vectors.
func (in *inst) vectors() [5]reg { return [...]reg{in.dst, in.a, in.b, in.c, in.mem.index} }

// fetched returns how many times an instruction mentions a vector that is in memory.
func (s *scan) fetched(in *inst, a *allocation) (n int) {
	for _, r := range in.vectors() {
		if r != 0 && s.regs[r].class == vector && a.at[r] < 0 && !s.life[r].immediate {
			n++
		}
	}
	return n
}

// savedBytes is what it takes to save the widest vector.
const savedBytes = 64

// keep saves the borrowed registers that hold something else, and restores them.
func (w *writer) keep(b borrowed, restore bool) {
	width := amd64.Y
	if w.avx512 {
		width = amd64.Z
	}
	for i := len(b.regs) - b.saved; i < len(b.regs); i++ {
		r, m := amd64.Vec(b.regs[i]), amd64.At(arenaReg, int32(w.spill)+w.saved+int32(i)*savedBytes)
		if restore {
			w.asm.VM(amd64.VMOVUPS, width, r, m)
		} else {
			w.asm.MV(amd64.VMOVUPS, width, m, r)
		}
	}
}
