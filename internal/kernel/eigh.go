package kernel

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// Eigh writes the eigenvalues, ascending, and the eigenvectors, as columns, of a stack of symmetric matrices, of which it reads the lower
// triangles: reflections make a matrix tridiagonal, rotations diagonal (eighrotations.go). Of v and -v it writes the one whose first component of at least
// half the greatest magnitude is positive. Where a matrix is not finite, both are NaN.
func Eigh(e expr.Emitter, t ir.Type) {
	k := begin(e)
	k.matrices(t.Shape, func(n, _ int) {
		h := &eigh{reflections: reflections{k, n, k.Temp(array.Float64, n*n), k.Temp(array.Float64, n)}}
		h.v, h.d, h.e = k.Temp(array.Float64, n*n), k.Temp(array.Float64, n), k.Temp(array.Float64, n)
		unit, defect := h.pack()
		h.reduce()
		h.product(h.v, n, 1)
		h.rotations()
		k.each(number(0), number(n), func(i sum) { h.least(i) })
		k.each(number(0), number(n), func(i sum) {
			k.out(0, t.DType, k.fma(k.b.Load(i.in(h.d)), unit, defect), i)
			sign := h.sign(i)
			k.vector(number(0), number(n), func(j sum) { k.out(1, t.DType, k.fma(k.b.Load(h.at(h.v, i, j)), sign, defect), j, i) })
		})
	})
}

// eigh is the state for one matrix, which is in a. The rows of v become the eigenvectors; d is the diagonal, e what is beside it.
type eigh struct {
	reflections
	v, d, e *loop.Buffer
}

// pack sets a to the matrix divided by its largest element, and returns that; and 0, or NaN if the matrix is not finite.
func (h *eigh) pack() (unit, defect *loop.Value) {
	state := []*loop.Value{h.float(0), h.float(0)}
	rows := h.b.For(h.int(0), h.int(h.n), state, func(i *loop.Value, state []*loop.Value) []*loop.Value {
		return h.b.Vector(h.int(0), h.add(i, h.int(1)), state, []loop.Op{loop.Max, loop.Add}, func(j *loop.Value, state []*loop.Value) []*loop.Value {
			x := h.in(0, index(i), index(j))
			return []*loop.Value{h.b.Op(loop.Max, state[0], h.b.Op(loop.Abs, x)), h.add(state[1], h.sub(x, x))}
		})
	})
	unit = h.b.Op(loop.Select, h.b.Op(loop.Lt, h.float(0), rows[0]), rows[0], h.float(1))
	h.each(number(0), number(h.n), func(i sum) {
		h.vector(number(0), i.add(1), func(j sum) {
			x := h.div(h.in(0, i, j), unit)
			h.b.Store(h.at(h.a, i, j), x)
			h.b.Store(h.at(h.a, j, i), x)
		})
	})
	return unit, rows[1]
}

// reduce makes the matrix tridiagonal, row by row: the reflection I - s v vᵀ of what is right of the diagonal is applied to the rest from both
// sides,
//
//	A ← A - v wᵀ - w vᵀ,  w = p - (s/2)(pᵀ v) v,  p = s A v.
func (h *eigh) reduce() {
	w := h.e // its end is free as long as it is needed
	h.each(number(0), number(h.n-1), func(j sum) {
		start := j.add(1)
		v := func(i sum) *loop.Value { return h.b.Load(h.at(h.a, j, i)) }
		h.b.Store(j.in(h.d), h.b.Load(h.at(h.a, j, j)))
		beside := h.reflection(j, start)
		s := h.b.Load(j.in(h.scale))
		h.each(start, number(h.n), func(i sum) {
			p := h.total(start, number(h.n), func(k sum) (x, y *loop.Value) { return h.b.Load(h.at(h.a, i, k)), v(k) })
			h.b.Store(i.in(w), h.mul(p, s))
		})
		half := h.total(start, number(h.n), func(i sum) (x, y *loop.Value) { return h.b.Load(i.in(w)), v(i) })
		half = h.mul(h.mul(half, s), h.float(-0.5))
		h.vector(start, number(h.n), func(i sum) { h.b.Store(i.in(w), h.fma(half, v(i), h.b.Load(i.in(w)))) })
		h.each(start, number(h.n), func(i sum) {
			vi, wi := h.neg(v(i)), h.neg(h.b.Load(i.in(w)))
			h.vector(start, number(h.n), func(k sum) {
				x := h.fma(vi, h.b.Load(k.in(w)), h.b.Load(h.at(h.a, i, k)))
				h.b.Store(h.at(h.a, i, k), h.fma(wi, v(k), x))
			})
		})
		h.b.Store(j.in(h.e), beside)
	})
	last := number(h.n - 1)
	h.b.Store(last.in(h.d), h.b.Load(h.at(h.a, last, last)))
	h.b.Store(last.in(h.e), h.float(0))
}

// least exchanges eigenvalue i and its vector with the least one from i on.
func (h *eigh) least(i sum) {
	start := []*loop.Value{h.b.Load(i.in(h.d)), h.value(i)}
	best := h.b.For(h.value(i.add(1)), h.int(h.n), start, func(j *loop.Value, best []*loop.Value) []*loop.Value {
		x := h.b.Load(index(j).in(h.d))
		less := h.b.Op(loop.Lt, x, best[0])
		return []*loop.Value{h.b.Op(loop.Select, less, x, best[0]), h.b.Op(loop.Select, less, j, best[1])}
	})
	j := index(best[1])
	exchange := func(x, y loop.Address) {
		a, b := h.b.Load(x), h.b.Load(y)
		h.b.Store(x, b)
		h.b.Store(y, a)
	}
	exchange(i.in(h.d), j.in(h.d))
	h.vector(number(0), number(h.n), func(c sum) { exchange(h.at(h.v, i, c), h.at(h.v, j, c)) })
}

// sign is -1 if the first component of v in row i that has at least half the greatest magnitude is negative, else 1.
func (h *eigh) sign(i sum) *loop.Value {
	x := func(j *loop.Value) *loop.Value { return h.b.Load(h.at(h.v, i, index(j))) }
	greatest := h.b.Vector(h.int(0), h.int(h.n), []*loop.Value{h.float(0)}, []loop.Op{loop.Max}, func(j *loop.Value, g []*loop.Value) []*loop.Value {
		return []*loop.Value{h.b.Op(loop.Max, g[0], h.b.Op(loop.Abs, x(j)))}
	})[0]
	half := h.mul(greatest, h.float(0.5))
	first := h.b.For(h.int(0), h.int(h.n), []*loop.Value{h.float(0)}, func(j *loop.Value, first []*loop.Value) []*loop.Value {
		found := h.b.Op(loop.Or, h.b.Op(loop.Ne, first[0], h.float(0)), h.b.Op(loop.Lt, h.b.Op(loop.Abs, x(j)), half))
		return []*loop.Value{h.b.Op(loop.Select, found, first[0], x(j))}
	})[0]
	return h.b.Op(loop.Select, h.b.Op(loop.Lt, first, h.float(0)), h.float(-1), h.float(1))
}
