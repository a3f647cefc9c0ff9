package bijector

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// Identity is y = x.
type Identity struct {
	sameShape
	fromReal
}

func (Identity) String() string                  { return "Identity" }
func (Identity) Forward(x np.Array) np.Array     { return x }
func (Identity) Inverse(y np.Array) np.Array     { return y }
func (Identity) LogDet(x, y np.Array) np.Array   { return zeros(x, 0) }
func (Identity) Codomain() constraint.Constraint { return constraint.Real{} }
