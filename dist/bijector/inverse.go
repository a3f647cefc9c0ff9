package bijector

import (
	"fmt"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// Inverse is the inverse of Base; Invert makes one.
type Inverse struct{ Base Bijector }

// Invert returns the inverse map of b: Forward and Inverse, domain and codomain change places.
func Invert(b Bijector) Bijector {
	if inv, ok := b.(Inverse); ok {
		return inv.Base
	}
	return Inverse{b}
}

func (t Inverse) String() string                       { return fmt.Sprintf("Inverse(%v)", t.Base) }
func (t Inverse) Forward(x np.Array) np.Array          { return t.Base.Inverse(x) }
func (t Inverse) Inverse(y np.Array) np.Array          { return t.Base.Forward(y) }
func (t Inverse) LogDet(x, y np.Array) np.Array        { return t.Base.LogDet(y, x).Neg() }
func (t Inverse) Domain() constraint.Constraint        { return t.Base.Codomain() }
func (t Inverse) Codomain() constraint.Constraint      { return t.Base.Domain() }
func (t Inverse) ForwardShape(shape np.Shape) np.Shape { return t.Base.InverseShape(shape) }
func (t Inverse) InverseShape(shape np.Shape) np.Shape { return t.Base.ForwardShape(shape) }
