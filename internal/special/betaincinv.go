package special

import "math"

// BetaincInv returns the x with I_x(a, b) = p: the quantile function of
// Beta(a, b), for finite a, b > 0 and 0 ≤ p ≤ 1. p = 0 gives 0 and p = 1 gives 1,
// as does a quantile too close to either to be told apart from it. Relative error
// is about 2e-14, or 4e-15/min(a, b) if that is more, as x ~ p^(1/a) magnifies every
// rounding; near 1 the spacing of floats limits 1-x.
//
// Newton's method on log I in w = logit x for p ≤ 1/2, and on log(1-I) otherwise.
// Both are concave with straight tails, so it converges from anywhere, but slowly
// where a large shape bends the tail: a step not half the last is replaced by
// bisection.
func BetaincInv(a, b, p float64) float64 {
	switch {
	case badBetaGrad(a, b, p):
		return math.NaN()
	case p == 0 || p == 1:
		return p
	}
	to, target := lower, Log(p)
	if p > 0.5 {
		to, target = upper, math.Log1p(-p)
	}
	// logistic(±746) is 0 or 1.
	lo, hi, last := -746.0, 746.0, math.Inf(1)
	w := math.Max(-745, math.Min(745, betaQuantileGuess(a, b, p)))
	for range newtonMax {
		x, y := Logistic(w), Logistic(-w)
		if x == 0 || y == 0 {
			return x
		}
		h := betaStep(a, b, logitPoint{x, y}, quantile{to, target})
		if settled(h, last) || hi-lo < 1e-13 {
			e := math.Exp(h)
			return x * e / (y + x*e)
		}
		if h > 0 {
			lo = w
		} else {
			hi = w
		}
		w += h
		if !(w > lo && w < hi && math.Abs(h) < last/2) {
			w = lo + (hi-lo)/2
		}
		last = math.Abs(h)
	}
	return Logistic(w)
}

// logitPoint is x in (0, 1) with y = 1-x, each to full relative precision.
type logitPoint struct{ x, y float64 }

// betaStep returns the Newton step in logit x.
func betaStep(a, b float64, at logitPoint, q quantile) float64 {
	l, to := newBetaShape(a, b, at.x, at.y), q.to
	if at.x > at.y {
		l, to = newBetaShape(b, a, at.y, at.x), -to
	}
	r := tail(l, to, one)
	return (l.logDensity() + Log(r) - q.target) * r * float64(q.to)
}

// betaQuantileGuess starts Newton's method in logit x: the normal law with the
// moments of logit t, or, where a shape is below 1 and the law far from normal, the
// straight tail I_x ≈ x^a/(a·B(a, b)) or its mirror image.
func betaQuantileGuess(a, b, p float64) float64 {
	if math.Min(a, b) >= 1 {
		return Digamma(a) - Digamma(b) + Ndtri(p)*math.Sqrt(Polygamma(1, a)+Polygamma(1, b))
	}
	logB := logBetaNear(math.Min(a, b), math.Max(a, b))
	left := (Log(p) + Log(a) + logB) / a
	if left < 0 {
		return left
	}
	return math.Max(0, -(math.Log1p(-p)+Log(b)+logB)/b)
}

// logBetaNear returns log B(s, t) for s < 1 and s ≤ t, to the few digits a guess needs:
// for large t, where log gammas would cancel, Γ(t)/Γ(s+t) ≈ t^(-s).
func logBetaNear(s, t float64) float64 {
	if t > 1e5 {
		return Lgamma(s) - s*Log(t)
	}
	return Lgamma(s) + Lgamma(t) - Lgamma(s+t)
}
