package dist

import "github.com/phlox-ppl/phlox/np"

// logBeta returns log B(a, b) = log Γ(a) + log Γ(b) - log Γ(a+b), elementwise. NumPyro's difference of log
// gammas loses all digits where one of them is large.
func logBeta(a, b np.Array) np.Array {
	small, big := np.Minimum(a, b), np.Maximum(a, b)
	return np.Lgamma(small).Sub(logRising(big, small))
}

// stirlingMin is from where on stirling's six terms are exact: the next is at most 1/156/10¹³.
const stirlingMin = 10

// logRising returns log Γ(a+n) - log Γ(a) for a > 0, n >= 0, elementwise. For large a it is, by Stirling's
// formula with remainder Δ,
//
//	(a - 1/2) log(1 + n/a) + n log(a+n) - n + Δ(a+n) - Δ(a)
func logRising(a, n np.Array) np.Array {
	large := a.Ge(stirlingMin)
	b := np.Where(large, a, stirlingMin)
	sum := b.Add(n)
	series := b.Sub(0.5).Mul(np.Log1p(n.Div(b))).Add(n.Mul(sum.Log())).Sub(n).Add(stirling(sum)).Sub(stirling(b))
	b = np.Where(large, 1.0, a)
	return np.Where(large, series, np.Lgamma(b.Add(n)).Sub(np.Lgamma(b)))
}

// stirling returns Δ(x) = log Γ(x) - (x - 1/2) log x + x - log(2π)/2, for x >= stirlingMin: DLMF 5.11.1.
func stirling(x np.Array) np.Array {
	w := np.Reciprocal(x).Square()
	sum := np.Of(-691. / 360360)
	for _, c := range []float64{1. / 1188, -1. / 1680, 1. / 1260, -1. / 360, 1. / 12} {
		sum = sum.Mul(w).Add(c)
	}
	return sum.Div(x)
}
