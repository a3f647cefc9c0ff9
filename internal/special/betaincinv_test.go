package special

import (
	"math"
	"testing"
)

// I(BetaincInv(p)) = p, up to the rounding of the quantile, which moves I by
// ε·x·f(x), f being steep near 1.
func TestBetaincInv(t *testing.T) {
	for _, s := range append(betaShapes, [][2]float64{{0.5, 1e16}, {2e-3, 5e19}, {1e155, 2}, {1e12, 1e-2}, {1e16, 1e16}}...) {
		for _, p := range ranks {
			a, b := s[0], s[1]
			x := BetaincInv(a, b, p)
			if x < 1e-290 || x == 1 {
				continue // underflow, or nearer to 1 than a float can be
			}
			density := newBetaShape(a, b, x, 1-x).density()
			slack := 2e-16 * density / (1 - x)
			if got := Betainc(a, b, x); !(math.Abs(got-p) <= 5e-13*p+slack) {
				t.Errorf("I(%v, %v, Inv(%v)) = %v at x = %v (error %.1e)", a, b, p, got, x, relErr(got, p))
			}
		}
	}
}
