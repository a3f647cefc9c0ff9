package kernel

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// reflections are Householder's, I - s v vᵀ, of vectors of n elements: reflection j has its v in column j of v, whose panels are blocks of
// four, from some element on, and zero before, and its s in scale. (Golub and Van Loan, "Matrix Computations", section 5.1.)
type reflections struct {
	*kernel
	n, count int
	v        panels
	scale    *loop.Buffer
	x        *loop.Buffer // the vector at hand, padded by zeros to whole fours
}

func (k *kernel) reflections(n, count int) reflections {
	rows, blocks := up(n, tall), max(1, up(count, tall)/tall)
	h := reflections{kernel: k, n: n, count: count, v: panels{rows: rows, width: tall, count: blocks, stride: rows * tall}}
	h.v.buffer = k.Temp(array.Float64, h.v.stride*blocks)
	h.scale, h.x = k.Temp(array.Float64, blocks*tall), k.Temp(array.Float64, rows)
	k.blank(h.v, count)
	k.zeros(h.scale, number(0), number(blocks*tall))
	return h
}

// fourth returns the number of the four that an element is in. (A division would take longer than the rest of a small matrix's row.)
func (h *reflections) fourth(i sum) sum { return index(h.b.Op(loop.Shr, h.value(i), h.int(2))) }

// end is the number of fours.
func (h *reflections) end() sum { return number(up(h.n, tall) / tall) }

// reflection replaces x, whose elements before start are not looked at, by the v of the reflection that takes it to a multiple of unit
// vector number start, which becomes number j, and returns that multiple, c d:
//
//	v = x/c - d e,  d = -sign(x_start) |x/c|,  s = 2/|v|² = 1/(d (d - x_start/c))
//
// where c is the largest of |x|, against overflow. For x = 0 it is the identity.
func (h *reflections) reflection(j, start sum) *loop.Value {
	x := func(i sum) loop.Address { return i.in(h.x) }
	lo := h.fourth(j)
	h.zeros(h.x, lo.times(tall), start)
	c := h.reduceFours(loop.Max, 1, lo, h.end(), func(i sum, c []*loop.Value) []*loop.Value {
		return []*loop.Value{h.b.Op(loop.Max, c[0], h.b.Op(loop.Abs, h.b.Load(x(i))))}
	})[0]
	zero := h.b.Op(loop.Eq, c, h.float(0))
	divisor := h.b.Op(loop.Select, zero, h.float(1), c)
	square := h.reduceFours(loop.Add, 1, lo, h.end(), func(i sum, s []*loop.Value) []*loop.Value {
		y := h.div(h.b.Load(x(i)), divisor)
		h.b.Store(x(i), y)
		return []*loop.Value{h.fma(y, y, s[0])}
	})[0]
	first := h.b.Load(x(start))
	d := h.b.Op(loop.Sqrt, square)
	d = h.b.Op(loop.Select, h.b.Op(loop.Lt, first, h.float(0)), d, h.neg(d))
	v := h.sub(first, d)
	h.b.Store(x(start), v)
	h.b.Store(j.in(h.scale), h.b.Op(loop.Select, zero, h.float(0), h.div(h.float(-1), h.mul(d, v))))
	h.fours(lo, h.end(), func(i sum) { h.b.Store(h.v.at(lo, i, j.plus(lo.times(-tall))), h.b.Load(x(i))) })
	return h.mul(d, c)
}

// product sets the columns of q, which has at least n rows, to the first of the product of all reflections, of which none begins before the
// element of its number. They are applied to unit vectors, four at a time, the last first: they leave those before their begin as they are.
func (h *reflections) product(q panels) {
	h.zeros(q.buffer, number(0), number(q.stride*q.count))
	c, z := h.corners(h.v.count*tall), h.Temp(array.Float64, tall*q.width)
	h.each(number(0), number(h.v.count), func(i sum) { h.gram(c, h.quartet(i)) })
	h.each(number(0), number(q.count), func(panel sum) {
		first := panel.times(q.width)
		h.each(number(0), h.smaller(number(q.width), first.from(h.n)), func(i sum) { h.b.Store(q.at(panel, first.plus(i), i), h.float(1)) })
		last := h.smaller(number(h.v.count), panel.add(1).times(q.width/tall))
		h.each(number(0), last, func(step sum) {
			h.reflectPanel(c, h.quartet(last.plus(step.times(-1)).add(-1)), z, q, panel)
		})
	})
}

// quartet is a block of reflections: what are rows of a triangle elsewhere are their vectors.
func (h *reflections) quartet(i sum) block { return block{i, i, number(0), tall} }

// gram sets the corner of a block of four reflections to what applying them one after the other takes: the negatives of the products of
// their vectors, and on the diagonal s.
func (h *reflections) gram(c corners, b block) {
	h.vector(number(0), number(tall), func(j sum) {
		g := h.tile(b.row(0), number(h.n), h.vectors(b), func(k sum) loop.Address { return h.v.at(b.panel, k, b.column(0).plus(j)) })
		for r, x := range g {
			h.b.Store(b.i.times(tall*tall).add(r*tall).plus(j).in(c.buffer), h.neg(x))
		}
	})
	for r := range tall {
		h.b.Store(c.at(b.i, r, r), h.b.Load(b.row(r).in(h.scale)))
	}
}

// vectors returns where element k of the vector of reflection r of a block is.
func (h *reflections) vectors(b block) func(r int, k sum) loop.Address {
	return func(r int, k sum) loop.Address { return h.v.at(b.panel, k, b.column(r)) }
}

// reflectPanel applies four reflections to a panel of q, in the compact form of their product (Joffrain, Low, Quintana-Ortí, van de
// Geijn, Van Zee, "Accumulating Householder transformations, revisited", 2006):
//
//	Q ← Q - V Z,  z_r = s_r (v_rᵀ Q - Σ_{q>r} v_rᵀ v_q z_q)
func (h *reflections) reflectPanel(c corners, b block, z *loop.Buffer, q panels, panel sum) {
	rows := span{b.row(0), number(h.n)}
	at := func(r int, j sum) loop.Address { return j.add(r * q.width).in(z) }
	h.vector(number(0), number(q.width), func(j sum) {
		y := h.tile(rows.lo, rows.hi, h.vectors(b), func(k sum) loop.Address { return q.at(panel, k, j) })
		for r, x := range h.substituteBack(c, b.i, y) {
			h.b.Store(at(r, j), h.neg(x))
		}
	})
	h.vector(number(0), number(q.width), func(j sum) {
		var y [tall]*loop.Value
		for r := range y {
			y[r] = h.b.Load(at(r, j))
		}
		h.each(rows.lo, rows.hi, func(k sum) {
			x := h.b.Load(q.at(panel, k, j))
			for r := range y {
				x = h.fma(h.b.Load(h.vectors(b)(r, k)), y[r], x)
			}
			h.b.Store(q.at(panel, k, j), x)
		})
	})
}
