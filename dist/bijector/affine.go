package bijector

import (
	"fmt"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// Affine is y = Loc + Scale x, elementwise; Scale is not zero. An absent Loc is 0, an absent Scale 1. They
// broadcast against x.
type Affine struct {
	Loc, Scale np.Array
	Dom        constraint.Constraint // the domain; nil is Real
}

func (t Affine) String() string { return fmt.Sprintf("Affine(%v, %v)", t.Loc, t.Scale) }

func (t Affine) Forward(x np.Array) np.Array {
	if !t.Scale.IsZero() {
		x = x.Mul(t.Scale)
	}
	if !t.Loc.IsZero() {
		x = x.Add(t.Loc)
	}
	return x
}

func (t Affine) Inverse(y np.Array) np.Array {
	if !t.Loc.IsZero() {
		y = y.Sub(t.Loc)
	}
	if !t.Scale.IsZero() {
		y = y.Div(t.Scale)
	}
	return y
}

func (t Affine) LogDet(x, y np.Array) np.Array {
	logDet := zeros(x, 0)
	if !t.Scale.IsZero() {
		logDet = logDet.Add(np.Log(np.Abs(t.Scale)))
	}
	return sumLast(logDet, t.Domain().EventDim())
}

func (t Affine) Domain() constraint.Constraint { return orReal(t.Dom) }

// Codomain takes a Scale that is being traced to be positive.
func (t Affine) Codomain() constraint.Constraint {
	switch c := t.Domain().(type) {
	case constraint.Real, constraint.RealVector, constraint.RealMatrix:
		return c
	case constraint.Independent:
		base := Affine{t.Loc, t.Scale, c.Base}
		return constraint.Independent{Base: base.Codomain(), N: c.N}
	default:
		return image(c, t.Forward, t.falls())
	}
}

// falls reports whether Scale is known to be negative.
func (t Affine) falls() bool {
	return t.Scale.IsConcrete() && t.Scale.Lt(0).All().Bools()[0]
}

func (t Affine) ForwardShape(shape np.Shape) np.Shape {
	return np.BroadcastShapes(shape, t.Loc.Shape(), t.Scale.Shape())
}

func (t Affine) InverseShape(shape np.Shape) np.Shape { return t.ForwardShape(shape) }
