package dist

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Poisson is the Poisson distribution with mean rate >= 0, on the nonnegative integers:
//
//	P(x) = λ^x e^-λ / x!
func Poisson[A np.Value](rate A) Dist { return New(poisson{Rate: param(rate)}) }

type poisson struct {
	Rate np.Array
	scalar
}

func (f poisson) Name() string                   { return "Poisson" }
func (f poisson) Params() []Param                { return []Param{{"rate", f.Rate, constraint.Nonnegative{}}} }
func (f poisson) Support() constraint.Constraint { return constraint.NonnegativeInteger{} }

// log P(x) = x log λ - λ - log x!
func (f poisson) LogDensity(x np.Array) np.Array {
	return np.Xlogy(x, f.Rate).Sub(f.Rate).Sub(np.Lgamma(x.Add(1)))
}

func (f poisson) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return random.Poisson(key, f.Rate, shape)
}

func (f poisson) Mean() np.Array     { return f.Rate }
func (f poisson) Variance() np.Array { return f.Rate }

// P(X <= k) = Q(k+1, λ)
func (f poisson) CDF(x np.Array) np.Array {
	k := np.Floor(x.Maximum(0.0))
	return np.Where(x.Lt(0), 0.0, np.Igammac(k.Add(1), f.Rate))
}
