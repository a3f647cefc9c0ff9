package schedule

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// A block of a matrix is packed so that a tile finds what it needs in its order: panels, one after the other, of
// as many rows or columns as a tile has, each by index of the sum. That also keeps rows a power of two apart from
// fighting for the same lines of the cache.

// packed makes a block of m contiguous, if that is to be done, and returns it.
func (p *product) packed(m matrix, s, k stretch) matrix {
	if q, ok := p.ready[p.folds[0].root]; ok && q.e == m.e {
		return q
	}
	if !m.pack {
		return m
	}
	m.rows = k.n
	m.buf = p.temp(m.e.Type, (s.n+m.tile-1)/m.tile*m.tile*k.n).Buffer
	p.split(s, m.tile, func(s stretch) {
		p.b.For(p.b.Int(array.Int64, 0), p.b.Int(array.Int64, int64(k.n)), nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
			p.across(m, s.n, func(at coordinate) {
				source := m
				source.buf = nil
				x := p.of(source, s, at, k, along(i))
				p.b.Store(m.address(s, at, along(i)), x)
			})
			return nil
		})
	})
	return m
}

// packBefore packs the operands of products that are the same in all blocks of a pass, before it.
func (p *pass) packBefore(n *nest, part *group) {
	one := *n
	one.shape = slices.Clone(n.shape)
	one.shape[n.row] = p.block.size
	p.nest, p.blocking, p.block.axis = part, p.block, n.row
	n.ready = map[*expr.Root]matrix{}
	for _, f := range n.folds {
		q := one.product(f)
		if q == nil || !q.y.pack || len(q.around) > 0 || one.varies(q.y.e, n.row) {
			continue
		}
		k, columns := q.extents[q.sum], q.extents[q.column]
		if q.depth() == k && columns <= mostColumns {
			n.ready[f.root] = q.packed(q.y, stretch{n: columns}, stretch{n: k})
		}
	}
	p.nest, p.blocking = nil, nil
}

// across calls f for n elements of a panel: in a vector if they lie side by side.
func (p *product) across(m matrix, n int, f func(at coordinate)) {
	if m.wide != 1 && m.deep != 0 {
		for i := range n {
			f(coordinate{offset: i})
		}
		return
	}
	p.b.Vector(p.b.Int(array.Int64, 0), p.b.Int(array.Int64, int64(n)), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		f(along(i))
		return nil
	})
}

// of returns the element of m at an index of a stretch of its axis, and one of the sum.
func (p *product) of(m matrix, s stretch, at coordinate, k stretch, deep coordinate) *loop.Value {
	if m.buf != nil {
		p.touch(m.buf)
		return p.b.Load(m.address(s, at, deep))
	}
	p.at[m.axis], p.at[p.sum] = s.from.plus(at), k.from.plus(deep)
	return p.operand(m.e, p.at, map[*expr.Node]*loop.Value{})
}

// address returns where an element is packed. Where at is beyond a panel, it is in the next one.
func (m *matrix) address(s stretch, at, deep coordinate) loop.Address {
	a := loop.Address{Buffer: m.buf, Offset: at.offset / m.tile * m.tile * m.rows}
	s.in.times(m.rows).addTo(&a)
	deep.times(m.tile).addTo(&a)
	at.offset %= m.tile
	at.addTo(&a)
	return a
}
