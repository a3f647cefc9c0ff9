package special

import (
	"math"
	"testing"
)

func TestQuadrature(t *testing.T) {
	for k := range 2 * ruleOrder {
		want := 0.0
		if k%2 == 0 {
			want = 2 / float64(k+1)
		}
		if got := panel(func(x float64) float64 { return math.Pow(x, float64(k)) }, -1, 1); math.Abs(got-want) > 1e-15 {
			t.Errorf("one panel of x^%d: %v, want %v", k, got, want)
		}
	}
	agree(t, "∫ e^-x", integrate(func(x float64) float64 { return math.Exp(-x) }, 0, 45), 1, 1e-15)
	agree(t, "∫ 1/x", integrate(func(x float64) float64 { return 1 / x }, 1e-6, 1), 6*math.Ln10, 1e-14)
	if got := integrate(func(float64) float64 { return math.NaN() }, 0, 1); !math.IsNaN(got) {
		t.Errorf("integral of NaN: %v", got)
	}
}
