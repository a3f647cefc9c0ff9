package native

import "github.com/phlox-ppl/phlox/internal/asm/amd64"

// Registers are given out by linear scan over live intervals: from the first mention of a virtual register to the last,
// and, if it comes from before a loop and is used in it, to the end of the loop. Who has no register lives
// in memory for good, and is fetched to a scratch register where it is used, or used there.
//
// Reference: Poletto and Sarkar, Linear Scan Register Allocation, TOPLAS 21(5), 1999.

// location is where a virtual register is: a real one, or if negative, memory.
type location int8

const nowhere location = -1

// allocation is the result.
type allocation struct {
	at    []location
	slot  []int32 // offset in the spill area of what is in memory
	spill int32   // bytes of that
	used  [classes]uint32
	short [classes]bool // some registers are in memory: scratch registers are kept free

	scratch map[int32]borrowed // by instruction, where vectors are fetched to others than these
	saves   bool               // some of these hold something else, which is saved
	saved   int32              // where, in the spill area
}

// available are the real registers of each class in the order of preference; the last ones are scratch registers if any
// are needed.
type available [classes][]uint8

var (
	generals = []uint8{0, 1, 2, 3, 6, 8, 9, 10, 11, 12, 13} // without RSP, RBP, RDI, R14, R15
	masks    = []uint8{1, 2, 3, 4, 5, 6, 7}
	reserves = [classes]int{general: 3, vector: 3, mask: 2}
)

func registers(avx512 bool) available {
	v := make([]uint8, 16, 32)
	if avx512 {
		v = v[:32]
	}
	for i := range v {
		v[i] = uint8(i)
	}
	return available{general: generals, vector: v, mask: masks}
}

// interval is the life of a virtual register. Instruction i reads at 2i and writes at 2i+1.
type interval struct {
	start, end int32
	weight     float32 // of its uses: eight times as much in a loop as outside
	uses       int32
	hint       reg  // best in the same real register
	gathers    bool // it is the index of a gather
	immediate  bool // it is read from memory by what uses it
}

// noIndex is the vector register that indices of gathers are not given: in addresses of numbers 4 means that there is no
// index, and QEMU, up to 7.2 at least, takes it so in those of gathers.
const noIndex = 4

type scan struct {
	regs  []virtual
	life  []interval
	order []reg // by start
	loops []span
}

type span struct{ begin, end int32 }

// allocate gives each virtual register a place.
func allocate(code []inst, regs []virtual, real available) *allocation {
	s := &scan{regs: regs, life: make([]interval, len(regs)), order: make([]reg, 0, len(regs))}
	s.intervals(code)
	s.immediates(code)
	var short [classes]bool
	for {
		a := s.assign(real, short)
		if a.short[vector] && !short[vector] {
			s.borrows(code, a, real)
		}
		if a.short == short {
			a.slots(regs)
			return a
		}
		short = a.short
	}
}

func (s *scan) intervals(code []inst) {
	var open []int32
	for i := range code {
		switch code[i].form {
		case formBegin:
			open = append(open, int32(i))
		case formEnd:
			code[open[len(open)-1]].imm = int64(i)
			open = open[:len(open)-1]
		}
	}
	weight := float32(1)
	for n := range code {
		in, i := &code[n], int32(n)
		switch in.form {
		case formBegin:
			s.loops = append(s.loops, span{i, int32(in.imm)})
			weight *= 8
			continue
		case formEnd:
			s.loops = s.loops[:len(s.loops)-1]
			weight /= 8
			continue
		}
		late := lateOperands[in.form]
		s.use(in.a, i, late&1, weight)
		s.use(in.b, i, late>>1&1, weight)
		s.use(in.c, i, 0, weight)
		s.use(in.k, i, late>>2&1, weight)
		s.use(in.mem.base, i, late>>3&1, weight)
		s.use(in.mem.index, i, late>>3&1, weight)
		if in.form == formGather {
			s.life[in.mem.index].gathers = true
		}
		if in.merge {
			s.use(in.dst, i, 0, weight)
		}
		if in.dst != 0 {
			s.define(in.dst, i, weight)
			s.hints(in)
		}
	}
}

// lateOperands are operands that are read after the result is written: bits for a, b, k, memory.
var lateOperands = [256]uint8{
	formRRR2: 2, formCmov: 2, formRRM2: 8, formDiv: 3, formGather: 2 | 4 | 8, formSet: 0,
}

// reads reports whether an instruction reads a register after it has written its result.
func (in *inst) reads(r reg) bool {
	late := lateOperands[in.form]
	return late&1 != 0 && in.a == r || late&2 != 0 && in.b == r || late&4 != 0 && in.k == r ||
		late&8 != 0 && (in.mem.base == r || in.mem.index == r)
}

func (s *scan) use(r reg, i int32, late uint8, weight float32) {
	if r == 0 {
		return
	}
	v := &s.life[r]
	if v.end == 0 {
		v.start = 2 * i
		s.order = append(s.order, r)
	}
	v.weight += weight
	v.uses++
	v.end = max(v.end, 2*i+1+int32(late))
	for _, l := range s.loops { // the outermost that it comes into
		if 2*l.begin > v.start {
			v.end = max(v.end, 2*l.end+1)
			break
		}
	}
}

func (s *scan) define(r reg, i int32, weight float32) {
	v := &s.life[r]
	if v.end == 0 {
		v.start = 2*i + 1
		s.order = append(s.order, r)
	}
	v.weight += weight
	v.end = max(v.end, 2*i+2)
}

// hints notes which registers would save a move if they were one.
func (s *scan) hints(in *inst) {
	with := in.a
	switch in.form {
	case formMove, formRRR2, formRRI2, formRR2, formCmov, formRRM2:
	case formFMA:
		if in.c != 0 {
			with = in.c
		}
	default:
		return
	}
	if s.life[in.dst].hint == 0 {
		s.life[in.dst].hint = with
	}
	if s.life[with].hint == 0 && in.form == formMove {
		s.life[with].hint = in.dst
	}
}

// assign goes through the intervals once.
func (s *scan) assign(real available, short [classes]bool) *allocation {
	a := &allocation{at: make([]location, len(s.regs)), short: short}
	var holders [classes][32]reg
	for c := range real {
		if short[c] {
			real[c] = real[c][:len(real[c])-reserves[c]]
		}
	}
	for _, r := range s.order {
		c, v := s.regs[r].class, &s.life[r]
		if v.immediate {
			a.at[r] = nowhere
			continue
		}
		held := &holders[c]
		best, worst := nowhere, nowhere
		low := s.cost(r)
		if h := v.hint; h != 0 && s.regs[h].class == c && s.life[h].end != 0 && a.at[h] >= 0 && s.life[h].start < v.start {
			if k := a.at[h]; (held[k] == 0 || s.life[held[k]].end <= v.start) && !(v.gathers && k == noIndex) {
				best = k
			}
		}
		if best < 0 {
			for _, k := range real[c] {
				if v.gathers && k == noIndex {
					continue
				}
				h := held[k]
				if h == 0 || s.life[h].end <= v.start {
					best = location(k)
					break
				}
				if cost := s.cost(h); cost < low {
					low, worst = cost, location(k)
				}
			}
		}
		if best < 0 {
			a.short[c] = true
			if worst < 0 {
				a.at[r] = nowhere
				continue
			}
			a.at[held[worst]] = nowhere
			best = worst
		}
		held[best] = r
		a.at[r] = best
		a.used[c] |= 1 << best
	}
	return a
}

// cost returns how bad it is to have a register in memory: uses per length of life; what can be had again is cheap.
func (s *scan) cost(r reg) float32 {
	v := &s.life[r]
	cost := v.weight / float32(v.end-v.start)
	if s.regs[r].origin != computed {
		cost /= 4
	}
	return cost
}

// slots gives places in the spill area.
func (a *allocation) slots(regs []virtual) {
	a.slot = make([]int32, len(regs))
	if a.saves {
		a.saved, a.spill = a.spill, a.spill+int32(len(borrowed{}.regs)*savedBytes)
	}
	for _, wide := range []bool{true, false} {
		for r := 1; r < len(regs); r++ {
			v := &regs[r]
			if a.at[r] >= 0 || v.origin != computed || (v.class == vector) != wide {
				continue
			}
			a.slot[r] = a.spill
			if wide {
				a.spill += int32(widthBytes(max(v.width, amd64.X)))
			} else {
				a.spill += 8
			}
		}
	}
}
