package native

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// spread is how the elements that lanes access lie: stride apart, and besides where each lane's own indices say.
type spread struct {
	stride int         // of the index of the lanes, in elements
	terms  []loop.Term // whose index each lane has for itself
}

func (l *lowering) spread(at *loop.Address) spread {
	var s spread
	for _, t := range at.Terms {
		switch {
		case t.Index == l.lanes.index:
			s.stride = t.Stride
		case l.varies[t.Index.ID]:
			s.terms = append(s.terms, t)
		}
	}
	return s
}

// contiguous reports whether the elements are side by side.
func (s spread) contiguous() bool { return s.stride == 1 && len(s.terms) == 0 }

// laneLoad returns a register with an element for each lane.
func (l *lowering) laneLoad(v *loop.Value, u int) reg {
	s, p := l.shapeOf(v.Type), l.spread(&v.At)
	if p.stride == 0 && len(p.terms) == 0 {
		return l.loadSplat(v, s)
	}
	if p.contiguous() && v.Type != array.Bool {
		return l.loadVector(v, s, u)
	}
	m := l.address(&v.At)
	switch {
	case v.Type == array.Bool:
		if !p.contiguous() {
			return l.maskOf(l.gatherEach(l.bools(), p, m, u))
		}
		return l.loadBools(m)
	}
	return l.gather(s, p, m, u)
}

// loadVector returns a register with elements that lie side by side, for a copy.
func (l *lowering) loadVector(v *loop.Value, s shape, u int) reg {
	if l.lanes.few > 0 {
		return l.loadFew(v, s)
	}
	const whole = 0x80
	if z := l.assembled(&v.At, s.width); z != 0 {
		return z
	}
	k := l.lanes.mask
	return l.loadOnce(v, fact{kind: whole | uint8(s.width)<<4 | s.elem, value: k}, func(m memory) reg {
		z := l.newVector(s)
		l.add(inst{form: formVM, op: s.packed(amd64.VMOVUPS), width: s.width, dst: z, mem: m, k: k, zero: true})
		return z
	})
}

// loadSplat returns a register with one element in all lanes.
func (l *lowering) loadSplat(v *loop.Value, s shape) reg {
	return l.loadOnce(v, fact{kind: uint8(s.width)<<4 | s.elem}, func(m memory) reg {
		z := l.newVector(s)
		op := pick(s.elem, amd64.VBROADCASTSS, amd64.VBROADCASTSD)
		if s.elem == 8 && s.width == amd64.X {
			op = uint16(amd64.VMOVDDUP)
		}
		l.add(inst{form: formVM, op: op, width: s.width, dst: z, mem: m})
		return z
	})
}

// laneStore writes an element for each lane.
func (l *lowering) laneStore(st *loop.Store, u int) {
	x, p := l.vec(st.X, u), l.spread(&st.At)
	s, m := l.shapeOf(st.X.Type), l.address(&st.At)
	switch {
	case s.t == array.Bool:
		l.storeBools(m, x)
	case p.contiguous() && l.lanes.few > 0:
		l.storeFew(s, m, x)
	case p.contiguous():
		l.add(inst{form: formMV, op: s.packed(amd64.VMOVUPS), width: s.width, mem: m, a: x, k: l.lanes.mask})
		if l.lanes.mask == 0 {
			l.stored(&st.At, x, s.width)
			return
		}
	case !l.avx512:
		l.scatterEach(s, p, m, x, u)
	default:
		row, w := l.indexed(s, p, &m, u, amd64.VSCATTERDPS)
		l.add(inst{form: formScatter, op: s.packed(row), width: w, mem: m, a: x, k: l.laneMask()})
	}
	l.forget(st.At.Buffer)
}

// gather loads elements that are not side by side.
func (l *lowering) gather(s shape, p spread, m memory, u int) reg {
	row, w := l.indexed(s, p, &m, u, amd64.VGATHERDPS)
	z := l.newVector(s)
	in := inst{form: formGather, op: s.packed(row), width: w, dst: z, mem: m}
	if l.avx512 {
		in.k = l.laneMask()
	} else {
		in.b = l.newReg(vector, s.width)
		if l.lanes.few > 0 {
			l.move(in.b, l.fewLanes(s))
		} else {
			l.add(inst{form: formOnes, width: s.width, dst: in.b})
		}
	}
	l.add(in)
	return z
}

// indexed completes the memory operand of a gather or scatter by the index of each lane. It returns the row
// of instructions, of which the given one is for indices of 32 bits, and the width of the widest operand.
func (l *lowering) indexed(s shape, p spread, m *memory, u int, row amd64.VOp) (amd64.VOp, amd64.Width) {
	*m = l.baseOnly(*m) // a vector index leaves no place for another
	m.vectored = true
	if len(p.terms) == 0 {
		i := l.shapeOf(array.Int32)
		m.index, m.scale = l.ramp(int32(p.stride)*int32(s.elem), 4, i.width), 1
		return row, max(i.width, s.width)
	}
	m.index, m.scale = l.indexVector(p, u), s.elem
	return row + 2, max(l.shapeOf(array.Int64).width, s.width)
}

// baseOnly returns the same place with nothing but a base and a displacement.
func (l *lowering) baseOnly(m memory) memory {
	if m.index == 0 && !m.arena {
		return m
	}
	return l.sole(m)
}

// sole returns the same place as a register.
func (l *lowering) sole(m memory) memory {
	z := l.newGeneral()
	l.add(inst{form: formRM, op: uint16(amd64.LEA), size: amd64.Qword, dst: z, mem: m})
	return memory{base: z}
}

// indexVector returns for each lane how many elements its own indices are away from the common place, or 0 if it has none.
func (l *lowering) indexVector(p spread, u int) reg {
	if len(p.terms) == 0 {
		return 0
	}
	i := l.shapeOf(array.Int64)
	var z reg
	if p.stride != 0 {
		z = l.ramp(int32(p.stride), 8, i.width)
	}
	for _, t := range p.terms {
		x := l.vec(t.Index, u)
		if t.Stride != 1 {
			x = l.laneInteger(loop.Mul, i, x, l.constant(uint64(int64(t.Stride)), 8, i.width))
		}
		if z != 0 {
			x = l.laneInteger(loop.Add, i, z, x)
		}
		z = x
	}
	return z
}
