package special

import (
	"math"
	"testing"
)

func TestRemainders(t *testing.T) {
	for _, s := range []float64{-700, -3, -1.001, -1, -0.9, 1, 1.001, 5} {
		agree(t, "expRem", expRem(s), math.Expm1(s)-s, 1e-15)
	}
	for _, u := range []float64{-0.999, -0.51, -0.49, 0.9, 1, 1.01, 1e9} {
		agree(t, "logRem", logRem(u), u-math.Log1p(u), 2e-15)
	}
	for _, s := range []float64{-1e-3, -1e-9, 1e-12, 1e-4} {
		agree(t, "e^s - 1 - s = s²/2 + s³/6 + s⁴/24", expRem(s), s*s/2*(1+s/3*(1+s/4)), 1e-15+math.Abs(s*s*s))
		agree(t, "u - log(1+u) = u²/2 - u³/3 + u⁴/4", logRem(s), s*s*(0.5-s*(1./3-s/4)), 1e-15+math.Abs(s*s*s))
	}
	agree(t, "logRem(+Inf)", logRem(math.Inf(1)), math.Inf(1), 0)
	// One ulp of x = 1/4 is 2^-54 and moves the gap by (a+b)·2^-54.
	agree(t, "meanGap at the mean", meanGap(1e16, 3e16, 0.25), 0, 0)
	agree(t, "meanGap one ulp above", meanGap(1e16, 3e16, math.Nextafter(0.25, 1)), -4e16*math.Ldexp(1, -54), 1e-15)
}
