package dist

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Exponential is the exponential distribution with the given rate > 0, on the positive numbers:
//
//	p(x) = λ e^(-λx)
func Exponential[A np.Value](rate A) Dist { return New(exponential{Rate: param(rate)}) }

type exponential struct {
	Rate np.Array
	scalar
	pathwise
}

func (f exponential) Name() string { return "Exponential" }

func (f exponential) Params() []Param { return []Param{{"rate", f.Rate, constraint.Positive{}}} }

func (f exponential) Support() constraint.Constraint { return constraint.Positive{} }

// log p(x) = log λ - λx
func (f exponential) LogDensity(x np.Array) np.Array { return f.Rate.Log().Sub(f.Rate.Mul(x)) }

func (f exponential) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return positive(random.Exponential(key, shape, floatOf(f.Rate)).Div(f.Rate))
}

func (f exponential) Mean() np.Array     { return np.Reciprocal(f.Rate) }
func (f exponential) Variance() np.Array { return np.Reciprocal(f.Rate.Square()) }
func (f exponential) Entropy() np.Array  { return np.Sub(1.0, f.Rate.Log()) }

func (f exponential) CDF(x np.Array) np.Array {
	return np.Expm1(x.Maximum(0.0).Mul(f.Rate).Neg()).Neg()
}

func (f exponential) ICDF(p np.Array) np.Array { return np.Log1p(p.Neg()).Neg().Div(f.Rate) }
