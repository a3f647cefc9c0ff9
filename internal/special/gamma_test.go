package special

import (
	"math"
	"testing"
)

// agree fails unless got is within tol of want, relative to it.
func agree(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(relErr(got, want) <= tol) {
		t.Errorf("%s: %v, want %v (error %.1e)", what, got, want, relErr(got, want))
	}
}

func TestGammaEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct{ got, want float64 }{
		{Digamma(0), nan}, {Digamma(-3), nan}, {Digamma(inf), inf}, {Digamma(-inf), nan}, {Digamma(nan), nan},
		{Polygamma(1, 0), inf}, {Polygamma(2, 0), nan}, {Polygamma(3, -4), inf}, {Polygamma(1, inf), 0},
		{Polygamma(-1, 2), nan}, {Polygamma(1, -inf), nan}, {Polygamma(0, 2), Digamma(2)},
		{Lgamma(0), inf}, {Lgamma(-2), inf}, {Lgamma(inf), inf}, {Lgamma(nan), nan},
	} {
		if !same(c.got, c.want) {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
}

func same(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) }

func TestGammaIdentities(t *testing.T) {
	for _, x := range []float64{1e-5, 0.3, 1, 1.4, 2.7, 11.5, 80, 1e5} {
		agree(t, "ψ(x+1) = ψ(x) + 1/x", Digamma(x+1), Digamma(x)+1/x, 1e-9)
		agree(t, "2ψ(2x) = ψ(x) + ψ(x+1/2) + 2log 2", 2*Digamma(2*x), Digamma(x)+Digamma(x+0.5)+2*math.Ln2, 1e-12)
		agree(t, "ψ'(x) = ψ'(x+1) + 1/x²", Polygamma(1, x), Polygamma(1, x+1)+1/(x*x), 1e-14)
		agree(t, "ψ(x+h) - ψ(x) ~ h·ψ'", digammaDiff(x, 1e-12*x), 1e-12*x*Polygamma(1, x), 2e-12)
		agree(t, "log x - ψ(x)", logMinusDigamma(x), math.Log(x)-Digamma(x), 1e-9)
	}
	for _, x := range []float64{-0.3, -2.75, -30.5} {
		sin := math.Sin(math.Pi * x)
		agree(t, "ψ'(1-x) + ψ'(x) = π²/sin²πx", Polygamma(1, 1-x)+Polygamma(1, x), math.Pow(math.Pi/sin, 2), 1e-12)
	}
}
