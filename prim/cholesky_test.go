package prim

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
)

func TestCholeskyFactors(t *testing.T) {
	for _, shape := range [][]int{{4, 4}, {2, 3, 5, 5}, {1, 1}, {0, 0}, {3, 0, 0}, {0, 2, 2}} {
		a := positive(1, shape...)
		l := Cholesky(a)
		assertClose(t, "L Lᵀ", MatMul(l, MatTranspose(l)), a, 1e-13)
		assertClose(t, "upper triangle", triangle(l, 0), l, 0)
		skew := Sub(triangle(a, 0), MatTranspose(triangle(a, 0)))
		assertClose(t, "the symmetric part", Cholesky(Add(a, skew)), l, 1e-14)
	}
}

// It is definite whatever its size: chol(c A) = √c chol(A).
func TestCholeskyOfSmallAndLarge(t *testing.T) {
	a := positive(1, 4, 4)
	for _, c := range []float64{0x1p-40, 0x1p-2, 0x1p40} {
		want := Mul(Cholesky(a), Scalar(array.Float64, math.Sqrt(c)))
		assertClose(t, "scaled", Cholesky(Mul(a, Scalar(array.Float64, c))), want, 0)
	}
}

func TestCholeskyOfIndefiniteIsNaN(t *testing.T) {
	nan := math.NaN()
	a := floatValue(array.Shape{2, 2, 2}, 1, 2, 2, 1, 4, 0, 0, 9)
	assertClose(t, "indefinite", Cholesky(a), floatValue(array.Shape{2, 2, 2}, nan, nan, nan, nan, 2, 0, 0, 3), 0)
	assertClose(t, "zero", Cholesky(floatValue(array.Shape{1, 1}, 0)), floatValue(array.Shape{1, 1}, nan), 0)
	assertClose(t, "NaN", Cholesky(floatValue(array.Shape{1, 1}, nan)), floatValue(array.Shape{1, 1}, nan), 0)
	mustPanic(t, "not square", func() { Cholesky(normal(1, 2, 3)) })
	mustPanic(t, "one axis", func() { Cholesky(normal(1, 2)) })
}

func TestCholeskyFloat32(t *testing.T) {
	a := positive(1, 3, 3)
	got := ConvertTo(Cholesky(ConvertTo(a, array.Float32)), array.Float64)
	assertClose(t, "float32", got, Cholesky(a), 1e-6)
}
