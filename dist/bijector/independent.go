package bijector

import (
	"fmt"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// Independent applies Base to each entry along N more axes, in front of those of Base, as one event.
type Independent struct {
	Base Bijector
	N    int
}

func (t Independent) String() string              { return fmt.Sprintf("Independent(%v, %d)", t.Base, t.N) }
func (t Independent) Forward(x np.Array) np.Array { return t.Base.Forward(x) }
func (t Independent) Inverse(y np.Array) np.Array { return t.Base.Inverse(y) }

func (t Independent) LogDet(x, y np.Array) np.Array { return sumLast(t.Base.LogDet(x, y), t.N) }

func (t Independent) Domain() constraint.Constraint {
	return constraint.Independent{Base: t.Base.Domain(), N: t.N}
}

func (t Independent) Codomain() constraint.Constraint {
	return constraint.Independent{Base: t.Base.Codomain(), N: t.N}
}

func (t Independent) ForwardShape(shape np.Shape) np.Shape { return t.Base.ForwardShape(shape) }
func (t Independent) InverseShape(shape np.Shape) np.Shape { return t.Base.InverseShape(shape) }
