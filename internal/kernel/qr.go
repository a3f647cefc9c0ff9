package kernel

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// QR writes Q and R of A = Q R in reduced form, where the diagonal of R is not negative, for a stack of matrices of type t, by
// Householder's reflections (Golub and Van Loan, "Matrix Computations", section 5.2). Columns are rows of the temporary that they are in:
// what a reflection does to one is a sum of products and an addition along it.
func QR(e expr.Emitter, t ir.Type) {
	k := begin(e)
	k.matrices(t.Shape, func(m, n int) {
		q := &qr{reflections: k.reflections(m, min(m, n)), n: n, length: up(m, tall)}
		q.a, q.diagonal, q.defect = k.Temp(array.Float64, up(n, tall)*q.length), k.Temp(array.Float64, q.count), k.defect(0, m, n)
		q.pack()
		k.each(number(0), number(q.count), q.reduce)
		q.unpackR(t.DType)
		p := k.panels(m, q.count)
		q.product(p)
		k.columns(p, m, q.count, func(i, j sum, at loop.Address) { q.put(0, t.DType, k.mul(q.sign(j), k.b.Load(at)), i, j) })
	})
}

// qr is the state of one factorization. What is before element j in row j of a is R. There are zeros after the rows, and in more of them,
// to a whole number of fours.
type qr struct {
	reflections
	n        int
	a        *loop.Buffer
	length   int          // of a row
	diagonal *loop.Buffer // of R
	defect   *loop.Value
}

func (q *qr) at(i, j sum) loop.Address { return i.times(q.length).plus(j).in(q.a) }

func (q *qr) pack() {
	q.zeros(q.a, number(0), number(up(q.n, tall)*q.length))
	q.each(number(0), number(q.reflections.n), func(i sum) {
		q.vector(number(0), number(q.n), func(j sum) { q.b.Store(q.at(j, i), q.in(0, i, j)) })
	})
}

// reduce makes the reflection of row j and applies it to the rows after it. It leaves what is R in others as it is.
func (q *qr) reduce(j sum) {
	lo := q.fourth(j)
	q.fours(lo, q.end(), func(i sum) { q.b.Store(i.in(q.x), q.b.Load(q.at(j, i))) })
	q.b.Store(j.in(q.diagonal), q.reflection(j, j))
	s := q.b.Load(j.in(q.scale))
	q.each(q.fourth(j.add(1)), number(up(q.n, tall)/tall), func(block sum) {
		row := func(r int, i sum) loop.Address { return q.at(block.times(tall).add(r), i) }
		y := q.reduceFours(loop.Add, tall, lo, q.end(), func(i sum, y []*loop.Value) []*loop.Value {
			next := make([]*loop.Value, tall)
			for r := range next {
				next[r] = q.fma(q.b.Load(i.in(q.x)), q.b.Load(row(r, i)), y[r])
			}
			return next
		})
		for r := range y {
			y[r] = q.neg(q.mul(s, y[r]))
		}
		q.fours(lo, q.end(), func(i sum) {
			for r := range y {
				q.b.Store(row(r, i), q.fma(q.b.Load(i.in(q.x)), y[r], q.b.Load(row(r, i))))
			}
		})
	})
}

// sign is -1 where the diagonal of R would be negative, else 1.
func (q *qr) sign(j sum) *loop.Value {
	return q.b.Op(loop.Select, q.b.Op(loop.Lt, q.b.Load(j.in(q.diagonal)), q.float(0)), q.float(-1), q.float(1))
}

// put stores an element of a result, or NaN if there is none.
func (q *qr) put(k int, t array.DType, x *loop.Value, i, j sum) {
	q.out(k, t, q.add(x, q.defect), i, j)
}

func (q *qr) unpackR(t array.DType) {
	q.each(number(0), number(q.count), func(i sum) {
		sign := q.sign(i)
		q.vector(number(0), i, func(j sum) { q.put(1, t, q.float(0), i, j) })
		q.put(1, t, q.mul(sign, q.b.Load(i.in(q.diagonal))), i, i)
		q.vector(i.add(1), number(q.n), func(j sum) { q.put(1, t, q.mul(sign, q.b.Load(q.at(j, i))), i, j) })
	})
}
