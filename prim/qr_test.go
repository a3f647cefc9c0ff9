package prim

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
)

func TestQRFactors(t *testing.T) {
	for _, shape := range [][]int{{4, 4}, {6, 3}, {3, 6}, {2, 3, 5, 2}, {1, 1}, {70, 40}, {0, 3}, {3, 0}, {0, 2, 2}} {
		a := normal(1, shape...)
		q, r := QR(a)
		qtq := MatMul(MatTranspose(q), q)
		assertClose(t, "Qᵀ Q", qtq, identityLike(qtq), 1e-13)
		assertClose(t, "Q R", MatMul(q, r), a, 1e-13)
		assertClose(t, "lower triangle of R", upperTriangle(r, 0), r, 0)
		diagonal := keep(r, func(i, j int) bool { return i == j })
		assertClose(t, "diagonal of R", Abs(diagonal), diagonal, 0)
	}
}

func TestQROfNaN(t *testing.T) {
	q, r := QR(floatValue(array.Shape{2, 1, 1}, math.NaN(), -3))
	assertClose(t, "q", q, floatValue(array.Shape{2, 1, 1}, math.NaN(), -1), 0)
	assertClose(t, "r", r, floatValue(array.Shape{2, 1, 1}, math.NaN(), 3), 1e-15)
	mustPanic(t, "one axis", func() { QR(normal(1, 3)) })
}
