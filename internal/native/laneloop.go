package native

import "github.com/phlox-ppl/phlox/internal/loop"

// A loop inside of lanes is run by all lanes together. Short ones are written out; others do some iterations in a turn. If
// such a loop is itself a reduction, each of these iterations has an accumulator of its own.

// turn is how many iterations of a short body a turn of a loop has.
const turn = 4

// laneCarry is where a carry of a loop in lanes is.
type laneCarry struct {
	*loop.Carry
	varies  bool
	inPlace bool
	regs    [][]reg // by copy, or one if it does not vary; of several accumulators if it is split
}

func (c *laneCarry) split() bool { return len(c.regs) > 1 }

// laneFor translates a loop in lanes.
func (l *lowering) laneFor(f *loop.For) {
	copies := int64(l.lanes.copies)
	trips, known := l.trips(f)
	if known && trips*size(f.Body)*copies <= unrolled {
		for _, c := range f.Carry {
			l.laneSame(c.Out, c.Init)
		}
		l.laneUnroll(f, 0, trips)
		return
	}
	n, tile := int64(1), l.tiled(f)
	if known && (tile && trips >= turn || size(f.Body)*copies <= unrolled/turn) {
		n = turn
	}
	l.lanes.across = tile
	defer func() { l.lanes.across = false }()
	carries := make([]laneCarry, len(f.Carry))
	slots := int(n)
	if tile {
		slots = l.tileSlots(f, slots)
	}
	for k, c := range f.Carry {
		carries[k] = l.laneCarry(f, c, slots)
	}
	i := l.newInner(general, 0)
	l.move(i, l.scalar(f.Lo))
	l.repeat(f, i, l.limit(f.Hi, 1-n), n, passage{known, isShort(f, trips, known)}, func() { l.laneTurn(f, carries, i, n) })
	for _, c := range carries {
		l.joinLane(&c)
	}
	if known {
		l.laneUnroll(f, trips-trips%n, trips)
	}
}

// isShort reports whether a loop is over so soon that it need not poll.
func isShort(f *loop.For, trips int64, known bool) bool {
	const statements = 20_000 // some 10 µs
	return known && trips*size(f.Body) < statements && size(f.Body) < 2*unrolled
}

// laneSame says that dst is src, in all copies.
func (l *lowering) laneSame(dst, src *loop.Value) {
	if !l.varies[dst.ID] {
		l.same(dst, src)
		return
	}
	for u := range l.lanes.copies {
		*l.vecOf(dst, u) = l.vec(src, u)
	}
}

// laneNext makes each Var, or Out, what Next is, at the same time.
func (l *lowering) laneNext(carry []*loop.Carry) {
	for _, c := range carry {
		l.laneSame(c.Out, c.Next)
	}
	for _, c := range carry {
		l.laneSame(c.Var, c.Out)
	}
}

// laneUnroll writes out some iterations of a loop whose results so far are its Outs.
func (l *lowering) laneUnroll(f *loop.For, from, to int64) {
	lo, _ := l.number(f.Lo)
	for _, c := range f.Carry {
		l.laneSame(c.Var, c.Out)
	}
	for i := from; i < to; i++ {
		l.bindInt(f.Index, lo+i)
		l.laneBlock(f.Body)
		l.laneNext(f.Carry)
	}
}

// laneCarry makes the registers of a carry, set to their first values: as many as n times, if it is a reduction.
func (l *lowering) laneCarry(f *loop.For, c *loop.Carry, n int) laneCarry {
	z := laneCarry{Carry: c, varies: l.varies[c.Var.ID], inPlace: l.inPlace(c, f.Body) && l.varies[c.Var.ID] == l.varies[c.Next.ID]}
	if !z.varies {
		r := l.newScalar(c.Var.Type)
		l.regs[r].depth++
		l.move(r, l.scalar(c.Init))
		z.regs = [][]reg{{r}}
		return z
	}
	if !f.Vector || c.Combine == loop.None || !z.inPlace {
		n = 1
	}
	for slot := range n {
		first := c.Init
		if slot > 0 {
			first = l.identity(c)
		}
		regs := make([]reg, l.lanes.copies)
		for u := range regs {
			x := l.vec(first, u)
			regs[u] = l.newInner(l.regs[x].class, l.regs[x].width)
			l.move(regs[u], x)
		}
		z.regs = append(z.regs, regs)
	}
	return z
}

// setLane says that v is in registers.
func (l *lowering) setLane(v *loop.Value, regs []reg) {
	if !l.varies[v.ID] {
		l.bind(v, regs[0])
		return
	}
	for u, r := range regs {
		*l.vecOf(v, u) = r
	}
}

// laneTurn translates n iterations.
func (l *lowering) laneTurn(f *loop.For, carries []laneCarry, i reg, n int64) {
	for _, c := range carries {
		l.setLane(c.Var, c.regs[0])
	}
	for k := range n {
		if k > 0 { // with the index as it was: a Next may be that
			l.laneNext(f.Carry)
		}
		l.bound[f.Index.ID] = binding{i, k}
		for _, c := range carries {
			regs := c.regs[0]
			if c.split() {
				regs = c.regs[int(k)%len(c.regs)]
				l.setLane(c.Var, regs)
			}
			if c.inPlace {
				l.target[c.Next.ID] = regs
			}
		}
		l.laneBlock(f.Body)
		var dst, src []reg
		for _, c := range carries {
			l.target[c.Next.ID] = nil
			switch {
			case c.split():
				dst, src = append(dst, c.regs[int(k)%len(c.regs)]...), l.appendLane(src, c.Next)
			case k == n-1:
				dst, src = append(dst, c.regs[0]...), l.appendCarry(src, &c)
			}
		}
		l.parallel(dst, src)
	}
}

func (l *lowering) appendCarry(list []reg, c *laneCarry) []reg {
	if !c.varies {
		return append(list, l.scalar(c.Next))
	}
	return l.appendLane(list, c.Next)
}

func (l *lowering) appendLane(list []reg, v *loop.Value) []reg {
	for u := range l.lanes.copies {
		list = append(list, l.vec(v, u))
	}
	return list
}

// joinLane adds up the accumulators of a carry and says where the result is.
func (l *lowering) joinLane(c *laneCarry) {
	list := c.regs
	for len(list) > 1 {
		half := len(list) / 2
		for slot := range half {
			for u := range list[slot] {
				list[slot][u] = l.combine(c.Combine, l.shapeOf(c.Var.Type), list[slot][u], list[slot+half][u])
			}
		}
		list = list[:half]
	}
	l.setLane(c.Out, list[0])
}
