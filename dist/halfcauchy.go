package dist

import (
	"math"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// HalfCauchy is the distribution of |x| for x Cauchy with median 0 and the given scale > 0, on the positive
// numbers. Its mean is infinite.
//
//	p(x) = 2 / (πσ(1+z²)), z = x/σ
func HalfCauchy[A np.Value](scale A) Dist { return New(halfCauchy{Scale: param(scale)}) }

type halfCauchy struct {
	Scale np.Array
	scalar
	pathwise
}

func (f halfCauchy) Name() string { return "HalfCauchy" }

func (f halfCauchy) Params() []Param { return []Param{{"scale", f.Scale, constraint.Positive{}}} }

func (f halfCauchy) Support() constraint.Constraint { return constraint.Positive{} }

// log p(x) = log 2 - log(1+z²) - log σ - log π, z = x/σ
func (f halfCauchy) LogDensity(x np.Array) np.Array {
	return log1pSquare(x.Div(f.Scale)).Add(f.Scale.Log()).Add(logPi - math.Ln2).Neg()
}

func (f halfCauchy) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return positive(random.Cauchy(key, shape, floatOf(f.Scale)).Abs().Mul(f.Scale))
}

func (f halfCauchy) Mean() np.Array     { return f.Scale.Mul(math.Inf(1)) }
func (f halfCauchy) Variance() np.Array { return f.Scale.Mul(math.Inf(1)) }
func (f halfCauchy) Entropy() np.Array  { return f.Scale.Log().Add(logPi + math.Ln2) }

func (f halfCauchy) CDF(x np.Array) np.Array {
	return np.Atan(x.Maximum(0.0).Div(f.Scale)).Mul(2 / math.Pi)
}

// σ tan(πp/2), for p > 1/2 as σ cot(π(1-p)/2)
func (f halfCauchy) ICDF(p np.Array) np.Array {
	left := p.Lt(0.5)
	tan := np.Tan(np.Where(left, p, np.Sub(1.0, p)).Mul(math.Pi / 2))
	return np.Where(left, tan, np.Reciprocal(tan)).Mul(f.Scale)
}
