package dist

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Uniform is the uniform distribution on low <= x <= high, low < high:
//
//	p(x) = 1 / (high-low)
func Uniform[A, B np.Value](low A, high B) Dist {
	return New(uniform{Low: param(low), High: param(high)})
}

type uniform struct {
	Low, High np.Array
	scalar
	pathwise
}

func (f uniform) Name() string { return "Uniform" }

func (f uniform) Params() []Param {
	return []Param{{"low", f.Low, constraint.Real{}}, {"high", f.High, constraint.GreaterThan{Bound: f.Low}}}
}

func (f uniform) Support() constraint.Constraint {
	return constraint.Interval{Low: f.Low, High: f.High}
}

func (f uniform) width() np.Array { return f.High.Sub(f.Low) }

// log p(x) = -log(high-low)
func (f uniform) LogDensity(x np.Array) np.Array { return f.width().Log().Neg() }

func (f uniform) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return f.ICDF(random.Uniform(key, shape, floatOf(f.Low, f.High))).Minimum(f.High)
}

func (f uniform) Mean() np.Array           { return f.Low.Add(f.High).Mul(0.5) }
func (f uniform) Variance() np.Array       { return f.width().Square().Div(12.0) }
func (f uniform) Entropy() np.Array        { return f.width().Log() }
func (f uniform) CDF(x np.Array) np.Array  { return np.Clip(x.Sub(f.Low).Div(f.width()), 0.0, 1.0) }
func (f uniform) ICDF(p np.Array) np.Array { return p.Mul(f.width()).Add(f.Low) }
