package kernel

import "github.com/phlox-ppl/phlox/internal/loop"

// reflections are Householder's, I - s v vᵀ, of vectors of n elements: v is in a row of a, from some element on, and zero before; s in
// scale. (Golub and Van Loan, "Matrix Computations", section 5.1.)
type reflections struct {
	*kernel
	n        int
	a, scale *loop.Buffer
}

func (h *reflections) at(b *loop.Buffer, i, j sum) loop.Address { return i.times(h.n).plus(j).in(b) }

// reflection replaces x, which is row j from element start on, by the v of the reflection that takes it to a multiple of the first unit
// vector, and returns that multiple, c d:
//
//	v = x/c - d e₁,  d = -sign(x₁) |x/c|,  s = 2/|v|² = 1/(d (d - x₁/c))
//
// where c is the largest of |x|, against overflow. For x = 0 it is the identity.
func (h *reflections) reflection(j, start sum) *loop.Value {
	row := func(i sum) loop.Address { return h.at(h.a, j, i) }
	c := h.b.Vector(h.value(start), h.int(h.n), []*loop.Value{h.float(0)}, []loop.Op{loop.Max}, func(i *loop.Value, c []*loop.Value) []*loop.Value {
		return []*loop.Value{h.b.Op(loop.Max, c[0], h.b.Op(loop.Abs, h.b.Load(row(index(i)))))}
	})[0]
	zero := h.b.Op(loop.Eq, c, h.float(0))
	divisor := h.b.Op(loop.Select, zero, h.float(1), c)
	h.vector(start, number(h.n), func(i sum) { h.b.Store(row(i), h.div(h.b.Load(row(i)), divisor)) })
	square := h.total(start, number(h.n), func(i sum) (x, y *loop.Value) {
		x = h.b.Load(row(i))
		return x, x
	})
	first := h.b.Load(row(start))
	d := h.b.Op(loop.Sqrt, square)
	d = h.b.Op(loop.Select, h.b.Op(loop.Lt, first, h.float(0)), d, h.neg(d))
	v := h.sub(first, d)
	h.b.Store(row(start), v)
	h.b.Store(j.in(h.scale), h.b.Op(loop.Select, zero, h.float(0), h.div(h.float(-1), h.mul(d, v))))
	return h.mul(d, c)
}

// reflect applies the reflection in row j to row c of b.
func (h *reflections) reflect(j, start sum, b *loop.Buffer, c sum) {
	s := h.total(start, number(h.n), func(i sum) (x, y *loop.Value) { return h.b.Load(h.at(h.a, j, i)), h.b.Load(h.at(b, c, i)) })
	s = h.neg(h.mul(s, h.b.Load(j.in(h.scale))))
	h.vector(start, number(h.n), func(i sum) {
		h.b.Store(h.at(b, c, i), h.fma(s, h.b.Load(h.at(h.a, j, i)), h.b.Load(h.at(b, c, i))))
	})
}

// product sets the rows of q, count of them, to the first columns of the product of reflections, of which number j begins at element j+skip.
// They are applied to unit vectors, the last first: it leaves those before its begin as they are.
func (h *reflections) product(q *loop.Buffer, count, skip int) {
	h.each(number(0), number(count), func(j sum) {
		h.vector(number(0), number(h.n), func(i sum) { h.b.Store(h.at(q, j, i), h.float(0)) })
		h.b.Store(h.at(q, j, j), h.float(1))
	})
	h.each(number(0), number(count-skip), func(step sum) {
		j := step.from(count - skip - 1)
		h.each(j.add(skip), number(count), func(c sum) { h.reflect(j, j.add(skip), q, c) })
	})
}
