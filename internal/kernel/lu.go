package kernel

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// Solve writes X with A X = B, or Aᵀ X = B if trans, for stacks of matrices; t is the type of B. It eliminates in the matrix (A B), by
// rows, with partial pivoting, and then solves U X = Y from below.
func Solve(e expr.Emitter, trans bool, t ir.Type) {
	k := begin(e)
	k.matrices(t.Shape, func(n, m int) {
		g := &elimination{kernel: k, n: n, width: n + m, a: k.Temp(array.Float64, n*(n+m))}
		g.fill(trans)
		k.each(number(0), number(n), func(i sum) {
			k.vector(number(0), number(m), func(j sum) { k.b.Store(g.at(i, j.add(n)), k.in(1, i, j)) })
		})
		g.eliminate(nil)
		k.each(number(0), number(n), func(step sum) { g.back(step.from(n-1), m) })
		k.each(number(0), number(n), func(i sum) {
			k.vector(number(0), number(m), func(j sum) { k.out(0, t.DType, k.b.Load(g.at(i, j.add(n))), i, j) })
		})
	})
}

// Slogdet writes the sign of the determinant and the log of its absolute value, by the pivots of an elimination, for a stack of
// matrices of type t, which have elements.
func Slogdet(e expr.Emitter, t ir.Type) {
	k := begin(e)
	k.matrices(t.Shape, func(n, _ int) {
		g := &elimination{kernel: k, n: n, width: n, a: k.Temp(array.Float64, n*n)}
		g.fill(false)
		out := g.eliminate([]*loop.Value{k.float(1), k.float(0)})
		for i, x := range out {
			k.out(i, t.DType, x)
		}
	})
}

// elimination is Gauss's, in n rows of a matrix of some more columns, all in a temporary.
type elimination struct {
	*kernel
	n, width int
	a        *loop.Buffer
}

func (g *elimination) at(i, j sum) loop.Address { return i.times(g.width).plus(j).in(g.a) }

// fill sets the first n columns to operand 0, or its transpose.
func (g *elimination) fill(trans bool) {
	g.each(number(0), number(g.n), func(i sum) {
		g.vector(number(0), number(g.n), func(j sum) {
			if trans {
				g.b.Store(g.at(j, i), g.in(0, i, j))
			} else {
				g.b.Store(g.at(i, j), g.in(0, i, j))
			}
		})
	})
}

// eliminate makes the first n columns upper triangular. Of det, if not nil, the first value is multiplied by the signs of pivots and
// exchanges, and the logs of pivots are added to the second.
func (g *elimination) eliminate(det []*loop.Value) []*loop.Value {
	return g.b.For(g.int(0), g.int(g.n), det, func(v *loop.Value, det []*loop.Value) []*loop.Value {
		j := index(v)
		p := g.pivot(j)
		g.vector(j, number(g.width), func(c sum) {
			x, y := g.b.Load(g.at(j, c)), g.b.Load(g.at(p, c))
			g.b.Store(g.at(j, c), y)
			g.b.Store(g.at(p, c), x)
		})
		pivot := g.b.Load(g.at(j, j))
		zero := g.b.Op(loop.Eq, pivot, g.float(0))
		inverse := g.b.Op(loop.Select, zero, g.float(0), g.div(g.float(1), pivot)) // below is nothing but zeros then
		g.each(j.add(1), number(g.n), func(i sum) {
			f := g.neg(g.mul(g.b.Load(g.at(i, j)), inverse))
			g.vector(j.add(1), number(g.width), func(c sum) {
				g.b.Store(g.at(i, c), g.fma(f, g.b.Load(g.at(j, c)), g.b.Load(g.at(i, c))))
			})
		})
		if det == nil {
			return nil
		}
		less := g.b.Op(loop.Lt, pivot, g.float(0))
		sign := g.b.Op(loop.Select, less, g.float(-1), g.b.Op(loop.Select, g.b.Op(loop.Lt, g.float(0), pivot), g.float(1), pivot))
		stays := g.b.Op(loop.Eq, v, g.value(p))
		sign = g.b.Op(loop.Select, stays, sign, g.neg(sign))
		return []*loop.Value{g.mul(det[0], sign), g.add(det[1], g.Op(loop.Log, g.b.Op(loop.Abs, pivot)))}
	})
}

// pivot returns the row from j on whose element in column j is the largest.
func (g *elimination) pivot(j sum) sum {
	start := []*loop.Value{g.float(-1), g.value(j)}
	best := g.b.For(g.value(j), g.int(g.n), start, func(i *loop.Value, best []*loop.Value) []*loop.Value {
		x := g.b.Op(loop.Abs, g.b.Load(g.at(index(i), j)))
		more := g.b.Op(loop.Lt, best[0], x)
		return []*loop.Value{g.b.Op(loop.Select, more, x, best[0]), g.b.Op(loop.Select, more, i, best[1])}
	})
	return index(best[1])
}

// back solves for row i of the last m columns.
func (g *elimination) back(i sum, m int) {
	diagonal := g.b.Load(g.at(i, i))
	g.vector(number(0), number(m), func(c sum) {
		col := c.add(g.n)
		zero := g.float(0)
		s := g.b.For(g.value(i.add(1)), g.int(g.n), []*loop.Value{zero}, func(v *loop.Value, s []*loop.Value) []*loop.Value {
			return []*loop.Value{g.fma(g.b.Load(g.at(i, index(v))), g.b.Load(g.at(index(v), col)), s[0])}
		})
		g.b.Store(g.at(i, col), g.div(g.sub(g.b.Load(g.at(i, col)), s[0]), diagonal))
	})
}
