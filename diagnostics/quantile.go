package diagnostics

import (
	"math"
	"slices"
)

// Quantile is the q quantile of x, in any order, for 0 ≤ q ≤ 1, between two
// draws by linear interpolation (numpy's default, R's type 7). It is NaN if x is
// empty or contains NaN, or q is outside its range.
func Quantile(x []float64, q float64) float64 {
	return quantileOfSorted(slices.Sorted(slices.Values(x)), q)
}

// quantileOfSorted interpolates at the index h = (N-1) q of x in increasing
// order, NaN first as slices.Sort has it.
func quantileOfSorted(x []float64, q float64) float64 {
	if len(x) == 0 || math.IsNaN(x[0]) || !(0 <= q && q <= 1) {
		return math.NaN()
	}
	h := float64(len(x)-1) * q
	i := int(h)
	weight := h - float64(i)
	if weight == 0 || x[i] == x[i+1] { // exact, and no Inf - Inf
		return x[i]
	}
	return x[i] + (x[i+1]-x[i])*weight
}
