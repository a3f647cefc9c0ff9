package diagnostics

import "math"

// RHat is the potential scale reduction of Gelman and Rubin (1992), the square
// root of a ratio of variances that nears 1 from above as chains converge:
//
//	R-hat = sqrt(var+ / W),   var+ = (N-1)/N W + B/N
//
// W is the mean variance within a chain, B/N the variance of the chains' means.
// It is +Inf if every chain is stuck at its own value. It needs two chains and
// two draws in each. It does not see a trend that all chains share, nor chains
// that differ in scale only: prefer [RankRHat].
func RHat(chains [][]float64) float64 {
	if len(chains) < 2 || !usable(chains, 2) {
		return math.NaN()
	}
	v := variances(chains)
	return math.Sqrt(v.plus / v.within)
}

// SplitRHat is [RHat] of the halves of the chains, so it works for one chain
// and sees trends. It needs four draws a chain. NumPyro prints this one as
// r_hat.
func SplitRHat(chains [][]float64) float64 {
	if !usable(chains, 4) {
		return math.NaN()
	}
	return RHat(split(chains))
}

// RankRHat is the rank-normalized split R-hat of Vehtari et al. (2021): the
// larger of [SplitRHat] of the rank-normalized draws (do the chains agree in
// location?) and of the rank-normalized folded draws |x - median| (and in
// scale?). Draws should not be used while it exceeds 1.01.
//
// It needs four draws a chain. One chain is allowed, as in posterior; ArviZ
// asks for two. If all draws are equally far from the median (two values, half
// the draws each) there is nothing to fold and it is the first number alone.
func RankRHat(chains [][]float64) float64 {
	if !usable(chains, 4) {
		return math.NaN()
	}
	bulk := RHat(rankNormalize(split(chains)))
	folded := RHat(rankNormalize(split(fold(chains))))
	if math.IsNaN(folded) {
		return bulk
	}
	return math.Max(bulk, folded)
}
