package kernel

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// panels is a matrix of float64 in a temporary, cut into panels of width columns. The rows of a panel lie one after
// the other, so that a walk down a panel reads memory in its order, and no two rows meet in the same set of a cache.
type panels struct {
	buffer      *loop.Buffer
	rows, width int
	count       int // of panels
	stride      int // from one to the next
}

// wide is the most columns that a panel has: three vectors of four float64, whose sums for a tile's rows fit 16 registers, or two of
// eight, where three would leave more of the last panel empty.
func (k *kernel) wide() int {
	if k.Vector() == 64 {
		return 16
	}
	return 12
}

// page is as many elements as there are between those that meet in a set of a cache.
const page = 512

// panels returns a matrix whose rows are a whole number of tiles and whose columns a whole number of panels.
func (k *kernel) panels(rows, cols int) panels {
	p := panels{rows: up(rows, tall), width: min(k.wide(), up(cols, tall))}
	p.count = (cols + p.width - 1) / p.width
	p.stride = p.rows * p.width
	if p.stride%page == 0 {
		p.stride += 4 * p.width
	}
	p.buffer = k.Temp(array.Float64, p.stride*p.count)
	return p
}

// up rounds n up to a multiple of m.
func up(n, m int) int { return (n + m - 1) / m * m }

// at returns where the element in a row and in a column of a panel is.
func (p panels) at(panel, row, col sum) loop.Address {
	return panel.times(p.stride).plus(row.times(p.width)).plus(col).in(p.buffer)
}

// blank sets the last panel to zero if it has more columns than the matrix.
func (k *kernel) blank(p panels, cols int) {
	if cols < p.count*p.width {
		k.vector(number(0), number(p.rows*p.width), func(i sum) {
			k.b.Store(p.at(number(p.count-1), number(0), i), k.float(0))
		})
	}
}

// square is a triangular matrix of n rows as panels: row i of it is column i of those. So the elements that one row of a tile
// takes from it lie beside those of the others.
type square struct {
	panels
	n int
}

// block is four rows of a triangular matrix: block i of all, which are columns from 4·col on of a panel. The last may have less
// rows.
type block struct {
	i, panel, col sum
	height        int
}

func (k *kernel) square(n int) square { return square{k.panels(n, n), n} }

// span is a range of rows, from lo to before hi.
type span struct{ lo, hi sum }

// all is all rows of the matrix.
func (s square) all() span { return span{number(0), number(s.n)} }

// blocks calls f for each block of rows from block lo on.
func (k *kernel) blocks(s square, lo sum, f func(b block)) {
	k.each(lo, number(s.n/tall), func(i sum) { f(k.block(s, i, tall)) })
	if rest := s.n % tall; rest > 0 {
		f(k.block(s, number(s.n/tall), rest))
	}
}

func (k *kernel) block(s square, i sum, height int) block {
	each := s.width / tall
	panel := k.over(i, each)
	return block{i, panel, i.plus(panel.times(-each)), height}
}

// column returns where in its panel row r of the block is.
func (b block) column(r int) sum { return b.col.times(tall).add(r) }

// row returns row r of the block.
func (b block) row(r int) sum { return b.i.times(tall).add(r) }

// identity sets the rows that the matrix does not have to those of an identity, and zeros to the right of it.
func (k *kernel) identity(s square) {
	k.blank(s.panels, s.n)
	for i := s.n; i < s.rows; i++ {
		k.b.Store(s.at(number(i/s.width), number(i), number(i%s.width)), k.float(1))
	}
}

// fill sets the triangle of s, diagonal included, in some rows, to the elements at(i, j), i ≥ j, of a matrix.
func (k *kernel) fill(s square, rows span, at func(i, j sum) *loop.Value) {
	k.blocks(s, k.over(rows.lo, tall), func(b block) {
		k.vector(rows.lo, k.smaller(b.row(b.height), rows.hi), func(j sum) {
			x := make([]*loop.Value, b.height)
			for r := range x {
				x[r] = at(b.row(r), j)
			}
			for r, v := range x {
				k.b.Store(s.at(b.panel, j, b.column(r)), v)
			}
		})
	})
}

// fillSymmetric sets the triangle of s, in some rows, to that of (A + Aᵀ)/2 for the matrix A at hand of an operand. The rows of A are
// read twice, to columns of s and to rows of it: columns that are long would come from far away.
func (k *kernel) fillSymmetric(s square, operand int, rows span) {
	k.fill(s, rows, func(i, j sum) *loop.Value { return k.in(operand, i, j) })
	w, whole := s.width, s.n/s.width
	k.each(rows.lo, rows.hi, func(i sum) {
		half := func(q sum, width int) {
			k.vector(number(0), number(width), func(j sum) {
				at := s.at(q, i, j)
				x := k.add(k.b.Load(at), k.in(operand, i, q.times(w).plus(j)))
				k.b.Store(at, k.mul(x, k.float(0.5)))
			})
		}
		k.each(k.over(i, w), number(whole), func(q sum) { half(q, w) })
		if rest := s.n % w; rest > 0 {
			half(number(whole), rest)
		}
	})
}

// lowerBelow calls put for the elements of the lower triangular matrix s in some columns that are below the blocks on its diagonal.
func (k *kernel) lowerBelow(s square, cols span, put func(x *loop.Value, i, j sum)) {
	k.blocks(s, k.over(cols.lo, tall), func(b block) {
		k.vector(cols.lo, k.smaller(b.row(0), cols.hi), func(j sum) {
			x := make([]*loop.Value, b.height)
			for r := range x {
				x[r] = k.b.Load(s.at(b.panel, j, b.column(r)))
			}
			for r, v := range x {
				put(v, b.row(r), j)
			}
		})
	})
}

// lowerDiagonal calls put for the elements of the lower triangular matrix s in the blocks on its diagonal, and for the zeros to the
// right.
func (k *kernel) lowerDiagonal(s square, put func(x *loop.Value, i, j sum)) {
	k.blocks(s, number(0), func(b block) {
		for r := range b.height {
			for j := range r + 1 {
				put(k.b.Load(s.at(b.panel, b.row(j), b.column(r))), b.row(r), b.row(j))
			}
			k.vector(b.row(r+1), number(s.n), func(j sum) { put(k.float(0), b.row(r), j) })
		}
	})
}

// columns calls f for each element of a matrix of m columns that is in p, with its place there. Those that lie side by side
// come together.
func (k *kernel) columns(p panels, rows, m int, f func(i, j sum, at loop.Address)) {
	k.each(number(0), number(rows), func(i sum) {
		part := func(q sum, width int) {
			k.vector(number(0), number(width), func(j sum) { f(i, q.times(p.width).plus(j), p.at(q, i, j)) })
		}
		k.each(number(0), number(m/p.width), func(q sum) { part(q, p.width) })
		if rest := m % p.width; rest > 0 {
			part(number(m/p.width), rest)
		}
	})
}
