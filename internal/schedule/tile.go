package schedule

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// stretch is n indices of an axis.
type stretch struct {
	from coordinate // the first
	in   coordinate // the first, counted from the begin of what is packed
	n    int
}

// Lengths of blocks, of which one that is smaller may come last. A panel of y is depth times width elements, which
// with the rows of x that go with it are in the first cache; a block of x is depth times rows, in the second; all
// panels are depth times columns.
const (
	mostDeep    = 192
	mostRows    = 96
	mostColumns = 3072
)

// emit makes the product.
func (p *product) emit() {
	m, k, n := p.extents[p.row], p.extents[p.sum], p.extents[p.column]
	adds := p.partial()
	for _, a := range p.around {
		adds = adds || p.reduced(a)
	}
	depth := p.depth()
	if (adds || depth < k) && !p.partial() {
		p.reset(p.column)
	}
	adds = adds || depth < k
	p.through(p.around, -1, nil, nil, func([]*loop.Value) []*loop.Value {
		p.split(stretch{n: n}, even(n, mostColumns, p.width()), func(j stretch) {
			p.split(stretch{n: k}, depth, func(k stretch) {
				y := p.packed(p.y, j.whole(), k)
				p.split(stretch{n: m}, even(m, mostRows, p.height()), func(i stretch) {
					p.tiles(p.packed(p.x, i.whole(), k), y, i.whole(), j.whole(), k, adds)
				})
			})
		})
		return nil
	})
}

// depth is how many indices of the sum a block has.
func (p *product) depth() int { return even(p.extents[p.sum], mostDeep, 4) }

// even returns the length of blocks, of at most most, that n is cut into: a multiple of unit, of about the same length.
func even(n, most, unit int) int {
	count := (n + most - 1) / most
	return min(n, ((n+count-1)/count+unit-1)/unit*unit)
}

// whole returns a stretch that is the begin of what is packed.
func (s stretch) whole() stretch { return stretch{from: s.from, n: s.n} }

// split makes a loop over pieces of a stretch, and what is left after that.
func (n *nest) split(s stretch, size int, f func(stretch)) {
	piece := func(at coordinate, size int) { f(stretch{s.from.plus(at), s.in.plus(at), size}) }
	switch whole := s.n / size; {
	case whole == 1:
		piece(coordinate{}, size)
	case whole > 1:
		n.b.For(n.b.Int(array.Int64, 0), n.b.Int(array.Int64, int64(whole)), nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
			piece(along(i).times(size), size)
			return nil
		})
	}
	if rest := s.n % size; rest > 0 {
		piece(coordinate{offset: s.n - rest}, rest)
	}
}

// tiles makes what a block of x and one of y add to z.
func (p *product) tiles(x, y matrix, i, j, k stretch, adds bool) {
	p.split(j, p.width(), func(j stretch) {
		rows := p.height()
		if j.n <= p.lanes() { // so that there are enough sums to hide their latency
			rows = max(rows, 8)
		}
		p.split(i, rows, func(i stretch) { p.tile(x, y, i, j, k, adds) })
	})
}

// tile adds Σ x[i,k]·y[k,j] for some i, a vector of j, and all k of a block to z.
func (p *product) tile(x, y matrix, i, j, k stretch, adds bool) {
	zero := p.b.Int(array.Int64, 0)
	eachRow := func(f func(r int)) {
		for r := range i.n {
			p.at[p.row] = i.from.plus(coordinate{offset: r})
			f(r)
		}
	}
	p.at[p.column] = j.from
	if p.fetchesTiles(k.n) {
		eachRow(func(int) { p.fetchBelow(i.n, j.n) })
	}
	p.b.Vector(zero, p.b.Int(array.Int64, int64(j.n)), nil, nil, func(at *loop.Value, _ []*loop.Value) []*loop.Value {
		p.at[p.column] = j.from.plus(along(at))
		sums, _ := p.starts()
		for len(sums) < i.n {
			sums = append(sums, sums[0])
		}
		if adds {
			eachRow(func(r int) { sums[r] = p.gets()[0] })
		}
		sums = p.b.For(zero, p.b.Int(array.Int64, int64(k.n)), sums, func(deep *loop.Value, sums []*loop.Value) []*loop.Value {
			next := make([]*loop.Value, i.n)
			b := p.of(y, j, along(at), k, along(deep))
			eachRow(func(r int) {
				next[r] = p.b.Op(loop.FMA, p.of(x, i, coordinate{offset: r}, k, along(deep)), b, sums[r])
			})
			return next
		})
		eachRow(func(r int) { p.puts(sums[r : r+1]) })
		return nil
	})
	p.at[p.row], p.at[p.column], p.at[p.sum] = coordinate{}, coordinate{}, coordinate{}
}

// fetchesTiles reports whether the rows of a tile are fetched before they are needed: they lie in different pages, so that no
// processor expects them, and all of them are too many for the first cache. A tile that takes only some steps leaves no time for it.
func (p *product) fetchesTiles(steps int) bool {
	const enough = 32
	f := p.folds[0]
	return p.machine.Cache > 0 && steps >= enough && f.root.Shape.Size()*f.root.Type.Size() > l1Bytes && p.outer(f.root).Strides[p.column] == 1
}

// fetchBelow fetches some elements of z so many rows below those at hand: the row of the next tile.
func (p *product) fetchBelow(rows, width int) {
	f := p.folds[0]
	z := p.outer(f.root)
	if ahead := rows * z.Strides[p.row]; ahead > 0 {
		p.b.Fetch(loop.Fetch{Len: width, At: p.address(f.dest, z, p.at, nil), Ahead: ahead})
	}
}
