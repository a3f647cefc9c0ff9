package special

import (
	"math"
	"testing"
)

var betaShapes = [][2]float64{
	{1e-3, 1e-3}, {1e-3, 50}, {0.4, 0.3}, {0.2, 1e5}, {1, 1}, {2, 3.5}, {19, 21}, {300, 0.5}, {1e4, 2e4}, {1e6, 3}, {2e6, 1e6},
}

// spreadBeta returns x at a few places across the bulk of Beta(a, b).
func spreadBeta(a, b float64) []float64 {
	var xs []float64
	for _, p := range []float64{1e-10, 0.02, 0.4, 0.7, 0.999} {
		if x := BetaincInv(a, b, p); x > 1e-300 && x < 1 {
			xs = append(xs, x)
		}
	}
	return xs
}

func TestBetaincEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct{ got, want float64 }{
		{Betainc(2, 3, 0), 0}, {Betainc(2, 3, 1), 1}, {Betainc(0, 3, 0.5), 1}, {Betainc(2, 0, 0.5), 0},
		{Betainc(inf, 3, 0.5), 0}, {Betainc(2, inf, 0.5), 1}, {Betainc(0, 0, 0.5), nan}, {Betainc(inf, inf, 0.5), nan},
		{Betainc(2, 3, -0.1), nan}, {Betainc(2, 3, 1.1), nan}, {Betainc(-1, 3, 0.5), nan}, {Betainc(2, nan, 0.5), nan},
		{BetaincGradA(2, 3, 0), 0}, {BetaincGradB(2, 3, 1), 0}, {BetaincGradA(0, 3, 0.5), nan}, {BetaincGradB(2, 3, nan), nan},
		{BetaincInv(2, 3, 0), 0}, {BetaincInv(2, 3, 1), 1}, {BetaincInv(2, 3, -1), nan}, {BetaincInv(0, 3, 0.5), nan},
		{BetaincInv(1e-3, 1, 1e-5), 0}, {BetaincInv(1, 1e-3, 1-1e-5), 1},
	} {
		if !same(c.got, c.want) {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
}

func TestBetaincIdentities(t *testing.T) {
	for _, s := range betaShapes {
		a, b := s[0], s[1]
		for _, x := range spreadBeta(a, b) {
			i := Betainc(a, b, x)
			if x >= 0.5 || x == 1-(1-x) { // 1-x exact
				agree(t, "I_x(a, b) + I_1-x(b, a) = 1", i+Betainc(b, a, 1-x), 1, 1e-13)
				agree(t, "∂I_x(a, b)/∂a = -∂I_1-x(b, a)/∂a", BetaincGradA(a, b, x), -BetaincGradB(b, a, 1-x), 1e-12)
			}
			density := newBetaShape(a, b, x, 1-x).density() // x^a·(1-x)^b/B(a, b)
			agree(t, "I_x(a, b) = I_x(a+1, b) + x^a·(1-x)^b/(a·B)", i, Betainc(a+1, b, x)+density/a, 1e-12)
		}
	}
	for _, a := range []float64{1e-6, 0.3, 40, 1e6, 1e12} {
		agree(t, "I_1/2(a, a) = 1/2", Betainc(a, a, 0.5), 0.5, 1e-13)
	}
	for _, x := range []float64{1e-20, 0.1, 0.5, 0.9} {
		agree(t, "I_x(1, 1) = x", Betainc(1, 1, x), x, 1e-14)
		agree(t, "I_x(1, b) = 1 - (1-x)^b", Betainc(1, 7.5, x), -math.Expm1(7.5*math.Log1p(-x)), 1e-13)
		agree(t, "∂I_x(a, 1)/∂a = x^a·log x", BetaincGradA(3.5, 1, x), math.Pow(x, 3.5)*math.Log(x), 1e-12)
	}
}

// The tolerance is that of a central difference with h = 1e-4·scale.
func TestBetaincDerivatives(t *testing.T) {
	for _, s := range betaShapes[:9] {
		a, b := s[0], s[1]
		for _, x := range spreadBeta(a, b) {
			f := func(a, b float64) float64 { return Betainc(a, b, x) }
			if f(a, b) > 0.5 && x > 0.01 { // difference the small side
				f = func(a, b float64) float64 { return -Betainc(b, a, 1-x) }
			}
			ha, hb := 1e-4*a/(1+math.Sqrt(a)), 1e-4*b/(1+math.Sqrt(b))
			agree(t, "∂I/∂a", BetaincGradA(a, b, x), (f(a+ha, b)-f(a-ha, b))/(2*ha), 2e-5)
			agree(t, "∂I/∂b", BetaincGradB(a, b, x), (f(a, b+hb)-f(a, b-hb))/(2*hb), 2e-5)
		}
	}
}
