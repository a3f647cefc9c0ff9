package bijector

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// Exp is y = e^x, elementwise.
type Exp struct {
	sameShape
	Dom constraint.Constraint // the domain; nil is Real
}

func (Exp) String() string                  { return "Exp" }
func (Exp) Forward(x np.Array) np.Array     { return np.Exp(x) }
func (Exp) Inverse(y np.Array) np.Array     { return np.Log(y) }
func (t Exp) LogDet(x, y np.Array) np.Array { return sumLast(x, t.Domain().EventDim()) }
func (t Exp) Domain() constraint.Constraint { return orReal(t.Dom) }

func (t Exp) Codomain() constraint.Constraint { return t.image(t.Domain()) }

func (t Exp) image(c constraint.Constraint) constraint.Constraint {
	switch c := c.(type) {
	case constraint.Real:
		return constraint.Positive{}
	case constraint.RealVector:
		return constraint.Independent{Base: constraint.Positive{}, N: 1}
	case constraint.RealMatrix:
		return constraint.Independent{Base: constraint.Positive{}, N: 2}
	case constraint.Ordered:
		return constraint.PositiveOrdered{}
	case constraint.LessThan:
		return constraint.OpenInterval{Low: np.Of(0.0), High: np.Exp(c.Bound)}
	case constraint.LessThanEq:
		return constraint.OpenInterval{Low: np.Of(0.0), High: np.Exp(c.Bound)} // less a point
	case constraint.Independent:
		return constraint.Independent{Base: t.image(c.Base), N: c.N}
	}
	return image(c, t.Forward, false)
}

func orReal(c constraint.Constraint) constraint.Constraint {
	if c == nil {
		return constraint.Real{}
	}
	return c
}
