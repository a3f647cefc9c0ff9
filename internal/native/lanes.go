package native

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// lanes is a Vector loop whose iterations run side by side: n of them in the lanes of vector registers, and several
// copies of that one after the other. A value that varies between iterations has a vector register, or, if it
// is a bool, a mask, for each copy. All others are scalars as outside.
type lanes struct {
	loop     *loop.For
	index    *loop.Value
	n        int   // a power of two
	widest   int   // bytes of the widest element
	copies   int   // at the moment
	most     int   // copies
	across   bool  // statements are translated for all copies at once
	nested   bool  // there is a loop in it
	maskable bool  // without AVX-512: it can do without some lanes
	mask     reg   // lanes that count, or 0 for all
	few      int   // without AVX-512: how many lanes count, or 0 for all
	last     int   // how many lanes count in the last of several copies, or 0 for all
	start    int64 // of the index, if it has no register
	at       reg   // of the index of lane 0 of copy 0, or 0

	sums []*loop.Store // of what is reduced, if they are to be done as one
}

// shapeOf returns how values of a type lie in the lanes. Without AVX-512 a bool is an integer of the widest elements' width.
func (l *lowering) shapeOf(t array.DType) shape {
	if t == array.Bool && !l.avx512 {
		return shape{t, uint8(l.lanes.widest), amd64.Y}
	}
	return shape{t, uint8(t.Size()), widthOf(l.lanes.n * t.Size())}
}

// maxCopies is how many vectors a loop works on at a time. It hides the latency of a sum.
const maxCopies = 4

// vecOf returns the place of the register of a varying value.
func (l *lowering) vecOf(v *loop.Value, copy int) *reg { return &l.vecs[copy*l.f.Values+v.ID] }

// vectorize translates a loop to lanes, or reports that it cannot.
func (l *lowering) vectorize(f *loop.For) bool {
	if l.lanes != nil {
		return false
	}
	p := l.plan(f)
	if p.lanes == 0 {
		l.unmark(f)
		return false
	}
	l.lanes = &lanes{loop: f, index: f.Index, n: p.lanes, widest: p.widest, most: p.most(), nested: p.nested, maskable: !p.bools}
	l.lanes.sums = l.sideBySide(f, l.following)
	if trips, ok := l.trips(f); ok && trips <= p.straight {
		l.straight(f, trips)
	} else {
		l.strips(f, p.copies)
	}
	return true
}

// straight translates a short loop to code without a loop.
func (l *lowering) straight(f *loop.For, trips int64) {
	v := l.lanes
	lo, _ := l.number(f.Lo)
	v.start = lo
	strip := int64(v.most * v.n)
	accs := l.accumulators(f, max(1, min(int(trips)/v.n, v.most)))
	for range trips / strip {
		l.bodies(f, accs, v.most)
		v.start += strip
	}
	l.end(f, accs, int(trips%strip), lo+trips)
}

// end translates the last iterations, up to index hi, and says where the results of the loop are.
func (l *lowering) end(f *loop.For, accs [][]reg, trips int, hi int64) {
	rest := l.remainder(f, accs, trips)
	if stores := l.lanes.sums; rest == 0 && stores != nil {
		l.storeSums(f, accs, stores)
		return
	}
	l.finish(f, l.doneReducing(f, accs))
	if rest > 0 {
		l.tail(f, hi-int64(rest), hi)
	}
}

// tail translates the last few iterations one by one. The results so far are where the results of the loop will be.
func (l *lowering) tail(f *loop.For, from, to int64) {
	next := make([]binding, len(f.Carry))
	for _, c := range f.Carry {
		l.bound[c.Var.ID] = l.bound[c.Out.ID]
	}
	for i := from; i < to; i++ {
		l.bindInt(f.Index, i)
		l.block(f.Body)
		for k, c := range f.Carry {
			l.same(c.Out, c.Next)
			next[k] = l.bound[c.Out.ID]
		}
		for k, c := range f.Carry {
			l.bound[c.Var.ID] = next[k]
		}
	}
}

// strips translates a loop to one over several vectors, and what is left to one over masked vectors or scalars.
func (l *lowering) strips(f *loop.For, copies int) {
	v := l.lanes
	i := l.newInner(general, 0)
	l.move(i, l.scalar(f.Lo))
	v.at = i
	accs := l.accumulators(f, copies)
	turns := l.turns(f, copies)
	step := int64(turns * copies * v.n)
	hi, p := l.strip(f, step)
	l.repeat(f, i, hi, step, p, func() {
		for range turns {
			l.bodies(f, accs, copies)
			v.start += int64(copies * v.n)
		}
		v.start = 0
	})
	trips, known := l.trips(f)
	switch {
	case known:
		lo, _ := l.number(f.Lo)
		v.at, v.start = 0, lo+trips-trips%step
		l.end(f, accs, int(trips%step), lo+trips)
		return
	case l.avx512:
		hi := l.limit(f.Hi, 0)
		l.repeat(f, i, hi, int64(v.n), passage{}, func() {
			v.mask = l.lanesBelow(i, hi)
			l.bodies(f, accs, 1)
		})
	}
	l.finish(f, l.doneReducing(f, accs))
	if !l.avx512 {
		l.rest(f, i)
	}
}

// turns returns how many times the code of a loop has all copies: a long loop of few instructions that has no registers for more sums is
// held up by those that count and ask whether to stop.
func (l *lowering) turns(f *loop.For, copies int) int {
	const most, long = 24, 64
	trips, known := l.trips(f)
	if known && len(f.Carry) > 0 && copies < maxCopies && int64(copies)*size(f.Body) <= most && trips >= int64(long*copies*l.lanes.n) {
		return 2
	}
	return 1
}

// remainder translates some iterations, fewer than a strip has, without a loop. It returns how many are left for scalars.
func (l *lowering) remainder(f *loop.For, accs [][]reg, trips int) int {
	v := l.lanes
	full, rest := trips/v.n, trips%v.n
	masks := l.avx512 || v.partly(rest)
	if v.nested && len(f.Carry) == 0 && masks && rest > 0 && 0 < full && full < v.most {
		v.last = rest
		l.bodies(f, accs, full+1)
		v.last = 0
		return 0
	}
	for full > 0 {
		copies := full
		if len(accs) > 0 {
			copies = min(full, len(accs[0]))
		}
		l.bodies(f, accs, copies)
		v.start += int64(copies * v.n)
		full -= copies
	}
	switch {
	case rest == 0 || !masks:
		return rest
	case !l.avx512:
		v.few = rest
		l.bodies(f, accs, 1)
		return 0
	}
	if len(f.Carry) == 0 {
		v.n = narrowed(v.n, rest)
	}
	if rest < v.n {
		v.mask = l.firstLanes(rest)
	}
	l.bodies(f, accs, 1)
	return 0
}

// doneReducing reduces the accumulators, and goes back to scalars.
func (l *lowering) doneReducing(f *loop.For, accs [][]reg) []reg {
	l.lanes.mask, l.lanes.few = 0, 0
	sums := l.reduce(f, accs)
	l.lanes = nil
	l.unmark(f)
	return sums
}

// rest translates what is left of a loop after its full vectors.
func (l *lowering) rest(f *loop.For, i reg) {
	vars := make([]reg, len(f.Carry))
	for k, c := range f.Carry {
		vars[k] = l.newScalar(c.Var.Type)
		l.regs[vars[k]].depth++
		l.move(vars[k], l.scalar(c.Out))
	}
	l.around(f, i, vars, passage{})
}

// strip returns the limit of the loop over whole strips.
func (l *lowering) strip(f *loop.For, step int64) (limit, passage) {
	trips, known := l.trips(f)
	return l.limit(f.Hi, 1-step), passage{known && trips >= step, isShort(f, trips/step, known)}
}

// bodies translates some copies of the body, and adds to the accumulators.
func (l *lowering) bodies(f *loop.For, accs [][]reg, copies int) {
	l.lanes.copies = copies
	for k, c := range f.Carry {
		for u := range copies {
			*l.vecOf(c.Var, u) = accs[k][u]
		}
		if (l.lanes.whole() || l.addsZeros(c)) && l.varies[c.Next.ID] && l.uses[c.Next.ID] == 1 {
			l.target[c.Next.ID] = accs[k]
		}
	}
	l.laneBlock(f.Body)
	for k, c := range f.Carry {
		for u := range copies {
			if next := *l.vecOf(c.Next, u); l.lanes.whole() || l.addsZeros(c) {
				l.move(accs[k][u], next)
			} else {
				l.accumulate(c, accs[k][u], next)
			}
		}
		l.target[c.Next.ID] = nil
	}
}

// laneBlock translates statements: copy by copy, but loops once for all copies.
func (l *lowering) laneBlock(b loop.Block) {
	list := b.List
	for len(list) > 0 {
		n := 0
		for n < len(list) {
			if _, ok := list[n].(*loop.For); ok {
				break
			}
			n++
		}
		if l.lanes.across {
			l.acrossBlock(list[:n])
		} else {
			for u := range l.lanes.copies {
				l.copyBlock(list[:n], u)
			}
		}
		l.bindLane(0)
		if n < len(list) {
			l.begin(list[n])
			l.laneFor(list[n].(*loop.For))
			n++
		}
		list = list[n:]
	}
}

// copyBlock translates statements for a copy. What they fetch of rows is fetched bit by bit.
func (l *lowering) copyBlock(list []loop.Stmt, u int) {
	l.bindLane(u)
	lines, sent := l.rowLines(list), 0
	for done := 0; done < len(list); {
		k := l.interleaved(list[done:], u)
		if k == 0 {
			l.laneStatement(list[done], u)
			k = 1
		}
		for done += k; sent*len(list) < done*len(lines); sent++ {
			l.add(lines[sent])
		}
	}
}

// bindLane says where the index of lane 0 of a copy is, and which lanes count if that depends on the copy.
func (l *lowering) bindLane(u int) {
	v := l.lanes
	plus := int64(u*v.n) + v.start
	l.bound[v.index.ID] = binding{v.at, plus}
	if v.last == 0 {
		return
	}
	v.mask, v.few = 0, 0
	switch {
	case u < v.copies-1:
	case l.avx512:
		v.mask = l.firstLanes(v.last)
	default:
		v.few = v.last
	}
}

func (l *lowering) laneStatement(s loop.Stmt, u int) {
	l.begin(s)
	switch s := s.(type) {
	case *loop.Value:
		switch {
		case l.isLess(s) && l.varies[s.ID]:
		case l.varies[s.ID]:
			fresh := reg(len(l.regs))
			z := l.laneValue(s, u)
			if t := l.target[s.ID]; t != nil && z >= fresh {
				z = l.retarget(z, t[u])
			}
			*l.vecOf(s, u) = z
		case u == 0:
			l.value(s)
		}
	case *loop.Fetch:
		l.laneFetch(s, u)
	case *loop.Store:
		if l.varying(&s.At) {
			l.laneStore(s, u)
		} else if u == 0 {
			l.store(&s.At, s.X)
		}
	}
}

// varying reports whether an address differs between lanes.
func (l *lowering) varying(at *loop.Address) bool {
	for _, t := range at.Terms {
		if l.varies[t.Index.ID] {
			return true
		}
	}
	return false
}
