package schedule

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Nests over the rows of the same data make one pass: for each block of rows, all of them, so that a block
// is read from memory once and what one nest hands to the next stays in the cache. A regression then
// reads its data once for value and gradient, and no temporary has the length of the data. The rows may be any
// axis of a nest: those of several chains over the same data have the chains before them.

// fewRows is below what it is not worth to make blocks of: such data are in the cache anyway.
const fewRows = 4096

// merge puts groups over the same long axis in one group: the longest one that comes first, or, if more groups
// have it, the longest of all. What comes before and after that is merged likewise.
func (l *level) merge(groups []*group) []*group {
	first, all := longest(groups)
	m := l.merged(groups, first)
	if all != first {
		if q := l.merged(groups, all); len(q.block) > len(m.block) {
			m = q
		}
	}
	if len(m.block) == 0 {
		return groups
	}
	whole := &group{stage: m.block[0].stage, parts: m.block, rows: m.rows}
	for _, g := range m.block {
		g.rows = m.rows
		whole.roots = append(whole.roots, g.roots...)
	}
	pass := []*group{whole}
	if len(m.block) == 1 && l.pieces(whole) < 2 {
		pass = m.block
	}
	return slices.Concat(l.merge(m.first), pass, l.merge(m.last))
}

// merging is the groups that make one pass over rows, those before and those after it.
type merging struct {
	rows               int
	first, block, last []*group
}

// merged finds the groups that go over n rows together. A group can join if it reads of others in the block only the row
// that it is at; reductions over rows have results only after the block.
func (l *level) merged(groups []*group, n int) merging {
	m := merging{rows: n}
	if n < fewRows {
		return m
	}
	joined, after := map[*group]bool{}, map[*group]bool{}
	for _, g := range groups {
		join, late := slices.Contains(lengths(g), n), false
		for _, r := range g.roots {
			for _, v := range l.known[r].reads {
				q := l.known[v.Root]
				late = late || after[q.group] || joined[q.group] && !(join && keptRows(v.Root, n) >= 0 && sameRow(v, n))
			}
		}
		switch {
		case late:
			after[g] = true
			m.last = append(m.last, g)
		case join:
			joined[g] = true
			m.block = append(m.block, g)
		default:
			m.first = append(m.first, g)
		}
	}
	return m
}

// longest returns the greatest length of the first axis of a nest, and of any axis.
func longest(groups []*group) (first, all int) {
	for _, g := range groups {
		for a, n := range lengths(g) {
			if all = max(all, n); a == 0 {
				first = max(first, n)
			}
		}
	}
	return first, all
}

// lengths returns the lengths of the axes of a nest, none for what is no nest.
func lengths(g *group) array.Shape {
	if r := g.roots[0]; r.Kind == expr.Map || r.Kind == expr.Reduce {
		return r.X.Shape
	}
	return nil
}

// rows returns how many rows the pass has that a group is of.
func rows(g *group) int { return g.rows }

// foldsRows reports whether r is reduced over the n rows.
func foldsRows(r *expr.Root, n int) bool {
	return r.Kind == expr.Reduce && slices.Contains(r.Axes, slices.Index(r.X.Shape, n))
}

// keptRows returns the axis of r that has an element for each of the n rows that it is computed from, or -1.
func keptRows(r *expr.Root, n int) int {
	if r.Kind != expr.Map && r.Kind != expr.Reduce || foldsRows(r, n) {
		return -1
	}
	axis := slices.Index(r.X.Shape, n)
	kept := axis
	for _, a := range r.Axes {
		if a < axis {
			kept--
		}
	}
	return kept
}

// sameRow reports whether the elements of m, at an index of the axis with n rows, are of that row of its root.
func sameRow(m *expr.Node, n int) bool {
	axis, own := slices.Index(m.Shape, n), keptRows(m.Root, n)
	if axis < 0 || m.Offset != 0 || len(m.Terms) > 0 {
		return false
	}
	width, reach := m.Root.Shape[own+1:].Size(), 0
	for k, s := range m.Strides {
		switch {
		case s < 0:
			return false
		case k != axis && s%(n*width) != 0: // of an axis behind the rows
			reach += s * (m.Shape[k] - 1)
		}
	}
	return m.Strides[axis] == width && reach < width
}

// blocking is the block of rows that statements are made for: those from size·index + offset on.
type blocking struct {
	index        *loop.Value // nil for the last block
	size, offset int
	axis         int                   // of the rows, in the nest that is being made
	local        map[*loop.Buffer]bool // buffers of one block
	layout       map[*expr.Root][]int  // strides of what is in them
	ahead        map[*expr.Root]int    // how far ahead the nest that is being made fetches what it reads
	between      []*expr.Root          // what it fetches if it computes enough
	fetched      []*expr.Root          // what a nest of this block has fetched so
}

// blockSize is how many rows go through the cache at a time: their data fill about half of the first one, or less, if the
// next block is fetched meanwhile, or, if much is computed of each element, some of the second.
func (l *level) blockSize(g *group) int {
	const half, some = 24 << 10, 96 << 10
	little := max(8<<10, 256*l.machine.Vector)
	const much = 4 // elements of a nest for each element of the data
	n, bytes, work := rows(g.parts[0]), 0, 0
	fetched := false
	seen := map[*expr.Root]bool{}
	for _, r := range g.roots {
		work = max(work, r.X.Shape.Size()/n*r.X.Type.Size())
		for _, m := range l.known[r].reads {
			if a := slices.Index(m.Shape, n); !seen[m.Root] && a >= 0 && m.Strides[a] != 0 {
				seen[m.Root] = true
				fetched = fetched || l.isLong(m.Root)
				bytes += m.Root.Shape.Size() / n * m.Type.Size()
			}
		}
	}
	fill := half
	switch {
	case work >= much*bytes:
		fill = some
	case fetched && len(g.parts) > 1:
		fill = little
	}
	const most = 1024
	return max(blockUnit, min(fill/max(bytes, 1), most)) &^ (blockUnit - 1)
}

// blockUnit is what the number of rows of a block is a multiple of.
const blockUnit = 16

// blockOf makes one pass over rows.
func (l *level) blockOf(g *group) {
	if n := l.pieces(g); n > 1 {
		l.forkOf(g, n)
		return
	}
	size := l.blockSize(g)
	p := l.newPass(g, size, func(r *expr.Root) expr.Place { return l.placed(r, nil) })
	l.clock++
	sums := p.blocks(l.b.Int(array.Int64, 0), l.b.Int(array.Int64, int64(p.rows/size)), p.units())
	for i, v := range p.rest(sums) {
		p.sums[i].root.Value = v
	}
}

// pass goes over the rows of a group in blocks.
type pass struct {
	*level
	group *group
	rows  int
	block *blocking
	nests []*nest
	sums  []fold // results of rank 0, which the loop carries
}

// newPass prepares a pass. What is needed after it gets its places from place.
func (l *level) newPass(g *group, size int, place func(r *expr.Root) expr.Place) *pass {
	p := &pass{level: l, group: g, rows: rows(g.parts[0])}
	p.block = &blocking{size: size, local: map[*loop.Buffer]bool{}, layout: map[*expr.Root][]int{}}
	for _, part := range g.parts {
		nest := l.prepare(part, func(r *expr.Root) expr.Place {
			if !l.isLocal(r, p.rows) {
				return place(r)
			}
			local := l.temp(r.Type, size*(r.Shape.Size()/p.rows))
			p.block.local[local.Buffer] = true
			p.block.layout[r] = p.layout(r)
			return local
		})
		nest.rows, nest.row = true, slices.Index(nest.shape, p.rows)
		p.relayOut(nest, part)
		nest.clear()
		p.packBefore(nest, part)
		p.nests = append(p.nests, nest)
		for _, f := range nest.folds {
			if len(f.root.Shape) == 0 {
				p.sums = append(p.sums, f)
			}
		}
	}
	return p
}

// isLocal reports whether the rows of r are only read in the block that they are computed in.
func (l *level) isLocal(r *expr.Root, n int) bool {
	i := l.known[r]
	return keptRows(r, n) >= 0 && i.last <= l.step && !i.direct
}

// units returns what the sums begin with.
func (p *pass) units() []*loop.Value {
	init := make([]*loop.Value, len(p.sums))
	for i, f := range p.sums {
		init[i] = p.b.Bits(f.root.Type, unit(f.op, f.root.Type))
	}
	return init
}

// blocks goes over blocks lo to hi-1 and returns the sums.
func (p *pass) blocks(lo, hi *loop.Value, sums []*loop.Value) []*loop.Value {
	p.inLoop(func() {
		sums = p.b.For(lo, hi, sums, func(k *loop.Value, sums []*loop.Value) []*loop.Value {
			p.block.index = k
			return p.oneBlock(p.block.size, sums)
		})
	})
	return sums
}

// rest goes over the rows that are left over, and returns the sums.
func (p *pass) rest(sums []*loop.Value) []*loop.Value {
	left := p.rows % p.block.size
	if left == 0 {
		return sums
	}
	p.block.index, p.block.offset = nil, p.rows-left
	return p.oneBlock(left, sums)
}

// oneBlock makes all nests for one block, of n rows, and returns the sums.
func (p *pass) oneBlock(n int, sums []*loop.Value) []*loop.Value {
	var out []*loop.Value
	p.blocking, p.block.fetched = p.block, nil
	for i, nest := range p.nests {
		one := *nest
		one.shape = slices.Clone(nest.shape)
		one.shape[nest.row] = n
		p.block.axis = nest.row
		one.carry = sums[len(out):]
		p.nest = p.group.parts[i]
		p.fetches(i)
		one.emit()
		p.nest = nil
		out = append(out, one.last...)
	}
	p.blocking = nil
	return out
}
