package native

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// plan is how a loop is to be vectorized, and what the walk over its body finds out to decide that.
type plan struct {
	lanes    int // 0 if it cannot or should not be
	copies   int
	straight int64 // trips up to which no loop is written
	tile     bool  // copies is for a tile

	l       *lowering
	f       *loop.For
	widest  int  // bytes of the widest varying element
	can     bool // there is code for everything in lanes
	gathers int  // accesses that are not contiguous
	contig  int  // accesses that are
	inner   bool // there is a loop in the body that may be vectorized instead
	stmts   int
	nested  bool
	own     int  // registers of a copy of the loop in the body, if that is a tile
	bools   bool // bools are loaded or stored in lanes
	bytes   bool // bools are gathered, lane by lane: that does not go with masks
}

// plan looks at a loop. It leaves the values that vary marked.
func (l *lowering) plan(f *loop.For) *plan {
	p := &plan{l: l, f: f, widest: 4, can: true}
	l.varies[f.Index.ID] = true
	for _, c := range f.Carry {
		l.varies[c.Var.ID] = true
		p.reduction(c)
	}
	for l.mark(f.Body) {
	}
	l.markLoads(f.Body)
	p.block(f.Body)
	trips, known := l.trips(f)
	vector := 32
	if l.avx512 {
		vector = 64
	}
	n := vector / p.widest
	if l.avx512 && known {
		n = narrowed(n, int(trips))
	}
	switch {
	case !p.can, !l.avx512 && known && trips < int64(n), known && trips < 2:
		return p
	case p.bytes && l.avx512 && (!known || trips%int64(n) != 0):
		return p
	case p.inner && p.gathers > 0:
		return p
	}
	p.lanes = n
	p.chooseCopies(trips, known)
	p.straight = int64(max(1, min(8, 2*unrolled/max(1, p.stmts)))) * int64(n)
	if p.tile {
		p.straight = max(p.straight, int64(p.copies*n))
	}
	return p
}

// chooseCopies decides how many vectors the loop works on at a time.
func (p *plan) chooseCopies(trips int64, known bool) {
	p.copies = 1
	switch {
	case p.own > 0:
		p.tile, p.copies = true, p.l.tileCopies(p.own, 1)
		if known {
			p.copies = p.evenly(int(trips))
		}
		return
	case p.nested:
		p.copies = 2
	case p.stmts <= 10:
		p.copies = 4
	case p.stmts <= 24:
		p.copies = 2
	}
	p.copies = max(1, min(p.copies, enoughSums/max(1, len(p.f.Carry))))
	for known && p.copies > 1 && trips < int64(p.copies*p.lanes) {
		p.copies /= 2
	}
}

// evenly returns how many copies a tile has so that few tiles, of about as many copies each, make up all iterations: one, if it
// has a register for what the last copy loads, and one for the mask of its lanes.
func (p *plan) evenly(trips int) int {
	vectors, rest := trips/p.lanes, trips%p.lanes
	others := 2
	if op, _ := pieceOp(rest * p.widest); op == 0 && !p.l.avx512 {
		others++
	}
	if rest > 0 && (p.l.avx512 || !p.bools) && vectors < p.l.tileCopies(p.own, others) {
		return vectors + 1
	}
	tiles := (vectors-1)/p.copies + 1
	return (vectors-1)/tiles + 1
}

// most returns how many copies code without a loop may have: fewer if each reduces more, for other registers hold what is the same
// each time that the code runs.
func (p *plan) most() int {
	if p.tile {
		return p.copies
	}
	return max(1, maxCopies/max(1, len(p.f.Carry)))
}

// fewest is how many lanes there are at least: with fewer, elements of 32 bits beside ones of 64 would not fill a register.
const fewest = 4

// narrowed returns how many lanes to use for a few iterations: narrow vectors are faster to divide and to reduce.
func narrowed(lanes, trips int) int {
	for lanes > fewest && trips <= lanes/2 {
		lanes /= 2
	}
	return lanes
}

// mark marks what varies because an operand does, and reports whether that was news.
func (l *lowering) mark(b loop.Block) (news bool) {
	set := func(v *loop.Value, varies bool) {
		if varies && !l.varies[v.ID] {
			l.varies[v.ID], news = true, true
		}
	}
	for _, s := range b.List {
		switch s := s.(type) {
		case *loop.Value:
			for _, x := range s.Args {
				set(s, l.varies[x.ID])
			}
			set(s, l.varying(&s.At))
		case *loop.For:
			for _, c := range s.Carry {
				set(c.Var, l.varies[c.Init.ID])
				set(c.Var, l.varies[c.Next.ID])
				set(c.Out, l.varies[c.Var.ID])
			}
			news = l.mark(s.Body) || news
		}
	}
	return news
}

// markLoads marks loads that are the same for all lanes but are used by varying values alone: they are
// best done as vectors of one element.
func (l *lowering) markLoads(b loop.Block) {
	each(b, func(s loop.Stmt) {
		if v, ok := s.(*loop.Value); ok {
			l.scalarUse[v.ID] = false
		}
	})
	each(b, l.noteScalarUses)
	each(b, func(s loop.Stmt) {
		if v, ok := s.(*loop.Value); ok && v.Op == loop.Load && v.Type != array.Bool && !l.scalarUse[v.ID] {
			l.varies[v.ID] = true
		}
	})
}

// each calls f for the statements of a block and of the loops in it.
func each(b loop.Block, f func(s loop.Stmt)) {
	for _, s := range b.List {
		f(s)
		if s, ok := s.(*loop.For); ok {
			each(s.Body, f)
		}
	}
}

// noteScalarUses marks what a statement needs as scalars.
func (l *lowering) noteScalarUses(s loop.Stmt) {
	use := func(v *loop.Value) { l.scalarUse[v.ID] = true }
	address := func(at *loop.Address) {
		for _, t := range at.Terms {
			use(t.Index)
		}
	}
	switch s := s.(type) {
	case *loop.Value:
		address(&s.At)
		if !l.varies[s.ID] {
			for _, x := range s.Args {
				use(x)
			}
		}
	case *loop.Fetch:
		address(&s.At)
	case *loop.Store:
		address(&s.At)
		if !l.varying(&s.At) {
			use(s.X)
		}
	case *loop.For:
		use(s.Lo)
		use(s.Hi)
		for _, c := range s.Carry {
			if !l.varies[c.Var.ID] {
				use(c.Init)
				use(c.Next)
			}
		}
	}
}

// unmark forgets what mark found.
func (l *lowering) unmark(f *loop.For) {
	l.varies[f.Index.ID] = false
	for _, c := range f.Carry {
		l.varies[c.Var.ID], l.varies[c.Out.ID] = false, false
	}
	for _, s := range f.Body.List {
		switch s := s.(type) {
		case *loop.Value:
			l.varies[s.ID] = false
		case *loop.For:
			l.unmark(s)
		}
	}
}

func (p *plan) reject() { p.can = false }

// wide notes that a type occurs in lanes.
func (p *plan) wide(t array.DType) {
	p.widest = max(p.widest, t.Size())
}

func (p *plan) block(b loop.Block) {
	for _, s := range b.List {
		p.stmts++
		switch s := s.(type) {
		case *loop.Value:
			p.value(s)
		case *loop.Store:
			p.store(s)
		case *loop.Fetch:
		case *loop.For:
			p.loop(s)
		default:
			p.reject()
		}
		if !p.can {
			return
		}
	}
}

func (p *plan) value(v *loop.Value) {
	if !p.l.varies[v.ID] {
		return
	}
	p.wide(v.Type)
	if v.Op == loop.Load {
		p.bytes = !p.access(&v.At) && v.Type == array.Bool || p.bytes
		p.bools = p.bools || v.Type == array.Bool
		return
	}
	for _, x := range v.Args {
		p.wide(x.Type)
	}
}

func (p *plan) store(s *loop.Store) {
	if !p.l.varying(&s.At) {
		if p.l.varies[s.X.ID] {
			p.reject()
		}
		return
	}
	p.wide(s.X.Type)
	p.bools = p.bools || s.X.Type == array.Bool
	if !p.access(&s.At) && s.X.Type == array.Bool {
		p.reject()
	}
}

// access looks at an address. Elements that are not side by side are gathered or scattered; it returns false for these.
func (p *plan) access(at *loop.Address) bool {
	contiguous, varying := true, false
	for _, t := range at.Terms {
		switch {
		case t.Index == p.f.Index:
			varying = true
			contiguous = contiguous && t.Stride == 1
		case p.l.varies[t.Index.ID]:
			varying, contiguous = true, false
			p.wide(array.Int64)
		}
	}
	switch {
	case !varying:
		return true
	case contiguous:
		p.contig++
		return true
	}
	p.gathers++
	for _, t := range at.Terms {
		if stride := t.Stride * 64; stride != int(int32(stride)) {
			p.reject()
		}
	}
	return false
}

func (p *plan) loop(f *loop.For) {
	if p.own = 0; !p.nested && p.l.tiled(f) {
		p.own = p.l.tileOwn(f)
	}
	p.nested = true
	p.inner = p.inner || f.Vector
	if p.l.varies[f.Lo.ID] || p.l.varies[f.Hi.ID] {
		p.reject()
		return
	}
	for _, c := range f.Carry {
		if p.l.varies[c.Var.ID] {
			p.wide(c.Var.Type)
		}
	}
	p.block(f.Body)
}

// reduction looks at a carry of the loop itself.
func (p *plan) reduction(c *loop.Carry) {
	p.wide(c.Var.Type)
	ok := false
	for _, s := range p.f.Body.List {
		ok = ok || s == loop.Stmt(c.Next)
	}
	if !ok || p.l.uses[c.Var.ID] != 1 {
		p.reject()
	}
}
