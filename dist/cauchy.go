package dist

import (
	"math"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Cauchy is the Cauchy distribution with median loc and half width at half maximum scale > 0, on the
// reals. It has no mean.
//
//	p(x) = 1 / (πσ(1+z²)), z = (x-μ)/σ
func Cauchy[A, B np.Value](loc A, scale B) Dist {
	return New(cauchy{Loc: param(loc), Scale: param(scale)})
}

type cauchy struct {
	Loc, Scale np.Array
	scalar
	pathwise
}

func (f cauchy) Name() string { return "Cauchy" }

func (f cauchy) Params() []Param {
	return []Param{{"loc", f.Loc, constraint.Real{}}, {"scale", f.Scale, constraint.Positive{}}}
}

func (f cauchy) Support() constraint.Constraint { return constraint.Real{} }

const logPi = 1.144729885849400174143427351353058712

// log p(x) = -log(1+z²) - log σ - log π, z = (x-μ)/σ
func (f cauchy) LogDensity(x np.Array) np.Array {
	return log1pSquare(x.Sub(f.Loc).Div(f.Scale)).Add(f.Scale.Log()).Add(logPi).Neg()
}

// log1pSquare returns log(1+z²), which is 2 log|z| = 2 log1p(|z| - 1) where the 1 is lost: z² may overflow.
func log1pSquare(z np.Array) np.Array {
	large := z.Abs().Gt(1 << 27)
	small := np.Where(large, 1.0, z)
	x := np.Where(large, z.Abs().Sub(1), small.Square())
	return np.Log1p(x).Mul(np.Where(large, 2.0, 1.0).AsType(z.DType()))
}

func (f cauchy) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return random.Cauchy(key, shape, floatOf(f.Loc, f.Scale)).Mul(f.Scale).Add(f.Loc)
}

func (f cauchy) Mean() np.Array     { return f.Loc.Mul(math.NaN()) }
func (f cauchy) Variance() np.Array { return f.Scale.Mul(math.NaN()) }
func (f cauchy) Entropy() np.Array  { return f.Scale.Log().Add(logPi + 2*math.Ln2) }

// The angle at which z is seen, over π: 1/2 + arctan(z)/π without cancellation at the left.
func (f cauchy) CDF(x np.Array) np.Array {
	return np.Atan2(1.0, f.Loc.Sub(x).Div(f.Scale)).Div(math.Pi)
}

// μ + σ tan(π(p-1/2)), in the tails as -cot(πp)
func (f cauchy) ICDF(p np.Array) np.Array {
	left := p.Lt(0.5)
	q := np.Where(left, p, np.Sub(1.0, p))
	far := q.Lt(0.25)
	tail := np.Reciprocal(np.Tan(np.Where(far, q, 0.25).Mul(math.Pi)))
	z := np.Where(far, tail, np.Tan(np.Sub(0.5, np.Where(far, 0.25, q)).Mul(math.Pi)))
	return np.Where(left, z.Neg(), z).Mul(f.Scale).Add(f.Loc)
}
