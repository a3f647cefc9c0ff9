package dist

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Weibull is the Weibull distribution with scale > 0 and shape concentration > 0, on the positive numbers:
//
//	p(x) = k/λ (x/λ)^(k-1) exp(-(x/λ)^k)
func Weibull[A, B np.Value](scale A, concentration B) Dist {
	return New(weibull{Scale: param(scale), Concentration: param(concentration)})
}

type weibull struct {
	Scale, Concentration np.Array
	scalar
	pathwise
}

func (f weibull) Name() string { return "Weibull" }

func (f weibull) Params() []Param {
	return []Param{{"scale", f.Scale, constraint.Positive{}}, {"concentration", f.Concentration, constraint.Positive{}}}
}

func (f weibull) Support() constraint.Constraint { return constraint.Positive{} }

// log p(x) = log k - log λ + (k-1) log t - t^k, t = x/λ
func (f weibull) LogDensity(x np.Array) np.Array {
	t := x.Div(f.Scale).Log()
	lp := f.Concentration.Log().Sub(f.Scale.Log()).Add(f.Concentration.Sub(1).Mul(t))
	return lp.Sub(f.Concentration.Mul(t).Exp())
}

func (f weibull) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	d := floatOf(f.Scale, f.Concentration)
	return positive(positive(random.Exponential(key, shape, d)).Pow(np.Reciprocal(f.Concentration)).Mul(f.Scale))
}

// logMoment returns log E[(x/λ)^n] = log Γ(1+n/k).
func (f weibull) logMoment(n float64) np.Array {
	return np.Lgamma(np.Div(n, f.Concentration).Add(1))
}

func (f weibull) Mean() np.Array { return f.Scale.Mul(f.logMoment(1).Exp()) }

// λ² (Γ(1+2/k) - Γ(1+1/k)²)
func (f weibull) Variance() np.Array {
	square := f.logMoment(1).Mul(2)
	return f.Scale.Square().Mul(square.Exp()).Mul(np.Expm1(f.logMoment(2).Sub(square)))
}

func (f weibull) CDF(x np.Array) np.Array {
	return np.Expm1(x.Maximum(0.0).Div(f.Scale).Pow(f.Concentration).Neg()).Neg()
}

func (f weibull) ICDF(p np.Array) np.Array {
	return np.Log1p(p.Neg()).Neg().Pow(np.Reciprocal(f.Concentration)).Mul(f.Scale)
}

// γ(1-1/k) + log(λ/k) + 1
func (f weibull) Entropy() np.Array {
	const euler = 0.577215664901532860606512090082402431
	k := f.Concentration
	return np.Sub(1.0, np.Reciprocal(k)).Mul(euler).Add(f.Scale.Log()).Sub(k.Log()).Add(1.0)
}
