package kernel

import (
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// CholeskyTangent writes the derivative dL of the Cholesky factor L of (A + Aᵀ)/2 in the direction dA, for stacks of both. With dS =
// (dA + dAᵀ)/2 it goes along with the factorization of U = Lᵀ:
//
//	dU_IJ = U_II⁻ᵀ (dS_IJ - Σ_{k<I} (dU_kIᵀ U_kJ + U_kIᵀ dU_kJ) - dU_IIᵀ U_IJ)
func CholeskyTangent(e expr.Emitter, t ir.Type) {
	k := begin(e)
	k.matrices(t.Shape, func(n, _ int) {
		c := &choleskyTangent{kernel: k, u: k.square(n), du: k.square(n)}
		c.corners, c.dcorner = k.corners(c.u.rows), k.corners(tall)
		k.identity(c.u)
		k.identity(c.du)
		k.fill(c.u, c.u.all(), func(i, j sum) *loop.Value { return k.in(0, i, j) })
		k.fillSymmetric(c.du, 1, c.du.all())
		k.each(number(0), number(c.u.rows/tall), func(i sum) { c.rows(k.block(c.u, i, tall)) })
		put := func(x *loop.Value, i, j sum) { k.out(0, t.DType, x, i, j) }
		k.lowerBelow(c.du, c.du.all(), put)
		k.lowerDiagonal(c.du, put)
	})
}

type choleskyTangent struct {
	*kernel
	u, du            square
	corners, dcorner corners // of u, and of du for the block at hand, as it is
}

// rows computes a block of rows of du.
func (c *choleskyTangent) rows(b block) {
	c.invert(c.corners, b, func(r, q int) *loop.Value { return c.b.Load(c.u.at(b.panel, b.row(q), b.column(r))) })
	c.vector(number(0), number(tall), func(j sum) { c.update(b, b.panel, b.col.times(tall).plus(j), same) })
	c.corner(b)
	c.each(b.col.add(1), number(c.u.width/tall), func(q sum) {
		c.vector(number(0), number(tall), func(j sum) { c.solve(b, b.panel, q.times(tall).plus(j)) })
	})
	c.each(b.panel.add(1), number(c.u.count), func(p sum) {
		c.vector(number(0), number(c.u.width), func(j sum) { c.solve(b, p, j) })
	})
}

// update subtracts the products of the rows above from a column of a block of rows, and applies f.
func (c *choleskyTangent) update(b block, panel, col sum, f func(x []*loop.Value) []*loop.Value) {
	rows := func(s square) func(r int, k sum) loop.Address {
		return func(r int, k sum) loop.Address { return s.at(b.panel, k, b.column(r)) }
	}
	column := func(s square) func(k sum) loop.Address {
		return func(k sum) loop.Address { return s.at(panel, k, col) }
	}
	x := c.tile(number(0), b.row(0), rows(c.du), column(c.u))
	x = c.tileOnto(x, number(0), b.row(0), rows(c.u), column(c.du))
	for r := range x {
		x[r] = c.sub(c.b.Load(c.du.at(panel, b.row(r), col)), x[r])
	}
	for r, y := range f(x) {
		c.b.Store(c.du.at(panel, b.row(r), col), y)
	}
}

// solve is update for a column right of the block on the diagonal.
func (c *choleskyTangent) solve(b block, panel, col sum) {
	c.update(b, panel, col, func(x []*loop.Value) []*loop.Value {
		for r := range x {
			for q := range r + 1 {
				u := c.b.Load(c.u.at(panel, b.row(q), col))
				x[r] = c.fma(c.b.Load(c.dcorner.at(number(0), r, q)), u, x[r])
			}
		}
		return c.substitute(c.corners, b.i, x)
	})
}

// corner computes the block on the diagonal, row by row, and keeps its negative:
//
//	du_rr = ds_rr / 2u_rr,  du_rj = (ds_rj - du_rr u_rj) / u_rr,  ds_rj = da_rj - Σ_{q<r} (du_qr u_qj + u_qr du_qj)
func (c *choleskyTangent) corner(b block) {
	var u, du [tall][tall]*loop.Value
	for r := range tall {
		inverse := c.b.Load(c.corners.at(b.i, r, r))
		for j := r; j < tall; j++ {
			at := c.du.at(b.panel, b.row(r), b.column(j))
			u[r][j] = c.b.Load(c.u.at(b.panel, b.row(r), b.column(j)))
			x := c.b.Load(at)
			for q := range r {
				x = c.fma(c.neg(du[q][r]), u[q][j], x)
				x = c.fma(c.neg(u[q][r]), du[q][j], x)
			}
			if j == r {
				x = c.mul(c.mul(x, inverse), c.float(0.5))
			} else {
				x = c.mul(c.fma(c.neg(du[r][r]), u[r][j], x), inverse)
			}
			du[r][j] = x
			c.b.Store(at, x)
			c.b.Store(c.dcorner.at(number(0), j, r), c.neg(x))
		}
	}
}
