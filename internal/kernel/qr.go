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
		q := &qr{reflections: reflections{k, m, k.Temp(array.Float64, n*m), k.Temp(array.Float64, min(m, n))}, n: n, rank: min(m, n)}
		q.q, q.diagonal, q.defect = k.Temp(array.Float64, q.rank*m), k.Temp(array.Float64, q.rank), k.defect(0, m, n)
		k.each(number(0), number(m), func(i sum) {
			k.vector(number(0), number(n), func(j sum) { k.b.Store(q.at(q.a, j, i), k.in(0, i, j)) })
		})
		k.each(number(0), number(q.rank), func(j sum) {
			k.b.Store(j.in(q.diagonal), q.reflection(j, j))
			k.each(j.add(1), number(n), func(c sum) { q.reflect(j, j, q.a, c) })
		})
		q.unpackR(t.DType)
		q.product(q.q, q.rank, 0)
		k.each(number(0), number(q.rank), func(j sum) {
			sign := q.sign(j)
			k.vector(number(0), number(m), func(i sum) { q.put(0, t.DType, k.mul(sign, k.b.Load(q.at(q.q, j, i))), i, j) })
		})
	})
}

// qr is the state of one factorization. Reflection j is in row j of a from element j on; what is before in the row is R.
type qr struct {
	reflections
	n, rank  int
	q        *loop.Buffer
	diagonal *loop.Buffer // of R
	defect   *loop.Value
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
	q.each(number(0), number(q.rank), func(i sum) {
		sign := q.sign(i)
		q.vector(number(0), i, func(j sum) { q.put(1, t, q.float(0), i, j) })
		q.put(1, t, q.mul(sign, q.b.Load(i.in(q.diagonal))), i, i)
		q.vector(i.add(1), number(q.n), func(j sum) { q.put(1, t, q.mul(sign, q.b.Load(q.at(q.a, j, i))), i, j) })
	})
}
