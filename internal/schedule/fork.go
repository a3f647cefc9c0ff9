package schedule

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// A pass over so many rows that it takes long is cut in pieces, which several goroutines may work on. Each piece
// has reductions of its own, and these are combined in the order of the pieces. How many there are depends on the
// program alone, so the results have the same bits whoever computes them.

// What a piece takes at least, and how many pieces there are at most. Work is counted in operations and reads
// of an element, of which a core does several in a nanosecond, so that a piece takes 0.1 ms or more: some
// times what it takes until another core has begun to help.
const (
	pieceWork  = 1 << 20
	mostPieces = 128
)

// pieces returns how many pieces to make of a pass.
func (l *level) pieces(g *group) int {
	work, partial := 0, 0
	for _, part := range g.parts {
		work += workOf(part)
	}
	for _, r := range g.roots {
		if foldsRows(r, rows(g)) {
			partial += r.Shape.Size()
		}
	}
	// What it takes to combine the pieces, and the memory for it, are to be little of the whole.
	const little = 16
	return min(work/cmp.Or(l.machine.PieceWork, pieceWork), mostPieces, work/(little*max(partial, 1)), rows(g.parts[0])/l.blockSize(g))
}

// workOf returns the work of a nest.
func workOf(g *group) int {
	each := 0
	seen := map[*expr.Node]bool{}
	for _, r := range g.roots {
		each++ // to store it or add it
		r.X.Walk(func(n *expr.Node) {
			if len(n.Shape) == 0 || seen[n] {
				return
			}
			seen[n] = true
			each += n.OwnCost()
			if n.Op == loop.Load {
				each++
			}
		})
	}
	return each * g.roots[0].X.Shape.Size()
}

// forkOf makes one pass over rows in pieces. A nest alone that keeps nothing in memory from one block to the next
// has one block in each.
func (l *level) forkOf(g *group, pieces int) {
	n, size := rows(g.parts[0]), l.blockSize(g)
	if len(g.parts) == 1 && !slices.ContainsFunc(g.roots, func(r *expr.Root) bool { return r.Kind == expr.Reduce && len(r.Shape) > 0 }) {
		size = n / pieces &^ (blockUnit - 1)
	}
	f := &forking{level: l, group: g, size: size, pieces: pieces, blocks: n / size}
	f.places = map[*expr.Root]expr.Place{}
	f.partial = map[*expr.Root]*expr.Root{}
	for _, r := range g.roots {
		l.scalars(r.X)
		f.place(r)
	}
	l.clock++
	l.fork(pieces, f.piece)
	l.clock++
	f.rest()
	l.clock++
	for _, r := range g.roots {
		f.combine(r)
	}
}

// forking is a pass in pieces. The last one is what makes no full block; it stays outside of the fork.
type forking struct {
	*level
	group        *group
	size, blocks int // of rows
	pieces       int
	places       map[*expr.Root]expr.Place // of rows that are kept
	partial      map[*expr.Root]*expr.Root // reductions over rows, of each piece
}

// left reports whether there are rows that make no full block.
func (f *forking) left() bool { return rows(f.group.parts[0])%f.size > 0 }

// place gives a root memory from before the fork, if it needs any.
func (f *forking) place(r *expr.Root) {
	n := rows(f.group.parts[0])
	switch {
	case foldsRows(r, n):
		count := f.pieces
		if f.left() {
			count++
		}
		f.partial[r] = &expr.Root{Kind: expr.Input, Type: r.Type, Shape: append(array.Shape{count}, r.Shape...), Place: f.temp(r.Type, count*apart(r))}
	case !f.isLocal(r, n) && !(r.Kind == expr.Map && f.known[r].inner):
		f.places[r] = f.placed(r, nil)
	}
}

// apart returns how many elements the reductions of one piece are from those of the next. Sums in arrays are added to in every block of a
// piece: if two pieces shared a line of memory, it would go to and fro between the cores that work on them. Scalars are stored once.
func apart(r *expr.Root) int {
	if len(r.Shape) == 0 {
		return 1
	}
	line := loop.LineBytes / r.Type.Size()
	return (r.Shape.Size() + line - 1) / line * line
}

// pass prepares piece k.
func (f *forking) pass(k *loop.Value) *pass {
	return f.newPass(f.group, f.size, func(r *expr.Root) expr.Place {
		if f.partial[r] != nil {
			return f.of(r, k)
		}
		return f.places[r]
	})
}

// of returns where reduction r of piece k is.
func (f *forking) of(r *expr.Root, k *loop.Value) expr.Place {
	at := f.partial[r].Place
	f.touch(at.Buffer)
	return rowOf(at, k, apart(r))
}

// keep stores the sums of piece k.
func (f *forking) keep(p *pass, k *loop.Value, sums []*loop.Value) {
	for i, s := range p.sums {
		at := f.of(s.root, k)
		f.b.Store(loop.Address{Buffer: at.Buffer, Offset: at.Offset, Terms: at.Terms}, sums[i])
	}
}

// piece makes the blocks of piece k.
func (f *forking) piece(k *loop.Value) {
	p := f.pass(k)
	f.clock++
	begin := func(k *loop.Value) *loop.Value {
		first := f.b.Op(loop.Mul, k, f.b.Int(array.Int64, int64(f.blocks)))
		return f.b.Op(loop.Div, first, f.b.Int(array.Int64, int64(f.pieces)))
	}
	lo, hi := begin(k), begin(f.b.Op(loop.Add, k, f.b.Int(array.Int64, 1)))
	f.keep(p, k, p.blocks(lo, hi, p.units()))
}

// rest makes the piece of the rows that are left over.
func (f *forking) rest() {
	if !f.left() {
		return
	}
	k := f.b.Int(array.Int64, int64(f.pieces))
	p := f.pass(k)
	f.clock++
	f.keep(p, k, p.rest(p.units()))
}

// combine makes a result of what the pieces have.
func (f *forking) combine(r *expr.Root) {
	q := f.partial[r]
	if q == nil {
		if p, ok := f.places[r]; ok {
			r.Place = p
		}
		return
	}
	sum := &expr.Root{Kind: expr.Reduce, Type: r.Type, Shape: r.Shape, Axes: []int{0}}
	x := expr.Whole(q)
	x.Strides[0] = apart(r)
	n := &nest{level: f.level, shape: q.Shape, axes: sum.Axes, folds: []fold{{root: sum, op: r.Fold, x: x}}}
	if len(r.Shape) > 0 {
		r.Place = f.placed(r, nil)
		f.touch(r.Place.Buffer)
		n.folds[0].dest = r.Place
	}
	n.emit()
	if len(r.Shape) == 0 {
		r.Value = n.last[0]
	}
}

// fork makes the statements of body a function that is run for n pieces, with an arena of its own.
func (s *scheduler) fork(n int, body func(k *loop.Value)) {
	around := s.order
	temp := func(t array.DType, n int) *loop.Buffer { return s.temp(t, n).Buffer }
	s.inLoop(func() {
		s.forks++
		s.b.Fork(fmt.Sprintf("pieces%d", s.forks), n, temp, func(k *loop.Value) {
			s.order = nil
			body(k)
			s.plan()
			s.order = around
		})
	})
}
