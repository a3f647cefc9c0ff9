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
	if len(block) < 2 {
		return
	}
	whole := &group{stage: block[0].stage, parts: block}
	for _, g := range block {
		whole.roots = append(whole.roots, g.roots...)
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
	const least, most = 16, 1024
	return max(least, min(half/max(bytes, 1), most)) &^ (least - 1)
}

// blockOf makes one pass over rows.
func (l *level) blockOf(g *group) {
	b := &blocking{size: l.blockSize(g), local: map[*loop.Buffer]bool{}}
	n := rows(g.parts[0])
	nests := make([]*nest, len(g.parts))
	var sums []fold // results of rank 0, which the loop carries
	for i, part := range g.parts {
		nests[i] = l.prepare(part, func(r *expr.Root) expr.Place {
			if !keepsRows(r, n) || l.known[r].last > l.step || l.known[r].direct {
				return l.placed(r, nil)
			}
			p := l.temp(r.Type, b.size*(r.Shape.Size()/n))
			b.local[p.Buffer] = true
			return p
		})
		nests[i].rows = true
		nests[i].clear()
		for _, f := range nests[i].folds {
			if len(f.root.Shape) == 0 {
				sums = append(sums, f)
			}
		}
	}
	l.clock++
	carry := make([]*loop.Value, len(sums))
	for i, f := range sums {
		carry[i] = l.b.Bits(f.root.Type, unit(f.op, f.root.Type))
	}
	l.blocking = b
	l.inLoop(func() {
		carry = l.b.For(l.b.Int(array.Int64, 0), l.b.Int(array.Int64, int64(n/b.size)), carry,
			func(k *loop.Value, carry []*loop.Value) []*loop.Value {
				b.index = k
				return l.oneBlock(g, nests, b.size, carry)
			})
	})
	if left := n % b.size; left > 0 {
		b.index, b.offset = nil, n-left
		carry = l.oneBlock(g, nests, left, carry)
	}
	l.blocking = nil
	for i, f := range sums {
		f.root.Value = carry[i]
	}
}

// oneBlock makes all nests for one block, of n rows, and returns the sums.
func (l *level) oneBlock(g *group, nests []*nest, n int, carry []*loop.Value) []*loop.Value {
	var out []*loop.Value
	for i, nest := range nests {
		one := *nest
		one.shape = slices.Clone(nest.shape)
		one.shape[0] = n
		one.carry = carry[len(out):]
		l.nest = g.parts[i]
		one.emit()
		l.nest = nil
		out = append(out, one.last...)
	}
	return out
}
