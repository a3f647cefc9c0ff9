package dist

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Normal is the normal distribution with mean loc and standard deviation scale > 0, on the reals:
//
//	p(x) = exp(-z²/2) / (σ√(2π)), z = (x-μ)/σ
func Normal[A, B np.Value](loc A, scale B) Dist {
	return New(normal{Loc: param(loc), Scale: param(scale)})
}

type normal struct {
	Loc, Scale np.Array
	scalar
	pathwise
}

func (f normal) Name() string { return "Normal" }

func (f normal) Params() []Param {
	return []Param{{"loc", f.Loc, constraint.Real{}}, {"scale", f.Scale, constraint.Positive{}}}
}

func (f normal) Support() constraint.Constraint { return constraint.Real{} }

const logSqrt2Pi = 0.918938533204672741780329736405617640

// log p(x) = -z²/2 - log σ - log(2π)/2, z = (x-μ)/σ
func (f normal) LogDensity(x np.Array) np.Array {
	z := x.Sub(f.Loc).Div(f.Scale)
	return z.Square().Mul(-0.5).Sub(f.Scale.Log()).Sub(logSqrt2Pi)
}

func (f normal) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return random.Normal(key, shape, floatOf(f.Loc, f.Scale)).Mul(f.Scale).Add(f.Loc)
}

func (f normal) Mean() np.Array           { return f.Loc }
func (f normal) Variance() np.Array       { return f.Scale.Square() }
func (f normal) CDF(x np.Array) np.Array  { return np.Ndtr(x.Sub(f.Loc).Div(f.Scale)) }
func (f normal) ICDF(p np.Array) np.Array { return np.Ndtri(p).Mul(f.Scale).Add(f.Loc) }
func (f normal) Entropy() np.Array        { return f.Scale.Log().Add(logSqrt2Pi + 0.5) }
