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
// where the sums are tiles. All blocks of rows of a panel are done before the next panel is read.
func Cholesky(e expr.Emitter, t ir.Type) {
	k := begin(e)
	k.matrices(t.Shape, func(n, _ int) {
		c := &cholesky{kernel: k, u: k.square(n)}
		c.corners = k.corners(c.u.rows)
		k.fillSymmetric(c.u, 0)
		least := c.factor()
		c.unpack(t.DType, k.b.Op(loop.Lt, k.float(0), least))
	})
}

type cholesky struct {
	*kernel
	u       square
	corners corners
}

// factor replaces u by its factor and returns the least of the squares of its diagonal: a number that is not positive, or NaN,
// says that there is none.
func (c *cholesky) factor() *loop.Value {
	each := c.u.width / tall
	return c.fold(number(0), number(c.u.count), c.float(math.Inf(1)), func(p sum, least *loop.Value) *loop.Value {
		blocks := index(c.min(c.int(each), c.value(p.times(each).from(c.u.rows/tall))))
		least = c.fold(number(0), blocks, least, func(s sum, least *loop.Value) *loop.Value {
			b := block{p.times(each).plus(s), p, s, tall}
			c.columns(b, p, s, same)
			least = c.corner(b, least)
			c.each(s.add(1), number(each), func(q sum) { c.columns(b, p, q, c.substitution(b)) })
			return least
		})
		c.each(p.add(1), number(c.u.count), func(q sum) {
			c.each(number(0), blocks, func(s sum) {
				b := block{p.times(each).plus(s), p, s, tall}
				c.vector(number(0), number(c.u.width), func(j sum) { c.update(b, q, j, c.substitution(b)) })
			})
		})
		return least
	})
}

// columns updates four columns of a block of rows.
func (c *cholesky) columns(b block, panel, q sum, f func(x []*loop.Value) []*loop.Value) {
	c.vector(number(0), number(tall), func(j sum) { c.update(b, panel, q.times(tall).plus(j), f) })
}

// update subtracts the products of the rows above from a column of a block of rows, and applies f.
func (c *cholesky) update(b block, panel, col sum, f func(x []*loop.Value) []*loop.Value) {
	x := c.tile(number(0), b.row(0),
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

// unpack stores Uᵀ, or NaN if it is not good.
func (c *cholesky) unpack(t array.DType, good *loop.Value) {
	nan := c.float(math.NaN())
	c.lower(c.u, func(x *loop.Value, i, j sum) { c.out(0, t, c.b.Op(loop.Select, good, x, nan), i, j) })
}
