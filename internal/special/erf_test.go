package special

import (
	"math"
	"testing"
)

func TestNormalEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct{ got, want float64 }{
		{Ndtri(0), -inf}, {Ndtri(1), inf}, {Ndtri(0.5), 0}, {Ndtri(-0.1), nan}, {Ndtri(1.1), nan}, {Ndtri(nan), nan},
		{LogNdtr(inf), 0}, {LogNdtr(1e300), 0}, {LogNdtr(-inf), -inf}, {LogNdtr(nan), nan}, {LogNdtr(0), -math.Ln2},
		{Erfinv(1), inf}, {Erfinv(-1), -inf}, {Erfinv(0), 0}, {Erfinv(1.5), nan}, {Erfinv(nan), nan},
	} {
		if !same(c.got, c.want) {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
}

func TestNormalIdentities(t *testing.T) {
	for _, p := range []float64{5e-324, 1e-310, 1e-200, 1e-30, 1e-4, 0.3, 0.5, 0.8} {
		agree(t, "log Φ(Φ⁻¹(p)) = log p", LogNdtr(Ndtri(p)), Log(p), 1e-14)
	}
	for _, h := range []float64{math.Ldexp(1, -53), math.Ldexp(-3, -40)} { // p - 1/2, exact
		agree(t, "Φ⁻¹(1/2 + h) ~ √(2π)·h", Ndtri(0.5+h), math.Sqrt(2*math.Pi)*h, 1e-15)
	}
	for _, x := range []float64{-20, -1} {
		below, above := math.Nextafter(x, -99), math.Nextafter(x, 99)
		agree(t, "log Φ is continuous where the formula changes", LogNdtr(below), LogNdtr(above), 2e-15)
	}
	for _, y := range []float64{-0.99, -0.2, 1e-9, 0.6, 0.9999} {
		agree(t, "erf(erf⁻¹(y)) = y", math.Erf(Erfinv(y)), y, 1e-15)
	}
}
