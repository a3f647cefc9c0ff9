package diagnostics

import "math"

// mean is computed in two passes, m + Σ(x - m)/N with m the plain average: the
// second pass removes the rounding of the first, so a constant chain has
// exactly its value as mean and exactly zero as variance.
func mean(x []float64) float64 {
	m := sum(x) / float64(len(x))
	rest := 0.0
	for _, v := range x {
		rest += v - m
	}
	return m + rest/float64(len(x))
}

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

// variance is the unbiased Σ(x - mean)² / (N-1), NaN for fewer than two values.
func variance(x []float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	m, ss := mean(x), 0.0
	for _, v := range x {
		ss += (v - m) * (v - m)
	}
	return ss / float64(len(x)-1)
}

// chainVariance holds the two estimates of the marginal posterior variance that
// R-hat and ESS compare.
type chainVariance struct {
	within float64 // W, the mean of the chains' variances: too small before convergence
	plus   float64 // var+, with the spread of the chains' means: too large before convergence
}

// variances of chains that are usable:
//
//	W    = mean over chains of their variance
//	var+ = (N-1)/N W + B/N,   B/N = variance of the chains' means
//
// One chain has no B, and var+ is its biased variance.
func variances(chains [][]float64) chainVariance {
	means, vars := make([]float64, len(chains)), make([]float64, len(chains))
	for c, chain := range chains {
		means[c], vars[c] = mean(chain), variance(chain)
	}
	n := float64(len(chains[0]))
	v := chainVariance{within: mean(vars)}
	v.plus = v.within * (n - 1) / n
	if len(chains) > 1 {
		v.plus += variance(means)
	}
	return v
}
