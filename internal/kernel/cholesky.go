package kernel

import (
	"math"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// Cholesky writes the lower triangular L with L Lᵀ = S = (A + Aᵀ)/2 for each of a stack of matrices A; NaN where S is not
// positive definite. U = Lᵀ is computed block of rows by block of rows,
//
//	U_IJ = U_II⁻ᵀ (S_IJ - Σ_{k<I} U_kIᵀ U_kJ),  U_IIᵀ U_II = S_II - Σ_{k<I} U_kIᵀ U_kI
//
// where the sums are tiles. A strip of rows goes all the way from A to L before the next one, panel by panel: what is above it in a
// panel is read once for all of its blocks, and what is above those stays in the second cache.
func Cholesky(e expr.Emitter, t ir.Type) {
	k := begin(e)
	k.matrices(t.Shape, func(n, _ int) {
		c := &cholesky{kernel: k, dtype: t.DType, u: k.square(n)}
		c.corners = k.corners(c.u.rows)
		c.identity(c.u)
		least := c.factor()
		c.lowerDiagonal(c.u, c.put)
		c.spoil(c.b.Op(loop.Lt, c.float(0), least))
	})
}

type cholesky struct {
	*kernel
	dtype   array.DType
	u       square
	corners corners
}

// Parts of a panel are as many rows as there are in some panels' width: in a strip, few enough for all that its blocks take from
// above to fit the second cache, and in what they take at a time, few enough for the first.
const (
	stripPanels = 6
	deepPanels  = 12
)

// strip is the rows of U that cross the diagonal in the panels from first to before end.
type strip struct {
	first, end sum
	rows       span
}

func (c *cholesky) strip(i sum) strip {
	first, w := i.times(stripPanels), c.u.width
	end := c.smaller(first.add(stripPanels), number(c.u.count))
	return strip{first, end, span{first.times(w), c.smaller(end.times(w), number(c.u.n))}}
}

// factor replaces u by its factor and returns the least of the squares of its diagonal: a number that is not positive, or NaN,
// says that there is none.
func (c *cholesky) factor() *loop.Value {
	strips := (c.u.count + stripPanels - 1) / stripPanels
	return c.fold(number(0), number(strips), c.float(math.Inf(1)), func(i sum, least *loop.Value) *loop.Value {
		s := c.strip(i)
		c.fillSymmetric(c.u, 0, s.rows)
		least = c.fold(s.first, number(c.u.count), least, func(q sum, least *loop.Value) *loop.Value {
			before, end := c.smaller(q, s.end), c.smaller(q.add(1), s.end) // between them is q, or nothing
			c.above(s, end, q)
			c.inside(s, before, q)
			return c.fold(before, end, least, func(_ sum, least *loop.Value) *loop.Value { return c.panel(s, q, least) })
		})
		c.lowerBelow(c.u, s.rows, c.put)
		return least
	})
}

// stripBlocks calls f for each block of rows of a strip that crosses the diagonal before panel end.
func (c *cholesky) stripBlocks(s strip, end sum, f func(b block)) {
	c.each(s.first, end, func(p sum) {
		c.each(number(0), c.blocksAcross(p), func(i sum) { f(c.across(p, i)) })
	})
}

// above takes the products of the rows above a strip from the part of panel q that is in its blocks before panel end.
func (c *cholesky) above(s strip, end, q sum) {
	n := deepPanels * c.u.width
	c.each(number(0), c.over(s.rows.lo.add(n-1), n), func(i sum) {
		rows := span{i.times(n), c.smaller(i.add(1).times(n), s.rows.lo)}
		c.stripBlocks(s, end, func(b block) {
			c.vector(number(0), number(c.u.width), func(j sum) { c.update(b, rows, q, j, same) })
		})
	})
}

// inside finishes it, block by block.
func (c *cholesky) inside(s strip, end, q sum) {
	c.stripBlocks(s, end, func(b block) {
		rows := span{s.rows.lo, b.row(0)}
		c.vector(number(0), number(c.u.width), func(j sum) { c.update(b, rows, q, j, c.substitution(b)) })
	})
}

// panel finishes the part of a panel that crosses the diagonal.
func (c *cholesky) panel(s strip, p sum, least *loop.Value) *loop.Value {
	return c.fold(number(0), c.blocksAcross(p), least, func(i sum, least *loop.Value) *loop.Value {
		b := c.across(p, i)
		rows := span{s.rows.lo, b.row(0)}
		c.columns(b, rows, i, same)
		least = c.corner(b, least)
		c.each(i.add(1), number(c.u.width/tall), func(j sum) { c.columns(b, rows, j, c.substitution(b)) })
		return least
	})
}

// blocksAcross returns how many blocks of rows cross the diagonal in a panel.
func (c *cholesky) blocksAcross(panel sum) sum {
	each := c.u.width / tall
	return c.smaller(number(each), panel.times(each).from(c.u.rows/tall))
}

// across returns block i of them.
func (c *cholesky) across(panel, i sum) block {
	return block{panel.times(c.u.width / tall).plus(i), panel, i, tall}
}

// columns updates four columns of a block of rows in the panel where it crosses the diagonal.
func (c *cholesky) columns(b block, rows span, q sum, f func(x []*loop.Value) []*loop.Value) {
	c.vector(number(0), number(tall), func(j sum) { c.update(b, rows, b.panel, q.times(tall).plus(j), f) })
}

// update takes the products of some rows above from a column of a block of rows, and applies f.
func (c *cholesky) update(b block, rows span, panel, col sum, f func(x []*loop.Value) []*loop.Value) {
	x := c.tile(rows.lo, rows.hi,
		func(r int, k sum) loop.Address { return c.u.at(b.panel, k, b.column(r)) },
		func(k sum) loop.Address { return c.u.at(panel, k, col) })
	for r := range x {
		x[r] = c.sub(c.b.Load(c.u.at(panel, b.row(r), col)), x[r])
	}
	for r, y := range f(x) {
		c.b.Store(c.u.at(panel, b.row(r), col), y)
	}
}

func same(x []*loop.Value) []*loop.Value { return x }

func (c *cholesky) substitution(b block) func(x []*loop.Value) []*loop.Value {
	return func(x []*loop.Value) []*loop.Value { return c.substitute(c.corners, b.i, x) }
}

// corner factors the block on the diagonal, row by row. Few of its elements are in registers at a time.
func (c *cholesky) corner(b block, least *loop.Value) *loop.Value {
	at := func(r, j int) loop.Address { return c.u.at(b.panel, b.row(r), b.column(j)) }
	var u [tall][tall]*loop.Value
	for r := range tall {
		for j := r; j < tall; j++ {
			u[r][j] = c.b.Load(at(r, j))
			for q := range r {
				u[r][j] = c.fma(c.neg(u[q][r]), u[q][j], u[r][j])
			}
		}
		least = c.min(least, u[r][r])
		u[r][r] = c.b.Op(loop.Sqrt, u[r][r])
		c.b.Store(at(r, r), u[r][r])
		inverse := c.div(c.float(1), u[r][r])
		c.b.Store(c.corners.at(b.i, r, r), inverse)
		for j := r + 1; j < tall; j++ {
			u[r][j] = c.mul(u[r][j], inverse)
			c.b.Store(at(r, j), u[r][j])
			c.b.Store(c.corners.at(b.i, j, r), c.neg(u[r][j]))
		}
	}
	return least
}

func (c *cholesky) put(x *loop.Value, i, j sum) { c.out(0, c.dtype, x, i, j) }

// spoil makes the result NaN unless it is good.
func (c *cholesky) spoil(good *loop.Value) {
	rows := index(c.b.Op(loop.Select, good, c.int(0), c.int(c.u.n)))
	nan := c.float(math.NaN())
	c.each(number(0), rows, func(i sum) {
		c.vector(number(0), number(c.u.n), func(j sum) { c.put(nan, i, j) })
	})
}
