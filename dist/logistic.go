package dist

import (
	"math"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Logistic is the logistic distribution with mean loc and scale > 0, on the reals:
//
//	p(x) = e^-z / (σ(1+e^-z)²), z = (x-μ)/σ
func Logistic[A, B np.Value](loc A, scale B) Dist {
	return New(logistic{Loc: param(loc), Scale: param(scale)})
}

type logistic struct {
	Loc, Scale np.Array
	scalar
	pathwise
}

func (f logistic) Name() string { return "Logistic" }

func (f logistic) Params() []Param {
	return []Param{{"loc", f.Loc, constraint.Real{}}, {"scale", f.Scale, constraint.Positive{}}}
}

func (f logistic) Support() constraint.Constraint { return constraint.Real{} }

// log p(x) = -z - 2 log(1+e^-z) - log σ
func (f logistic) LogDensity(x np.Array) np.Array {
	z := f.Loc.Sub(x).Div(f.Scale)
	return z.Sub(np.Softplus(z).Mul(2)).Sub(f.Scale.Log())
}

func (f logistic) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return random.Logistic(key, shape, floatOf(f.Loc, f.Scale)).Mul(f.Scale).Add(f.Loc)
}

func (f logistic) Mean() np.Array           { return f.Loc }
func (f logistic) Variance() np.Array       { return f.Scale.Square().Mul(math.Pi * math.Pi / 3) }
func (f logistic) Entropy() np.Array        { return f.Scale.Log().Add(2.0) }
func (f logistic) CDF(x np.Array) np.Array  { return np.Logistic(x.Sub(f.Loc).Div(f.Scale)) }
func (f logistic) ICDF(p np.Array) np.Array { return np.Logit(p).Mul(f.Scale).Add(f.Loc) }
