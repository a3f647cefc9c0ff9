package prim

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

var triangularForms = func() (forms []TriangularSolve) {
	for bits := range 8 {
		forms = append(forms, TriangularSolve{bits&1 != 0, bits&2 != 0, bits&4 != 0})
	}
	return forms
}()

// wellConditioned returns matrices whose triangles are easy to invert.
func wellConditioned(seed uint64, shape ...int) Value {
	a := normal(seed, shape...)
	return Add(a, Mul(identityLike(a), Like(a, 4)))
}

func TestTriangularSolveSolves(t *testing.T) {
	for _, op := range triangularForms {
		a, b := wellConditioned(1, 2, 4, 4), normal(2, 2, 4, 3)
		read := op.part(a)
		if op.UnitDiagonal {
			read = Add(read, identityLike(a))
		}
		if op.Trans {
			read = MatTranspose(read)
		}
		assertClose(t, ir.OpString(op), MatMul(read, SolveTriangular(a, b, op)), b, 1e-13)
	}
}

func TestTriangularSolveSingular(t *testing.T) {
	a, b := floatValue(array.Shape{2, 2}, 0, 0, 1, 1), floatValue(array.Shape{2, 1}, 1, 0)
	x := SolveTriangular(a, b, TriangularSolve{LowerTriangle: true})
	assertClose(t, "singular", x, floatValue(array.Shape{2, 1}, math.Inf(1), math.Inf(-1)), 0)
	mustPanic(t, "rows", func() { SolveTriangular(normal(1, 2, 2), normal(1, 3, 1), TriangularSolve{}) })
	mustPanic(t, "ranks", func() { SolveTriangular(normal(1, 2, 2), normal(1, 2), TriangularSolve{}) })
}
