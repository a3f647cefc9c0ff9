package prim

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/phlox-ppl/phlox/array"
)

func TestDetAgreesWithGonum(t *testing.T) {
	for seed := range uint64(6) { // of both signs
		a := normal(seed, 5, 5)
		want := mat.Det(mat.NewDense(5, 5, array.Data[float64](a.Buffer())))
		assertClose(t, "det", Det(a), Scalar(array.Float64, want), 1e-12)
	}
}

func TestSlogdetEdges(t *testing.T) {
	for _, c := range []struct {
		what      string
		a         Value
		sign, log float64
	}{
		{"empty", normal(1, 0, 0), 1, 0},
		{"singular", floatValue(array.Shape{2, 2}, 1, 2, 2, 4), 0, math.Inf(-1)},
		{"one exchange", floatValue(array.Shape{2, 2}, 0, 1, 1, 0), -1, 0},
		{"large", floatValue(array.Shape{2, 2}, 1e300, 0, 0, -1e300), -1, 2 * math.Log(1e300)},
	} {
		sign, log := Slogdet(c.a)
		assertClose(t, c.what, sign, Scalar(array.Float64, c.sign), 0)
		assertClose(t, c.what, log, Scalar(array.Float64, c.log), 1e-15)
	}
	mustPanic(t, "not square", func() { Slogdet(normal(1, 2, 3)) })
}
