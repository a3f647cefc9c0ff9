package kernel

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// CholeskyPullback writes the cotangent of A, a symmetric matrix, of the factorization (A + Aᵀ)/2 = L Lᵀ from L and its cotangent,
// for stacks of both, of which it reads the lower triangles. The factorization of U = Lᵀ by blocks of rows,
//
//	S_IJ = A_IJ - Σ_{k<I} U_kIᵀ U_kJ,  U_IIᵀ U_II = S_II,  U_IJ = U_II⁻ᵀ S_IJ
//
// is gone through backward, as in Murray, "Differentiation of the Cholesky decomposition", arXiv:1602.07527. With M = S̄ + S̄ᵀ, where
// S̄ is the cotangent of S, an upper triangle, all that the rows below do to the cotangent of U_I is a product, a sum of tiles:
//
//	Ū_IJ ← Ū_IJ - Σ_{k>I} U_Ik M_kJ,  S̄_IJ = U_II⁻¹ Ū_IJ,  Ū_II ← Ū_II - Σ_{J>I} U_IJ S̄_IJᵀ
func CholeskyPullback(e expr.Emitter, t ir.Type) {
	k := begin(e)
	k.matrices(t.Shape, func(n, _ int) {
		c := &choleskyPullback{kernel: k, l: k.square(n), m: square{k.panels(up(n, k.wide()), n), n}}
		c.corners = k.corners(c.l.rows)
		c.pack()
		k.each(number(0), number(c.m.count), func(i sum) { c.panel(i.from(c.m.count - 1)) })
		c.unpack(t.DType)
	})
}

type choleskyPullback struct {
	*kernel
	l       square // in rows: what lies beside each other is what a tile takes
	m       square // of rows that are done M, of the others Ū
	corners corners
}

// pack sets l and the upper triangle of m, with what leaves the rest as it is where the matrix ends.
func (c *choleskyPullback) pack() {
	n := c.l.n
	c.identity(c.l)
	c.columns(c.l.panels, n, n, func(i, j sum, at loop.Address) { c.b.Store(at, c.in(0, i, j)) })
	c.blank(c.m.panels, n)
	c.blocks(c.m, number(0), func(b block) {
		c.each(number(0), b.row(b.height), func(j sum) {
			for r := range b.height {
				c.b.Store(c.m.at(b.panel, j, b.column(r)), c.in(1, b.row(r), j))
			}
		})
	})
}

// panel computes the rows of M that cross the diagonal in a panel. What the rows below say of them comes first, so that a panel of
// M is read once for all of them.
func (c *choleskyPullback) panel(p sum) {
	each := c.m.width / tall
	blocks := c.smaller(number(each), p.times(each).from(c.l.rows/tall))
	below := p.add(1).times(c.m.width)
	c.each(p.add(1), number(c.m.count), func(q sum) {
		c.each(number(0), blocks, func(s sum) {
			b := block{p.times(each).plus(s), p, s, tall}
			c.vector(number(0), number(c.m.width), func(j sum) {
				for r, y := range c.less(b, q, j, below, number(c.l.n)) {
					c.b.Store(c.m.at(q, b.row(r), j), y)
				}
			})
		})
	})
	c.each(number(0), blocks, func(i sum) {
		s := blocks.plus(i.times(-1)).add(-1)
		c.rows(block{p.times(each).plus(s), p, s, tall}, below)
	})
}

// less returns a column of a block of rows of Ū less the products of rows lo to hi.
func (c *choleskyPullback) less(b block, panel, col, lo, hi sum) []*loop.Value {
	x := c.tile(lo, hi, c.fromLeft(b), func(k sum) loop.Address { return c.m.at(panel, k, col) })
	for r := range x {
		x[r] = c.sub(c.b.Load(c.m.at(panel, b.row(r), col)), x[r])
	}
	return x
}

// fromLeft is what tiles of a block of rows of U take.
func (c *choleskyPullback) fromLeft(b block) func(r int, k sum) loop.Address {
	return func(r int, k sum) loop.Address { return c.l.at(b.panel, k, b.column(r)) }
}

// rows computes a block of rows of M, and the same as columns. Of the columns of other panels the rows from below on are done.
func (c *choleskyPullback) rows(b block, below sum) {
	c.invert(c.corners, b, func(r, q int) *loop.Value { return c.b.Load(c.l.at(b.panel, b.row(r), b.column(q))) })
	c.each(b.col.add(1), number(c.m.width/tall), func(q sum) {
		c.vector(number(0), number(tall), func(j sum) { c.column(b, b.panel, q.times(tall).plus(j), number(c.l.n)) })
	})
	c.each(b.panel.add(1), number(c.m.count), func(p sum) {
		c.vector(number(0), number(c.m.width), func(j sum) { c.column(b, p, j, below) })
	})
	col := func(j sum) sum { return b.col.times(tall).plus(j) }
	c.vector(number(0), number(tall), func(j sum) { // what the columns say of the block on the diagonal
		for r, y := range c.less(b, b.panel, col(j), b.row(tall), number(c.l.n)) {
			c.b.Store(c.m.at(b.panel, b.row(r), col(j)), y)
		}
	})
	c.corner(b)
}

// column computes a column of a block of rows of M, and the same as rows of a block of columns.
func (c *choleskyPullback) column(b block, panel, col, hi sum) {
	x := c.less(b, panel, col, b.row(tall), hi)
	row := panel.times(c.m.width).plus(col)
	for r, y := range c.substituteBack(c.corners, b.i, x) {
		c.b.Store(c.m.at(panel, b.row(r), col), y)
		c.b.Store(c.m.at(b.panel, row, b.column(r)), y)
	}
}

// corner computes the block of M on the diagonal, row by row from the last, from u and its cotangent v:
//
//	m_rj = (v_rj - Σ_{k>r} u_rk m_kj) / u_rr,  m_rr = (v_rr - Σ_{j>r} u_rj m_rj) / u_rr
func (c *choleskyPullback) corner(b block) {
	var m [tall][tall]*loop.Value
	at := func(r, j int) loop.Address { return c.m.at(b.panel, b.row(r), b.column(j)) }
	for r := tall - 1; r >= 0; r-- {
		inverse := c.b.Load(c.corners.at(b.i, r, r))
		u := func(j int) *loop.Value { return c.neg(c.b.Load(c.l.at(b.panel, b.row(j), b.column(r)))) }
		diagonal := c.b.Load(at(r, r))
		for j := r + 1; j < tall; j++ {
			x := c.b.Load(at(r, j))
			for k := r + 1; k < tall; k++ {
				x = c.fma(u(k), m[min(k, j)][max(k, j)], x)
			}
			m[r][j] = c.mul(x, inverse)
			diagonal = c.fma(u(j), m[r][j], diagonal)
			c.b.Store(at(r, j), m[r][j])
			c.b.Store(at(j, r), m[r][j])
		}
		m[r][r] = c.mul(diagonal, inverse)
		c.b.Store(at(r, r), m[r][r])
	}
}

// unpack stores half of M.
func (c *choleskyPullback) unpack(t array.DType) {
	c.columns(c.m.panels, c.m.n, c.m.n, func(i, j sum, at loop.Address) { c.out(0, t, c.mul(c.b.Load(at), c.float(0.5)), i, j) })
}
