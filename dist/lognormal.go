package dist

import (
	"github.com/phlox-ppl/phlox/dist/bijector"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// LogNormal is the distribution of e^x for x normal with mean loc and standard deviation scale > 0, on the
// positive numbers:
//
//	p(x) = exp(-z²/2) / (xσ√(2π)), z = (log x - μ)/σ
func LogNormal[A, B np.Value](loc A, scale B) Dist {
	return New(logNormal{Loc: param(loc), Scale: param(scale)})
}

type logNormal struct {
	Loc, Scale np.Array
	scalar
	pathwise
}

func (f logNormal) log() normal { return normal{Loc: f.Loc, Scale: f.Scale} }

func (f logNormal) Name() string                     { return "LogNormal" }
func (f logNormal) Params() []Param                  { return f.log().Params() }
func (f logNormal) Parts() (Dist, bijector.Bijector) { return New(f.log()), bijector.Exp{} }
func (f logNormal) Support() constraint.Constraint   { return constraint.Positive{} }
func (f logNormal) CDF(x np.Array) np.Array          { return f.log().CDF(positive(x).Log()) }
func (f logNormal) ICDF(p np.Array) np.Array         { return f.log().ICDF(p).Exp() }
func (f logNormal) Entropy() np.Array                { return f.log().Entropy().Add(f.Loc) }
func (f logNormal) Mean() np.Array                   { return f.Scale.Square().Mul(0.5).Add(f.Loc).Exp() }
func (f logNormal) Draw(k random.PRNGKey, s np.Shape) np.Array {
	return positive(f.log().Draw(k, s).Exp())
}

// log p(x) = log p_normal(log x) - log x
func (f logNormal) LogDensity(x np.Array) np.Array {
	y := x.Log()
	return f.log().LogDensity(y).Sub(y)
}

// (e^σ² - 1) e^(2μ+σ²)
func (f logNormal) Variance() np.Array {
	s := f.Scale.Square()
	return np.Expm1(s).Mul(f.Loc.Mul(2).Add(s).Exp())
}
