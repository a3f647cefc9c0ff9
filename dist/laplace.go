package dist

import (
	"math"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Laplace is the Laplace distribution with mean loc and mean absolute deviation scale > 0, on the reals:
//
//	p(x) = exp(-|x-μ|/σ) / (2σ)
func Laplace[A, B np.Value](loc A, scale B) Dist {
	return New(laplace{Loc: param(loc), Scale: param(scale)})
}

type laplace struct {
	Loc, Scale np.Array
	scalar
	pathwise
}

func (f laplace) Name() string { return "Laplace" }

func (f laplace) Params() []Param {
	return []Param{{"loc", f.Loc, constraint.Real{}}, {"scale", f.Scale, constraint.Positive{}}}
}

func (f laplace) Support() constraint.Constraint { return constraint.Real{} }

// log p(x) = -|x-μ|/σ - log 2σ
func (f laplace) LogDensity(x np.Array) np.Array {
	return x.Sub(f.Loc).Abs().Div(f.Scale).Add(f.Scale.Log()).Add(math.Ln2).Neg()
}

func (f laplace) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return random.Laplace(key, shape, floatOf(f.Loc, f.Scale)).Mul(f.Scale).Add(f.Loc)
}

func (f laplace) Mean() np.Array     { return f.Loc }
func (f laplace) Variance() np.Array { return f.Scale.Square().Mul(2) }
func (f laplace) Entropy() np.Array  { return f.Scale.Log().Add(1 + math.Ln2) }

func (f laplace) CDF(x np.Array) np.Array {
	z := x.Sub(f.Loc).Div(f.Scale)
	tail := z.Abs().Neg().Exp().Mul(0.5)
	return np.Where(z.Lt(0), tail, np.Sub(1.0, tail))
}

// μ + σ log 2p, for p > 1/2 as μ - σ log 2(1-p)
func (f laplace) ICDF(p np.Array) np.Array {
	left := p.Lt(0.5)
	z := np.Where(left, p, np.Sub(1.0, p)).Mul(2).Log()
	return np.Where(left, z, z.Neg()).Mul(f.Scale).Add(f.Loc)
}
