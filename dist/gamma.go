package dist

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Gamma is the gamma distribution with shape concentration > 0 and rate > 0, on the positive numbers:
//
//	p(x) = β^α x^(α-1) e^(-βx) / Γ(α)
func Gamma[A, B np.Value](concentration A, rate B) Dist {
	return New(gamma{Concentration: param(concentration), Rate: param(rate)})
}

type gamma struct {
	Concentration, Rate np.Array
	scalar
	pathwise
}

func (f gamma) Name() string { return "Gamma" }

func (f gamma) Params() []Param {
	return []Param{{"concentration", f.Concentration, constraint.Positive{}}, {"rate", f.Rate, constraint.Positive{}}}
}

func (f gamma) Support() constraint.Constraint { return constraint.Positive{} }

// log p(x) = α log β - log Γ(α) + (α-1) log x - βx
func (f gamma) LogDensity(x np.Array) np.Array {
	norm := f.Concentration.Mul(f.Rate.Log()).Sub(np.Lgamma(f.Concentration))
	return norm.Add(f.Concentration.Sub(1).Mul(x.Log())).Sub(f.Rate.Mul(x))
}

func (f gamma) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	d := floatOf(f.Concentration, f.Rate)
	return positive(random.Gamma(key, f.Concentration, shape, d).Div(f.Rate))
}

func (f gamma) Mean() np.Array     { return f.Concentration.Div(f.Rate) }
func (f gamma) Variance() np.Array { return f.Concentration.Div(f.Rate.Square()) }
func (f gamma) CDF(x np.Array) np.Array {
	return np.Igamma(f.Concentration, x.Maximum(0.0).Mul(f.Rate))
}
func (f gamma) ICDF(p np.Array) np.Array { return np.IgammaInv(f.Concentration, p).Div(f.Rate) }

// α - log β + log Γ(α) + (1-α) ψ(α)
func (f gamma) Entropy() np.Array {
	a := f.Concentration
	return a.Sub(f.Rate.Log()).Add(np.Lgamma(a)).Add(np.Sub(1.0, a).Mul(np.Digamma(a)))
}
