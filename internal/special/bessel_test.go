package special

import (
	"math"
	"testing"
)

func TestBessel(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct{ got, want float64 }{
		{I0e(0), 1}, {I0e(inf), 0}, {I0e(-inf), 0}, {I0e(math.NaN()), math.NaN()}, {I0e(-2), I0e(2)},
		{I1e(0), 0}, {I1e(inf), 0}, {I1e(-inf), 0}, {I1e(math.NaN()), math.NaN()}, {I1e(-2), -I1e(2)},
	} {
		if !same(c.got, c.want) {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
	below, above := math.Nextafter(30, 0), math.Nextafter(30, 99)
	agree(t, "I0e is continuous where the series changes", I0e(below), I0e(above), 3e-15)
	agree(t, "I1e is continuous where the series changes", I1e(below), I1e(above), 3e-15)
	for _, x := range []float64{0.1, 1, 7, 29.9, 30.1, 200} {
		// d/dx e^(-x)·I_0(x) = e^(-x)·(I_1(x) - I_0(x)); the tolerance is h²'s.
		h := 1e-4 * x
		agree(t, "I0e' = I1e - I0e", (I0e(x+h)-I0e(x-h))/(2*h), I1e(x)-I0e(x), 1e-6)
	}
}
