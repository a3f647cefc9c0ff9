package diagnostics

import "math"

// autocorrelations of usable chains, of lag 0 to N-1, taking the spread between
// chains as correlation that never dies out:
//
//	ρ(0) = 1,   ρ(k) = 1 - (W - mean over chains of γ(k)) / var+
func (v chainVariance) autocorrelations(chains [][]float64) []float64 {
	rho := meanAutocovariance(chains)
	for k, acov := range rho {
		rho[k] = 1 - (v.within-acov)/v.plus
	}
	rho[0] = 1
	return rho
}

// defined is false for draws that never move, and for draws whose squares
// overflow.
func (v chainVariance) defined() bool { return v.plus > 0 && !math.IsInf(v.plus, 1) }

// monotone is the outcome of Geyer's truncation.
type monotone struct {
	sum   float64 // of the pairs kept, each no larger than the one before
	pairs int     // how many were kept
}

// initialMonotone sums autocorrelations until they are noise (Geyer 1992). For a reversible chain the pairs P(k) = ρ(2k) + ρ(2k+1) are
// positive and decreasing; so the sum ends before the first pair that is not
// positive, and a pair larger than the one before counts as that. At most
// maxPairs are kept.
func initialMonotone(rho []float64, maxPairs int) monotone {
	var g monotone
	last := math.Inf(1)
	for g.pairs < maxPairs {
		pair := rho[2*g.pairs] + rho[2*g.pairs+1]
		if !(pair > 0) {
			break
		}
		last = math.Min(last, pair)
		g.sum += last
		g.pairs++
	}
	return g
}

// cappedESS is S/τ, at most S log10(S): for antithetic chains the estimate of
// τ may come close to zero, or below. The bound is that of posterior and ArviZ.
func cappedESS(chains [][]float64, tau float64) float64 {
	s := float64(len(chains) * len(chains[0]))
	return s / math.Max(tau, 1/math.Log10(s))
}
