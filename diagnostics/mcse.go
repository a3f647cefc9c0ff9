package diagnostics

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// MCSEMean is the Monte Carlo standard error of the mean of the draws,
// sd / sqrt(ESSMean), in the unit of x. It needs six draws a chain.
func MCSEMean(chains [][]float64) float64 {
	return math.Sqrt(variance(pool(chains)) / ESSMean(chains))
}

// MCSESD is the Monte Carlo standard error of the standard deviation, without
// assuming normality: the error of the variance, from the moments m2 and m4
// about the mean (Kenney and Keeping 1951, p. 141), through the derivative of
// the square root.
//
//	var(m2) = (m4 - m2²) / ESSSD,   MCSE² = var(m2) / (4 m2)
//
// It needs six draws a chain.
func MCSESD(chains [][]float64) float64 {
	if !usable(chains, 6) {
		return math.NaN()
	}
	d := pool(squaredDeviations(chains))
	m2, m4 := mean(d), 0.0
	for _, v := range d {
		m4 += v * v / float64(len(d))
	}
	return math.Sqrt((m4 - m2*m2) / ESSSD(chains) / (4 * m2))
}

// MCSEQuantile is the Monte Carlo standard error of the q quantile, 0 ≤ q ≤ 1:
// half the distance between the draws that bound, with the probability of one
// standard error to each side, where the true quantile's rank may lie.
//
//	rank/S ~ Beta(ESS q + 1, ESS (1-q) + 1),   ESS = ESSQuantile(q)
//
// (Vehtari et al. 2021.) It needs six draws a chain.
func MCSEQuantile(chains [][]float64, q float64) float64 {
	ess := ESSQuantile(chains, q)
	if math.IsNaN(ess) {
		return math.NaN()
	}
	const lower, upper = 0.1586553, 0.8413447 // Φ(-1), Φ(1)
	x := pool(chains)
	slices.Sort(x)
	rank := func(p float64) float64 { // from 0
		return mathext.InvRegIncBeta(ess*q+1, ess*(1-q)+1, p)*float64(len(x)) - 1
	}
	draw := func(i float64) float64 { return x[min(max(int(i), 0), len(x)-1)] }
	return (draw(math.Ceil(rank(upper))) - draw(math.Floor(rank(lower)))) / 2
}
