package bijector

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// Softplus is y = log(1+e^x), elementwise: nearly x where that is large.
type Softplus struct {
	sameShape
	fromReal
}

func (Softplus) String() string                  { return "Softplus" }
func (Softplus) Forward(x np.Array) np.Array     { return np.Softplus(x) }
func (Softplus) Inverse(y np.Array) np.Array     { return softplusInverse(y) }
func (Softplus) LogDet(x, y np.Array) np.Array   { return np.Softplus(x.Neg()).Neg() }
func (Softplus) Codomain() constraint.Constraint { return constraint.SoftplusPositive{} }

// softplusInverse returns log(e^y - 1) = y + log(1 - e^-y).
func softplusInverse(y np.Array) np.Array { return np.Log(np.Expm1(y.Neg()).Neg()).Add(y) }
