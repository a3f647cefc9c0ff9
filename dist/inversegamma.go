package dist

import (
	"math"

	"github.com/phlox-ppl/phlox/dist/bijector"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// InverseGamma is the distribution of 1/x for x gamma with shape concentration > 0 and rate > 0, on the
// positive numbers:
//
//	p(x) = β^α x^(-α-1) e^(-β/x) / Γ(α)
func InverseGamma[A, B np.Value](concentration A, rate B) Dist {
	return New(inverseGamma{Concentration: param(concentration), Rate: param(rate)})
}

type inverseGamma struct {
	Concentration, Rate np.Array
	scalar
	pathwise
}

func (f inverseGamma) inverse() gamma { return gamma{Concentration: f.Concentration, Rate: f.Rate} }

func (f inverseGamma) Name() string                   { return "InverseGamma" }
func (f inverseGamma) Params() []Param                { return f.inverse().Params() }
func (f inverseGamma) Support() constraint.Constraint { return constraint.Positive{} }

func (f inverseGamma) Parts() (Dist, bijector.Bijector) {
	return New(f.inverse()), bijector.Power{Exponent: np.Of(-1.0)}
}

// log p(x) = α log β - log Γ(α) - (α+1) log x - β/x
func (f inverseGamma) LogDensity(x np.Array) np.Array {
	norm := f.Concentration.Mul(f.Rate.Log()).Sub(np.Lgamma(f.Concentration))
	return norm.Sub(f.Concentration.Add(1).Mul(x.Log())).Sub(f.Rate.Div(x))
}

func (f inverseGamma) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return np.Reciprocal(f.inverse().Draw(key, shape))
}

// β/(α-1) if α > 1
func (f inverseGamma) Mean() np.Array {
	finite := f.Concentration.Gt(1)
	mean := f.Rate.Div(np.Where(finite, f.Concentration.Sub(1), 1.0))
	return np.Where(finite, mean, math.Inf(1))
}

// β²/((α-1)²(α-2)) if α > 2
func (f inverseGamma) Variance() np.Array {
	finite := f.Concentration.Gt(2)
	a := np.Where(finite, f.Concentration, 3.0)
	return np.Where(finite, f.Rate.Div(a.Sub(1)).Square().Div(a.Sub(2)), math.Inf(1))
}

func (f inverseGamma) CDF(x np.Array) np.Array {
	return np.Igammac(f.Concentration, f.Rate.Div(positive(x)))
}

func (f inverseGamma) ICDF(p np.Array) np.Array {
	return f.Rate.Div(np.IgammaInv(f.Concentration, np.Sub(1.0, p)))
}

// α + log β + log Γ(α) - (1+α) ψ(α)
func (f inverseGamma) Entropy() np.Array {
	a := f.Concentration
	return a.Add(f.Rate.Log()).Add(np.Lgamma(a)).Sub(a.Add(1).Mul(np.Digamma(a)))
}
