package special

import "math"

// newtonMax bounds the iterations of the inverses; ten is usual.
const newtonMax = 200

// IgammaInv returns the x ≥ 0 with P(a, x) = p: the quantile function of
// Gamma(a, 1), for a > 0 and 0 ≤ p ≤ 1. p = 0 gives 0, p = 1 gives +Inf, and a
// quantile below the least float (small a) gives 0. Relative error is about
// 2e-14, or 4e-15/a if that is more: x ≈ (p·Γ(a+1))^(1/a) magnifies every rounding.
//
// Newton's method on log P in log x for p ≤ 1/2, and on log Q otherwise. Both are
// concave, so from one side it converges without overshooting; a bracket guards
// the other.
func IgammaInv(a, p float64) float64 {
	switch {
	case math.IsNaN(a) || math.IsNaN(p) || a <= 0 || p < 0 || p > 1:
		return math.NaN()
	case p == 0:
		return 0
	case p == 1 || math.IsInf(a, 1):
		return math.Inf(1)
	}
	to, target := lower, Log(p)
	if p > 0.5 {
		to, target = upper, math.Log1p(-p)
	}
	return gammaQuantile(a, gammaQuantileGuess(a, p), quantile{to, target})
}

// gammaQuantile refines the guess x.
func gammaQuantile(a, x float64, q quantile) float64 {
	if x == 0 {
		return 0
	}
	lo, hi, last := 0.0, math.MaxFloat64, math.Inf(1)
	for range newtonMax {
		h := gammaStep(a, x, q)
		next := x * math.Exp(h)
		if q.to == upper && x > 1 && x > a {
			next = x + x*h // log Q is nearly linear in x here
		}
		if settled(h, last) {
			return next
		}
		if h > 0 {
			lo = x
		} else {
			hi = x
		}
		if !(next > lo && next < hi) {
			next = between(lo, hi)
		}
		if next == x { // among the subnormals a step can be less than an ulp
			break
		}
		x, last = next, math.Abs(h)
	}
	return x
}

// quantile is the point at which the log of the mass on one side is target.
type quantile struct {
	to     side
	target float64
}

// gammaStep returns the Newton step in log x.
func gammaStep(a, x float64, q quantile) float64 {
	a = math.Max(a, leastShape)
	r := tail(gammaShape{a, x}, q.to, one)
	return (logGammaDensity(a, x) + Log(r) - q.target) * r * float64(q.to)
}

// settled reports whether the Newton step h is the last: so small that the next,
// of order h², is lost in rounding, or small and no longer shrinking.
func settled(h, last float64) bool {
	h = math.Abs(h)
	return h < 2e-13 || h < 1e-7 && h >= last/4
}

// between returns the geometric mean of a bracket, or of its finite part.
func between(lo, hi float64) float64 {
	return math.Sqrt(math.Max(lo, math.SmallestNonzeroFloat64)) * math.Sqrt(hi)
}

// gammaQuantileGuess starts Newton's method: Wilson and Hilferty's cube for a ≥ 1,
//
//	x ≈ a·(1 - 1/(9a) + z/(3·sqrt(a)))³,   z the normal quantile,
//
// but not below the lower bound from P(a, x) ≤ x^a/Γ(a+1), which serves a < 1.
func gammaQuantileGuess(a, p float64) float64 {
	bound := math.Exp((Log(p) + Lgamma(a+1)) / a)
	if a >= 1 {
		t := 1 - 1/(9*a) + Ndtri(p)/(3*math.Sqrt(a))
		x := math.Max(bound, a*t*t*t)
		if p <= 0.5 {
			x = math.Min(x, a) // the median is below a
		}
		return x
	}
	if bound > 0.5 && p > 0.5 {
		return -math.Log1p(-p) // Q(a, x) ≤ e^(-x) for a ≤ 1
	}
	return bound
}
