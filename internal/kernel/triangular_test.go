package kernel_test

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/prim"
)

func TestTriangularSolve(t *testing.T) {
	for _, n := range sizes() {
		for form := range 8 {
			op := prim.TriangularSolve{LowerTriangle: form&1 != 0, Trans: form&2 != 0, UnitDiagonal: form&4 != 0}
			for _, m := range []int{0, 1, 3, 4, 7, 18, 37}[n%2 : 5+n%3] {
				a := dominant(array.Float64, n, n, n)
				if op.UnitDiagonal {
					a = prim.Mul(a, prim.Like(a, 1/float64(2*n+1)))
				}
				agree(t, op, 1e-12, a, normal(array.Float64, n+1, n, m))
			}
		}
	}
	for _, m := range []int{1, 9} {
		for _, d := range floats {
			agree(t, prim.TriangularSolve{LowerTriangle: true}, 1e-12, dominant(d, 1, 2, 3, 21, 21), normal(d, 2, 2, 3, 21, m))
		}
	}
}

// What is not in the triangle is not read: it may be anything.
func TestTriangularSolveReadsTheTriangle(t *testing.T) {
	for _, m := range []int{1, 9} {
		for form := range 8 {
			op := prim.TriangularSolve{LowerTriangle: form&1 != 0, Trans: form&2 != 0, UnitDiagonal: form&4 != 0}
			a, n := dominant(array.Float64, 1, 23, 23), 23
			for i := range n {
				for j := range n {
					if i != j && op.LowerTriangle == (j > i) || i == j && op.UnitDiagonal {
						a.Buffer().SetFloat64(i*n+j, math.NaN())
					}
				}
			}
			if op.UnitDiagonal {
				a = prim.Mul(a, prim.Like(a, 0.02))
			}
			agree(t, op, 1e-12, a, normal(array.Float64, 2, n, m))
		}
	}
}
