package dist

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// NegativeBinomial2 is the distribution of Poisson counts whose rate is gamma distributed with the given
// mean > 0 and shape concentration > 0; its variance is μ + μ²/α:
//
//	P(x) = Γ(x+α) / (x! Γ(α)) (α/(α+μ))^α (μ/(α+μ))^x
func NegativeBinomial2[A, B np.Value](mean A, concentration B) Dist {
	return New(negativeBinomial2{Center: param(mean), Concentration: param(concentration)})
}

type negativeBinomial2 struct {
	Center, Concentration np.Array // Center is the mean
	scalar
}

func (f negativeBinomial2) Name() string { return "NegativeBinomial2" }

func (f negativeBinomial2) Params() []Param {
	return []Param{{"mean", f.Center, constraint.Positive{}}, {"concentration", f.Concentration, constraint.Positive{}}}
}

func (f negativeBinomial2) Support() constraint.Constraint { return constraint.NonnegativeInteger{} }

// log P(x) = log Γ(x+α)/Γ(α) - log x! - α log(1 + μ/α) - x log(1 + α/μ)
func (f negativeBinomial2) LogDensity(x np.Array) np.Array {
	ratio := f.Center.Div(f.Concentration)
	lp := logRising(f.Concentration, x).Sub(np.Lgamma(x.Add(1)))
	return lp.Sub(f.Concentration.Mul(np.Log1p(ratio))).Sub(x.Mul(np.Log1p(np.Reciprocal(ratio))))
}

func (f negativeBinomial2) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	keys := key.Split(2)
	g := random.Gamma(keys[0], f.Concentration, shape, floatOf(f.Center, f.Concentration))
	return random.Poisson(keys[1], g.Mul(f.Center.Div(f.Concentration)), shape)
}

func (f negativeBinomial2) Mean() np.Array { return f.Center }

func (f negativeBinomial2) Variance() np.Array {
	return f.Center.Div(f.Concentration).Add(1).Mul(f.Center)
}

// P(X <= k) = I_w(α, k+1), w = α/(α+μ), or 1 - I_(1-w)(k+1, α) if w is near 1
func (f negativeBinomial2) CDF(x np.Array) np.Array {
	k := np.Floor(x.Maximum(0.0))
	total := f.Concentration.Add(f.Center)
	small := f.Center.Lt(f.Concentration)
	up := np.Sub(1.0, np.Betainc(k.Add(1), f.Concentration, np.Where(small, f.Center.Div(total), 0.5)))
	down := np.Betainc(f.Concentration, k.Add(1), np.Where(small, 0.5, f.Concentration.Div(total)))
	return np.Where(x.Lt(0), 0.0, np.Where(small, up, down))
}
