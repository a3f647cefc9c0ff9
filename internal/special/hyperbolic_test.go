package special

import (
	"math"
	"testing"
)

// e^710/2 to more digits than a float64 has.
func TestHyperbolicNearOverflow(t *testing.T) {
	for x, want := range map[float64]float64{710: 1.11699738308085570e308, -710: -1.11699738308085570e308, 711: math.Inf(1), 700: math.Sinh(700)} {
		agree(t, "sinh", Sinh(x), want, 1e-15)
		agree(t, "cosh", Cosh(x), math.Abs(want), 1e-15)
	}
	if !math.IsNaN(Sinh(math.NaN())) || Sinh(math.Inf(-1)) != math.Inf(-1) || Cosh(math.Inf(-1)) != math.Inf(1) {
		t.Error("not a number, or infinite")
	}
}
