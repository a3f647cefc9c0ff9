package dist

import (
	"math"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// HalfNormal is the distribution of |x| for x normal with mean 0 and standard deviation scale > 0, on the
// positive numbers:
//
//	p(x) = 2 exp(-z²/2) / (σ√(2π)), z = x/σ
func HalfNormal[A np.Value](scale A) Dist { return New(halfNormal{Scale: param(scale)}) }

type halfNormal struct {
	Scale np.Array
	scalar
	pathwise
}

func (f halfNormal) Name() string { return "HalfNormal" }

func (f halfNormal) Params() []Param { return []Param{{"scale", f.Scale, constraint.Positive{}}} }

func (f halfNormal) Support() constraint.Constraint { return constraint.Positive{} }

// log p(x) = -z²/2 - log σ - log(2π)/2 + log 2, z = x/σ
func (f halfNormal) LogDensity(x np.Array) np.Array {
	return x.Div(f.Scale).Square().Mul(-0.5).Sub(f.Scale.Log()).Sub(logSqrt2Pi - math.Ln2)
}

func (f halfNormal) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return positive(random.Normal(key, shape, floatOf(f.Scale)).Abs().Mul(f.Scale))
}

func (f halfNormal) Mean() np.Array     { return f.Scale.Mul(math.Sqrt(2 / math.Pi)) }
func (f halfNormal) Variance() np.Array { return f.Scale.Square().Mul(1 - 2/math.Pi) }
func (f halfNormal) Entropy() np.Array  { return f.Scale.Log().Add(logSqrt2Pi + 0.5 - math.Ln2) }

func (f halfNormal) CDF(x np.Array) np.Array {
	return np.Erf(x.Maximum(0.0).Div(f.Scale).Mul(math.Sqrt2 / 2))
}

func (f halfNormal) ICDF(p np.Array) np.Array { return np.Erfinv(p).Mul(math.Sqrt2).Mul(f.Scale) }
