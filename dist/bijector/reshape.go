package bijector

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// Reshape gives events of shape From the shape To, of the same size; batch axes stay.
type Reshape struct{ From, To np.Shape }

func (t Reshape) String() string              { return fmt.Sprintf("Reshape(%v, %v)", t.From, t.To) }
func (t Reshape) Forward(x np.Array) np.Array { return x.Reshape(t.ForwardShape(x.Shape())...) }
func (t Reshape) Inverse(y np.Array) np.Array { return y.Reshape(t.InverseShape(y.Shape())...) }

func (t Reshape) LogDet(x, y np.Array) np.Array { return zeros(x, len(t.From)) }

func (t Reshape) Domain() constraint.Constraint {
	return constraint.Independent{Base: constraint.Real{}, N: len(t.From)}
}

func (t Reshape) Codomain() constraint.Constraint {
	return constraint.Independent{Base: constraint.Real{}, N: len(t.To)}
}

func (t Reshape) ForwardShape(shape np.Shape) np.Shape { return exchange(shape, t.From, t.To) }
func (t Reshape) InverseShape(shape np.Shape) np.Shape { return exchange(shape, t.To, t.From) }

// exchange returns the shape with its end from replaced by to.
func exchange(shape, from, to np.Shape) np.Shape {
	batch := len(shape) - len(from)
	if batch < 0 || !shape[batch:].Equal(from) || from.Size() != to.Size() {
		panic(ir.Errorf("reshape from %v to %v of an array of shape %v", from, to, shape))
	}
	return slices.Concat(shape[:batch], to)
}
