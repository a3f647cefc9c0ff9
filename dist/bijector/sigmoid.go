package bijector

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// Sigmoid is y = 1/(1+e^-x), elementwise, kept inside (0, 1): at least the least normal number, and at
// most 1-ε.
type Sigmoid struct {
	sameShape
	fromReal
}

func (Sigmoid) String() string { return "Sigmoid" }

func (Sigmoid) Forward(x np.Array) np.Array {
	tiny, eps := limits(x)
	return np.Clip(np.Logistic(x), tiny, 1-eps)
}

func (Sigmoid) Inverse(y np.Array) np.Array { return np.Logit(y) }

// LogDet: dy/dx = y (1-y).
func (Sigmoid) LogDet(x, y np.Array) np.Array { return logLogisticSlope(x) }

func (Sigmoid) Codomain() constraint.Constraint { return constraint.UnitInterval{} }

// logLogisticSlope returns log d logistic(x)/dx = -softplus(x) - softplus(-x).
func logLogisticSlope(x np.Array) np.Array {
	return np.Softplus(x).Add(np.Softplus(x.Neg())).Neg()
}
