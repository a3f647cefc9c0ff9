package kernel

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// tall is the number of rows of a tile. With two or three vectors in a row there are 8 or 12 sums: as many as it takes for none to wait
// for another.
const tall = 4

// tile returns Σ a(r,i)·b(i) over i from lo to hi for the rows r of a tile, at the column that a Vector loop is at.
func (k *kernel) tile(lo, hi sum, a func(r int, i sum) loop.Address, b func(i sum) loop.Address) []*loop.Value {
	zeros := make([]*loop.Value, tall)
	for r := range zeros {
		zeros[r] = k.float(0)
	}
	return k.tileOnto(zeros, lo, hi, a, b)
}

// tileOnto is tile with sums that begin with something.
func (k *kernel) tileOnto(init []*loop.Value, lo, hi sum, a func(r int, i sum) loop.Address, b func(i sum) loop.Address) []*loop.Value {
	return k.b.For(k.value(lo), k.value(hi), init, func(i *loop.Value, sums []*loop.Value) []*loop.Value {
		x := k.b.Load(b(index(i)))
		next := make([]*loop.Value, tall)
		for r := range next {
			next[r] = k.fma(k.b.Load(a(r, index(i))), x, sums[r])
		}
		return next
	})
}

// corners are the blocks on the diagonal of a lower triangular matrix in the form that substitution wants: the inverse
// of the diagonal, and the negative of what is below.
type corners struct{ buffer *loop.Buffer }

func (k *kernel) corners(rows int) corners { return corners{k.Temp(array.Float64, rows*tall)} }

// at returns where the coefficient of x_q in row r of a block is, or for r = q the inverse.
func (c corners) at(block sum, r, q int) loop.Address {
	return block.times(tall * tall).add(r*tall + q).in(c.buffer)
}

// invert sets the corner of a block, whose elements are l(r, q).
func (k *kernel) invert(c corners, b block, l func(r, q int) *loop.Value) {
	for r := range tall {
		for q := range r {
			k.b.Store(c.at(b.i, r, q), k.neg(l(r, q)))
		}
		k.b.Store(c.at(b.i, r, r), k.div(k.float(1), l(r, r)))
	}
}

// substitute solves L x = y for the rows of a block:
//
//	x_r = (y_r - Σ_{q<r} L_rq x_q) / L_rr
func (k *kernel) substitute(c corners, block sum, y []*loop.Value) []*loop.Value {
	x := make([]*loop.Value, tall)
	for r := range x {
		x[r] = y[r]
		for q := range r {
			x[r] = k.fma(k.b.Load(c.at(block, r, q)), x[q], x[r])
		}
		x[r] = k.mul(x[r], k.b.Load(c.at(block, r, r)))
	}
	return x
}

// substituteBack solves Lᵀ x = y for the rows of a block:
//
//	x_r = (y_r - Σ_{q>r} L_qr x_q) / L_rr
func (k *kernel) substituteBack(c corners, block sum, y []*loop.Value) []*loop.Value {
	x := make([]*loop.Value, tall)
	for r := tall - 1; r >= 0; r-- {
		x[r] = y[r]
		for q := r + 1; q < tall; q++ {
			x[r] = k.fma(k.b.Load(c.at(block, q, r)), x[q], x[r])
		}
		x[r] = k.mul(x[r], k.b.Load(c.at(block, r, r)))
	}
	return x
}
