package diagnostics

import (
	"math"
	"slices"
)

// ESS is the effective sample size of the mean as NumPyro computes n_eff: from
// the draws as they are, neither split nor ranked.
//
//	ESS = S / τ,   τ = -1 + 2 Σ_k P(k)
//
// P(k) = ρ(2k) + ρ(2k+1) are the autocorrelations in pairs, truncated where they
// stop being positive and made decreasing (Geyer 1992). It needs two draws a
// chain. Unlike NumPyro's it is at most S log10(S): there, strongly antithetic
// draws may give a negative n_eff.
func ESS(chains [][]float64) float64 {
	if !usable(chains, 2) {
		return math.NaN()
	}
	v := variances(chains)
	if len(chains) == 1 {
		v.within = v.plus // so that ρ(k) = γ(k)/γ(0) exactly
	}
	if !v.defined() {
		return math.NaN()
	}
	rho := v.autocorrelations(chains)
	return cappedESS(chains, -1+2*initialMonotone(rho, len(rho)/2).sum)
}

// ESSBulk is the effective sample size of the rank-normalized draws, split: how
// well the chains mix in the middle of the distribution, defined even where the
// mean is not. Vehtari et al. (2021) ask for 100 a chain. It needs six draws a
// chain.
func ESSBulk(chains [][]float64) float64 {
	if !usable(chains, 6) {
		return math.NaN()
	}
	return splitESS(rankNormalize(split(chains)))
}

// ESSTail is the smaller effective sample size of the 5% and the 95% quantile:
// how well the chains mix in the tails. It needs six draws a chain. A quantile
// that no draw exceeds, as the 95% one of a rare-zero indicator, has no ESS; the
// other one is then the answer (posterior answers NA).
func ESSTail(chains [][]float64) float64 {
	if !usable(chains, 6) {
		return math.NaN()
	}
	sorted := pool(chains)
	slices.Sort(sorted)
	lower := essBelow(chains, quantileOfSorted(sorted, 0.05))
	upper := essBelow(chains, quantileOfSorted(sorted, 0.95))
	if math.IsNaN(lower) {
		return upper
	}
	if math.IsNaN(upper) {
		return lower
	}
	return math.Min(lower, upper)
}

// ESSMean is the effective sample size of the mean, split and not ranked: the S
// in [MCSEMean]. It needs six draws a chain.
func ESSMean(chains [][]float64) float64 {
	if !usable(chains, 6) {
		return math.NaN()
	}
	return splitESS(split(chains))
}

// ESSSD is the effective sample size of the standard deviation: [ESSMean] of
// (x - mean)², as in ArviZ and in [MCSESD]. (posterior's ess_sd takes
// |x - mean|, but its mcse_sd the square.)
func ESSSD(chains [][]float64) float64 {
	if !usable(chains, 6) {
		return math.NaN()
	}
	return ESSMean(squaredDeviations(chains))
}

// ESSQuantile is the effective sample size of the q quantile, 0 ≤ q ≤ 1:
// [ESSMean] of the indicator x ≤ Quantile(x, q). It is NaN if no draw exceeds
// that quantile, as for q = 1. It needs six draws a chain.
func ESSQuantile(chains [][]float64, q float64) float64 {
	if !usable(chains, 6) {
		return math.NaN()
	}
	return essBelow(chains, Quantile(pool(chains), q))
}

// essBelow is the effective sample size of the indicator x ≤ bound.
func essBelow(chains [][]float64, bound float64) float64 {
	return ESSMean(transform(chains, func(x float64) float64 {
		if x <= bound {
			return 1
		}
		return 0
	}))
}

// splitESS is the effective sample size of posterior and ArviZ, for chains
// already split and transformed:
//
//	τ = -1 + 2 Σ_{k<K} P(k) + max(0, ρ(2K)),   K the pairs kept
//
// The last term is half of the pair that ended the sum, and lowers the variance
// of the estimate for antithetic chains. The two last lags are never used.
func splitESS(halves [][]float64) float64 {
	v := variances(halves)
	if !v.defined() {
		return math.NaN()
	}
	rho := v.autocorrelations(halves)
	g := initialMonotone(rho, (len(rho)-3)/2)
	return cappedESS(halves, -1+2*g.sum+math.Max(0, rho[2*g.pairs]))
}

// squaredDeviations returns (x - mean)², the mean being that of all draws.
func squaredDeviations(chains [][]float64) [][]float64 {
	m := mean(pool(chains))
	return transform(chains, func(x float64) float64 { return (x - m) * (x - m) })
}
