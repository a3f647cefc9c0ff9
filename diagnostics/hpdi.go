package diagnostics

import (
	"math"
	"slices"
)

// Interval is the closed interval from Lower to Upper.
type Interval struct{ Lower, Upper float64 }

// HPDI is the highest posterior density interval: the narrowest one that spans
// int(prob N) steps between the sorted draws of x, the leftmost if several are
// as narrow. prob = 1 gives the range of x. Both bounds are NaN if x is empty or
// contains NaN, or prob is outside [0, 1].
//
// It is a single interval even if the density has two modes.
func HPDI(x []float64, prob float64) Interval {
	return hpdiOfSorted(slices.Sorted(slices.Values(x)), prob)
}

// hpdiOfSorted takes x in increasing order, NaN first.
func hpdiOfSorted(x []float64, prob float64) Interval {
	if len(x) == 0 || math.IsNaN(x[0]) || !(0 <= prob && prob <= 1) {
		return Interval{math.NaN(), math.NaN()}
	}
	steps := min(int(prob*float64(len(x))), len(x)-1)
	best := 0
	for i := range len(x) - steps {
		if x[i+steps]-x[i] < x[best+steps]-x[best] {
			best = i
		}
	}
	return Interval{x[best], x[best+steps]}
}
