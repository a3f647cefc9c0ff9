package special

import (
	"math"
	"testing"
)

func TestExpNearOverflow(t *testing.T) {
	for x, want := range map[float64]float64{709.1: 9.0827449194066678438e307, 709.5: 1.3549863193146328309e308,
		709.7827128933839: 1.7976931348620688438e308, 709.8: math.Inf(1), math.Inf(1): math.Inf(1)} { // to 20 digits
		agree(t, "e^x", Exp(x), want, 4e-16)
	}
	for x, want := range map[float64]float64{710: 1.11699738308085552e308, -710: -1.11699738308085552e308, 711: math.Inf(1), 700: math.Sinh(700)} {
		agree(t, "sinh", Sinh(x), want, 4e-16)
		agree(t, "cosh", Cosh(x), math.Abs(want), 4e-16)
	}
}
