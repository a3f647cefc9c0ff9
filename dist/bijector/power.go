package bijector

import (
	"fmt"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// Power is y = x^Exponent on positive numbers, elementwise; Exponent is not zero.
type Power struct{ Exponent np.Array }

func (t Power) String() string              { return fmt.Sprintf("Power(%v)", t.Exponent) }
func (t Power) Forward(x np.Array) np.Array { return x.Pow(t.Exponent) }
func (t Power) Inverse(y np.Array) np.Array { return y.Pow(np.Reciprocal(t.Exponent)) }

// LogDet: dy/dx = e x^(e-1).
func (t Power) LogDet(x, y np.Array) np.Array {
	return np.Xlogy(t.Exponent.Sub(1), x).Add(np.Log(np.Abs(t.Exponent)))
}

func (Power) Domain() constraint.Constraint   { return constraint.Positive{} }
func (Power) Codomain() constraint.Constraint { return constraint.Positive{} }

func (t Power) ForwardShape(shape np.Shape) np.Shape {
	return np.BroadcastShapes(shape, t.Exponent.Shape())
}

func (t Power) InverseShape(shape np.Shape) np.Shape { return t.ForwardShape(shape) }
