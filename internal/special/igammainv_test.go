package special

import (
	"math"
	"testing"
)

var ranks = []float64{1e-300, 1e-100, 1e-20, 1e-5, 0.01, 0.2, 0.4999, 0.5, 0.5001, 0.7, 0.95, 0.9999, 1 - 1e-10, 1 - 1e-16}

// P(a, IgammaInv(a, p)) = p, up to the rounding of the quantile itself, which
// moves P by ε·x·f(x).
func TestIgammaInv(t *testing.T) {
	for _, a := range append(shapes, 1e-6, 1e15) {
		for _, p := range ranks {
			x := IgammaInv(a, p)
			if x < 1e-290 {
				continue // underflow, or subnormal
			}
			slack := 2e-16 * gammaDensity(a, x)
			if got := Igamma(a, x); p <= 0.5 && !(math.Abs(got-p) <= 3e-13*p+slack) {
				t.Errorf("P(%v, Inv(%v)) = %v at x = %v (error %.1e)", a, p, got, x, relErr(got, p))
			}
			if got, q := Igammac(a, x), 1-p; p > 0.5 && !(math.Abs(got-q) <= 3e-13*q+slack) {
				t.Errorf("Q(%v, Inv(%v)) = %v at x = %v (error %.1e)", a, p, got, x, relErr(got, q))
			}
		}
	}
}
