package kernel

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// Triangular is the form of a system A X = B, or Aᵀ X = B if Trans, with a triangular A: its lower triangle is what counts if
// Lower, else the upper one, and the diagonal is one if Unit.
type Triangular struct{ Lower, Trans, Unit bool }

// backward reports whether the last row of X comes first.
func (f Triangular) backward() bool { return f.Lower == f.Trans }

// few is the number of right-hand sides up to which they are solved for one after the other.
const few = 3

// Solve writes X for stacks of matrices A and B; t is the type of B.
func (f Triangular) Solve(e expr.Emitter, t ir.Type) {
	k := begin(e)
	k.matrices(t.Shape, func(n, m int) {
		s := &solver{kernel: k, Triangular: f, n: n}
		if m <= few {
			x := k.Temp(array.Float64, n)
			k.each(number(0), number(m), func(c sum) { s.one(x, c, t.DType) })
			return
		}
		s.many(m, t.DType)
	})
}

// solver solves a system of n equations.
type solver struct {
	*kernel
	Triangular
	n int
}

// many solves for m right-hand sides, in the order of rows that makes the matrix a lower triangle L, by blocks of rows:
//
//	X_I = L_II⁻¹ (B_I - Σ_{k<I} L_Ik X_k)
func (s *solver) many(m int, t array.DType) {
	l, x := s.square(s.n), s.panels(s.n, m)
	c := s.corners(l.rows)
	s.identity(l)
	s.fill(l, l.all(), s.element)
	s.each(number(0), number(l.rows/tall), func(i sum) {
		b := s.block(l, i, tall)
		s.invert(c, b, func(r, q int) *loop.Value {
			if r == q && s.Unit {
				return s.float(1)
			}
			return s.b.Load(l.at(b.panel, b.row(q), b.column(r)))
		})
	})
	s.blank(x, m)
	s.columns(x, s.n, m, func(i, j sum, at loop.Address) { s.b.Store(at, s.in(1, s.row(i), j)) })
	s.each(number(0), number(x.count), func(q sum) {
		s.each(number(0), number(l.rows/tall), func(i sum) {
			b := s.block(l, i, tall)
			s.vector(number(0), number(x.width), func(j sum) {
				y := s.tile(number(0), b.row(0),
					func(r int, k sum) loop.Address { return l.at(b.panel, k, b.column(r)) },
					func(k sum) loop.Address { return x.at(q, k, j) })
				for r := range y {
					y[r] = s.sub(s.b.Load(x.at(q, b.row(r), j)), y[r])
				}
				for r, z := range s.substitute(c, b.i, y) {
					s.b.Store(x.at(q, b.row(r), j), z)
				}
			})
		})
	})
	s.columns(x, s.n, m, func(i, j sum, at loop.Address) { s.out(0, t, s.b.Load(at), s.row(i), j) })
}

// row returns which row of A or X is row i in the order in which they are solved.
func (s *solver) row(i sum) sum {
	if s.backward() {
		return i.from(s.n - 1)
	}
	return i
}

// element returns an element of L.
func (s *solver) element(i, j sum) *loop.Value {
	i, j = s.row(i), s.row(j)
	if s.Trans {
		i, j = j, i
	}
	return s.in(0, i, j)
}

// one solves for column c in x. Rows of A are read in their order: they are either multiplied by what of x is known, or taken
// from what is not known times what has just been found.
func (s *solver) one(x *loop.Buffer, c sum, t array.DType) {
	if s.Trans {
		s.vector(number(0), number(s.n), func(i sum) { s.b.Store(i.in(x), s.in(1, i, c)) })
	}
	s.each(number(0), number(s.n), func(step sum) {
		i := s.row(step)
		lo, hi := number(0), i // the columns that count in row i
		if !s.Lower {
			lo, hi = i.add(1), number(s.n)
		}
		var y *loop.Value
		if s.Trans {
			y = s.b.Load(i.in(x))
		} else {
			y = s.sub(s.in(1, i, c), s.total(lo, hi, func(j sum) (*loop.Value, *loop.Value) { return s.in(0, i, j), s.b.Load(j.in(x)) }))
		}
		if !s.Unit {
			y = s.div(y, s.in(0, i, i))
		}
		s.b.Store(i.in(x), y)
		if s.Trans {
			s.vector(lo, hi, func(j sum) { s.b.Store(j.in(x), s.fma(s.neg(y), s.in(0, i, j), s.b.Load(j.in(x)))) })
		}
	})
	s.vector(number(0), number(s.n), func(i sum) { s.out(0, t, s.b.Load(i.in(x)), i, c) })
}
