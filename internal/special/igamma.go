package special

import "math"

// Igamma returns the regularized lower incomplete gamma function
//
//	P(a, x) = 1/Γ(a) · ∫_0^x t^(a-1)·e^(-t) dt,   a ≥ 0, x ≥ 0,
//
// the distribution function of Gamma(a, 1). P(a, 0) = 0, P(a, +Inf) = 1;
// P(0, x) = 1 and P(+Inf, x) = 0 are limits; (0, 0) and (+Inf, +Inf) are NaN.
// Relative error is below 1e-13, rising to 3e-13 for P < 1e-150. Quadrature: see the
// package comment.
func Igamma(a, x float64) float64 {
	p, _ := gammaSides(a, x)
	return p
}

// Igammac returns the regularized upper incomplete gamma function
// Q(a, x) = 1 - P(a, x), without cancellation: it has the accuracy of Igamma in
// its own small tail. Limits are those of Igamma.
func Igammac(a, x float64) float64 {
	_, q := gammaSides(a, x)
	return q
}

// leastShape stands in for any smaller positive shape, whose reciprocal squared would
// overflow.
const leastShape = 1e-150

func gammaSides(a, x float64) (p, q float64) {
	switch {
	case math.IsNaN(a) || math.IsNaN(x) || a < 0 || x < 0 || a == x && (a == 0 || math.IsInf(a, 1)):
		return math.NaN(), math.NaN()
	case x == 0 || math.IsInf(a, 1):
		return 0, 1
	case a == 0 || math.IsInf(x, 1):
		return 1, 0
	}
	a = math.Max(a, leastShape)
	density, l := gammaDensity(a, x), gammaShape{a, x}
	if x < a {
		p = math.Min(1, density*tail(l, lower, one))
		if p < 0.9 {
			return p, 1 - p
		}
		return p, math.Min(1, density*tail(l, upper, one))
	}
	// The median is below a, so q < 1/2.
	q = density * tail(l, upper, one)
	return 1 - q, q
}

// IgammaGradA returns ∂P(a, x)/∂a ≤ 0 for a > 0, x ≥ 0. It is 0 at x = 0,
// x = +Inf and a = +Inf, and NaN at a = 0.
//
//	∂P/∂a = ∫_0^x f(t)·(log t - ψ(a)) dt = -∫_x^∞ f(t)·(log t - ψ(a)) dt,
//
// f the Gamma(a, 1) density. The side is the one where log t - ψ(a) keeps its
// sign, so nothing cancels: relative error is about 1e-13 for |∂P/∂a| > 1e-300.
// Moore (1982), "Derivatives of the incomplete gamma integral", AS 187, gives the
// series this replaces.
func IgammaGradA(a, x float64) float64 {
	switch {
	case math.IsNaN(a) || math.IsNaN(x) || a <= 0 || x < 0:
		return math.NaN()
	case x == 0 || math.IsInf(x, 1) || math.IsInf(a, 1):
		return 0
	}
	a = math.Max(a, leastShape)
	return -gammaDensity(a, x) * gammaScore(a, x)
}

// RandomGammaGrad returns dx/da of a draw x from Gamma(a, 1) when its rank
// P(a, x) is held fixed: the implicit reparameterization gradient
//
//	dx/da = -∂P(a, x)/∂a / f(x)
//
// (Figurnov, Mohamed and Mnih 2018). The density f divides out of the integral
// before it can underflow, so the relative error is about 1e-13 for every a and
// x, far tails included. It is 0 at x = 0 and at a = +Inf, +Inf at x = +Inf, NaN
// for a ≤ 0 or x < 0.
func RandomGammaGrad(a, x float64) float64 {
	switch {
	case math.IsNaN(a) || math.IsNaN(x) || a <= 0 || x < 0 || math.IsInf(a, 1) && math.IsInf(x, 1):
		return math.NaN()
	case math.IsInf(x, 1):
		return x
	case x == 0 || math.IsInf(a, 1):
		return 0
	}
	return x * gammaScore(math.Max(a, leastShape), x)
}

// gammaScore returns -∂P/∂a over the density of w = log t at log x:
// ∫ exp(L(s))·|log(x) + s - ψ(a)| ds.
func gammaScore(a, x float64) float64 {
	score := gammaScoreAt(a, x)
	to := upper
	if score < 0 {
		to = lower
	}
	return math.Abs(tail(gammaShape{a, x}, to, func(s float64) float64 { return score + s }))
}

// gammaScoreAt returns log x - ψ(a), by way of log(x/a) when that is small.
func gammaScoreAt(a, x float64) float64 {
	if a > stirlingMin && math.Abs(x-a) < a/2 {
		return math.Log1p((x-a)/a) + logMinusDigamma(a)
	}
	return Log(x) - Digamma(a)
}

// gammaShape is L(s) = log f_w(log x + s) - log f_w(log x), f_w the density of
// w = log t, t ~ Gamma(a, 1):
//
//	L(s) = a·s - x·(exp(s) - 1) = -(x·(exp(s) - 1 - s) + (x-a)·s)
type gammaShape struct{ a, x float64 }

func (l gammaShape) at(s float64) float64 {
	if math.Abs(s) > 1 {
		return l.a*s - l.x*math.Expm1(s)
	}
	return -(l.x*expRem(s) + (l.x-l.a)*s)
}

func (l gammaShape) mode() float64 { return Log(l.a) - Log(l.x) }

func (l gammaShape) bend() float64 { return -Log(l.x) }

func (l gammaShape) scale() float64 { return 1 / (1 + math.Sqrt(l.a) + math.Sqrt(l.x)) }

// smallShape is the shape below which powers and gammas are multiplied out, which
// is more accurate than taking logs: the exponential of -600 has lost 600 ulp.
const smallShape = 100

// gammaDensity returns x^a·e^(-x)/Γ(a), the density of log t at log x.
func gammaDensity(a, x float64) float64 {
	if a < smallShape && x < 1500 { // beyond, the density underflows and the power may overflow
		root := Pow(x, a/2) * math.Exp(-x/2)
		return a / math.Gamma(1+a) * root * root
	}
	return math.Exp(logGammaDensity(a, x))
}

// logGammaDensity returns log(x^a·e^(-x)/Γ(a)), for large a as
//
//	-a·(μ - log(1+μ)) + log(a/2π)/2 - log Γ*(a),   μ = (x-a)/a.
func logGammaDensity(a, x float64) float64 {
	if a < smallShape {
		return a*Log(x) - x + Log(a) - Lgamma(1+a)
	}
	var kl float64
	if mu := (x - a) / a; math.Abs(mu) < 0.5 {
		kl = a * logRem(mu)
	} else {
		kl = (x - a) - a*Log(x/a)
	}
	return -kl + Log(a/(2*math.Pi))/2 - Log(gammaStar(a))
}
