package bijector

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// image returns the image of a set of numbers with bounds under a monotone map f, which falls or rises.
// A side without bound is taken to map to one without bound; of other sets it is not known.
func image(c constraint.Constraint, f func(np.Array) np.Array, falls bool) constraint.Constraint {
	switch c := c.(type) {
	case constraint.Positive, constraint.SoftplusPositive:
		return halfLine(f(np.Of(0.0)), falls)
	case constraint.Nonnegative:
		return closedHalfLine(f(np.Of(0.0)), falls)
	case constraint.GreaterThan:
		return halfLine(f(c.Bound), falls)
	case constraint.GreaterThanEq:
		return closedHalfLine(f(c.Bound), falls)
	case constraint.LessThan:
		return halfLine(f(c.Bound), !falls)
	case constraint.LessThanEq:
		return closedHalfLine(f(c.Bound), !falls)
	case constraint.UnitInterval:
		return interval(f(np.Of(0.0)), f(np.Of(1.0)))
	case constraint.Interval:
		return interval(f(c.Low), f(c.High))
	case constraint.OpenInterval:
		i := interval(f(c.Low), f(c.High))
		return constraint.OpenInterval{Low: i.Low, High: i.High}
	case constraint.Independent:
		return constraint.Independent{Base: image(c.Base, f, falls), N: c.N}
	}
	return constraint.Any{Dim: c.EventDim()}
}

func halfLine(bound np.Array, below bool) constraint.Constraint {
	if below {
		return constraint.LessThan{Bound: bound}
	}
	return constraint.GreaterThan{Bound: bound}
}

func closedHalfLine(bound np.Array, below bool) constraint.Constraint {
	if below {
		return constraint.LessThanEq{Bound: bound}
	}
	return constraint.GreaterThanEq{Bound: bound}
}

// interval has a and b as its ends, in whichever order.
func interval(a, b np.Array) constraint.Interval {
	return constraint.Interval{Low: np.Minimum(a, b), High: np.Maximum(a, b)}
}
