package schedule

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Nests over the rows of the same data make one pass: for each block of rows, all of them, so that a block
// is read from memory once and what one nest hands to the next stays in the cache. A regression then
// reads its data once for value and gradient, and no temporary has the length of the data.

// fewRows is below what it is not worth to make blocks of: such data are in the cache anyway.
const fewRows = 4096

// merge puts groups over the same long leading axis in one group. A group can join if it reads of others in
// the block only the row that it is at; reductions over rows have results only after the block.
func (l *level) merge() {
	n := l.longest()
	if n < fewRows {
		return
	}
	joined, after := map[*group]bool{}, map[*group]bool{}
	var block, first, last []*group
	for _, g := range l.groups {
		join, late := rows(g) == n, false
		for _, r := range g.roots {
			for _, m := range l.known[r].reads {
				q := l.known[m.Root]
				late = late || after[q.group] || joined[q.group] && !(join && keepsRows(m.Root, n) && sameRow(m, n))
			}
		}
		switch {
		case late:
			after[g] = true
			last = append(last, g)
		case join:
			joined[g] = true
			block = append(block, g)
		default:
			first = append(first, g)
		}
	}
	if len(block) == 0 {
		return
	}
	whole := &group{stage: block[0].stage, parts: block}
	for _, g := range block {
		whole.roots = append(whole.roots, g.roots...)
	}
	if len(block) == 1 && l.pieces(whole) < 2 {
		return
	}
	l.groups = slices.Concat(first, []*group{whole}, last)
}

// longest returns the greatest length of a leading axis that nests have.
func (l *level) longest() int {
	n := 0
	for _, g := range l.groups {
		n = max(n, rows(g))
	}
	return n
}

// rows returns the length of the leading axis of a nest, 0 for what is none.
func rows(g *group) int {
	if r := g.roots[0]; (r.Kind == expr.Map || r.Kind == expr.Reduce) && len(r.X.Shape) > 0 {
		return r.X.Shape[0]
	}
	return 0
}

// keepsRows reports whether r has a row for each of the n rows that it is computed from.
func keepsRows(r *expr.Root, n int) bool {
	return (r.Kind == expr.Map || r.Kind == expr.Reduce && r.Axes[0] > 0) && len(r.Shape) > 0 && r.Shape[0] == n
}

// sameRow reports whether element i of m's leading axis is of row i of its root.
func sameRow(m *expr.Node, n int) bool {
	if len(m.Shape) == 0 || m.Shape[0] != n || m.Offset != 0 || len(m.Terms) > 0 {
		return false
	}
	width, reach := m.Root.Shape[1:].Size(), 0
	for k, s := range m.Strides[1:] {
		if s < 0 {
			return false
		}
		reach += s * (m.Shape[k+1] - 1)
	}
	return m.Strides[0] == width && reach < width
}

// blocking is the block of rows that statements are made for: those from size·index + offset on.
type blocking struct {
	index        *loop.Value // nil for the last block
	size, offset int
	local        map[*loop.Buffer]bool // buffers of one block
}

// blockSize is how many rows go through the cache at a time: their data fill about half of it.
func (l *level) blockSize(g *group) int {
	const half = 24 << 10
	n, bytes := rows(g.parts[0]), 0
	seen := map[*expr.Root]bool{}
	for _, r := range g.roots {
		for _, m := range l.known[r].reads {
			if !seen[m.Root] && len(m.Shape) > 0 && m.Shape[0] == n && m.Strides[0] != 0 {
				seen[m.Root] = true
				bytes += m.Root.Shape.Size() / n * m.Type.Size()
			}
		}
	}
	const most = 1024
	return max(blockUnit, min(half/max(bytes, 1), most)) &^ (blockUnit - 1)
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
	p := &pass{level: l, group: g, rows: rows(g.parts[0]), block: &blocking{size: size, local: map[*loop.Buffer]bool{}}}
	for _, part := range g.parts {
		nest := l.prepare(part, func(r *expr.Root) expr.Place {
			if !l.isLocal(r, p.rows) {
				return place(r)
			}
			local := l.temp(r.Type, size*(r.Shape.Size()/p.rows))
			p.block.local[local.Buffer] = true
			return local
		})
		nest.rows = true
		nest.clear()
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
	return keepsRows(r, n) && i.last <= l.step && !i.direct
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
	p.blocking = p.block
	for i, nest := range p.nests {
		one := *nest
		one.shape = slices.Clone(nest.shape)
		one.shape[0] = n
		one.carry = sums[len(out):]
		p.nest = p.group.parts[i]
		one.emit()
		p.nest = nil
		out = append(out, one.last...)
	}
	p.blocking = nil
	return out
}
