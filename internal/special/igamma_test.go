package special

import (
	"fmt"
	"math"
	"testing"
)

var shapes = []float64{1e-3, 0.05, 0.4, 1, 1.7, 6, 19.5, 20.5, 140, 3e3, 1e6, 1e9}

// spread returns x at a few places across the bulk of Gamma(a, 1).
func spread(a float64) []float64 {
	var xs []float64
	for _, p := range []float64{1e-12, 0.02, 0.3, 0.5, 0.8, 0.999, 1 - 1e-9} {
		if x := IgammaInv(a, p); x > 0 {
			xs = append(xs, x)
		}
	}
	return xs
}

func TestIgammaEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct{ got, want float64 }{
		{Igamma(2, 0), 0}, {Igamma(2, inf), 1}, {Igammac(2, 0), 1}, {Igammac(2, inf), 0},
		{Igamma(0, 1), 1}, {Igamma(inf, 1), 0}, {Igamma(0, 0), nan}, {Igamma(inf, inf), nan},
		{Igamma(-1, 1), nan}, {Igamma(1, -1), nan}, {Igamma(nan, 1), nan}, {Igamma(1, nan), nan},
		{IgammaGradA(2, 0), 0}, {IgammaGradA(2, inf), 0}, {IgammaGradA(0, 1), nan}, {IgammaGradA(inf, 1), 0},
		{RandomGammaGrad(2, 0), 0}, {RandomGammaGrad(2, inf), inf}, {RandomGammaGrad(2, -1), nan},
		{IgammaInv(2, 0), 0}, {IgammaInv(2, 1), inf}, {IgammaInv(2, 1.1), nan}, {IgammaInv(0, 0.5), nan},
		{IgammaInv(1e-3, 1e-5), 0},
	} {
		if !same(c.got, c.want) {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
}

func TestIgammaIdentities(t *testing.T) {
	for _, a := range shapes {
		for _, x := range spread(a) {
			p, q := Igamma(a, x), Igammac(a, x)
			agree(t, "P + Q = 1", p+q, 1, 1e-14)
			agree(t, "Q(a+1, x) = Q(a, x) + x^a·e^-x/Γ(a+1)", Igammac(a+1, x), q+gammaDensity(a, x)/a, 1e-12)
		}
	}
	for _, a := range []float64{1e6, 1e9, 1e12, 1e15} { // DLMF 8.11.12
		agree(t, "P(a, a) = 1/2 + (1/3 + 1/(540a))/√(2πa)", Igamma(a, a), 0.5+(1./3+1/(540*a))/math.Sqrt(2*math.Pi*a), 1e-14)
	}
	for _, x := range []float64{1e-9, 0.2, 1, 5, 100, 600} {
		agree(t, "Q(1, x) = e^-x", Igammac(1, x), math.Exp(-x), 1e-14)
		agree(t, "P(1, x) = 1 - e^-x", Igamma(1, x), -math.Expm1(-x), 1e-14)
		agree(t, "Q(1/2, x) = erfc √x", Igammac(0.5, x), math.Erfc(math.Sqrt(x)), 3e-13)
	}
}

// The tolerances are those of a central difference with h = 1e-4·scale.
func TestIgammaDerivatives(t *testing.T) {
	for _, a := range shapes[:10] {
		for _, x := range spread(a) {
			h := 1e-4 * a / (1 + math.Sqrt(a))
			side, sign := Igamma, 1.0
			if x > a {
				side, sign = Igammac, -1.0
			}
			fd := sign * (side(a+h, x) - side(a-h, x)) / (2 * h)
			agree(t, "∂P/∂a", IgammaGradA(a, x), fd, 2e-5)
			agree(t, fmt.Sprint("dx/da = -∂P/∂a / f at ", a, x), RandomGammaGrad(a, x), -IgammaGradA(a, x)*x/gammaDensity(a, x), 1e-12)
		}
	}
	// A sample of a large shape is a + z·√a, so dx/da → 1 + z/(2√a).
	agree(t, "dx/da at a = 1e12", RandomGammaGrad(1e12, 1e12+2e6), 1+1e-6, 1e-11)
	// A sample of a tiny shape is (p·Γ(a+1))^(1/a), so dx/da → x·(ψ(a+1) - log x)/a.
	x := 1e-300
	agree(t, "dx/da at a = 1e-3", RandomGammaGrad(1e-3, x), x*(Digamma(1.001)-math.Log(x))/1e-3, 1e-12)
}
