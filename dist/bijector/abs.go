package bijector

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// Abs is y = |x|, elementwise. It is no bijector: two points map to each y, of which Inverse returns the
// positive one. A density folded by Abs is the sum of both; a symmetric one doubles.
type Abs struct {
	sameShape
	fromReal
}

func (Abs) String() string                  { return "Abs" }
func (Abs) Forward(x np.Array) np.Array     { return np.Abs(x) }
func (Abs) Inverse(y np.Array) np.Array     { return y }
func (Abs) LogDet(x, y np.Array) np.Array   { return zeros(x, 0) }
func (Abs) Codomain() constraint.Constraint { return constraint.Positive{} }
