// Package constraint has the sets that values of distributions and parameters lie in: the support of a
// distribution, the domain and codomain of a bijector. Package bijector maps the continuous ones onto
// unconstrained space.
//
// A constraint is a plain struct whose arrays (bounds) may be traced, so it can depend on other
// random variables. Bounds broadcast against the values by NumPy's rule. Trailing axes of a value make one
// event: a simplex has one such axis, a covariance matrix two; all axes before them are a batch.
package constraint

import (
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// Constraint is a set of events.
type Constraint interface {
	// String returns the name of the type, with bounds if it has any.
	String() string

	// EventDim is how many trailing axes of a value are one event.
	EventDim() int

	// IsDiscrete reports whether the set is countable: then there is no density to differentiate.
	IsDiscrete() bool

	// Check returns which events of x lie in the set: bools in the shape of x less the event axes,
	// broadcast with the bounds. NaN lies in no set but Any.
	Check(x np.Array) np.Array

	// Feasible returns a value in the set, of the shape and dtype of like.
	Feasible(like np.Array) np.Array
}

// Constraints embed one of these for what they have in common.
type (
	scalar  struct{} // continuous, on single numbers
	vector  struct{} // continuous, on the last axis
	matrix  struct{} // continuous, on the last two axes
	counted struct{} // discrete, on single numbers
)

func (scalar) EventDim() int     { return 0 }
func (scalar) IsDiscrete() bool  { return false }
func (vector) EventDim() int     { return 1 }
func (vector) IsDiscrete() bool  { return false }
func (matrix) EventDim() int     { return 2 }
func (matrix) IsDiscrete() bool  { return false }
func (counted) EventDim() int    { return 0 }
func (counted) IsDiscrete() bool { return true }

// allLast reduces the last n axes of truth values.
func allLast(ok np.Array, n int) np.Array {
	if n == 0 {
		return ok
	}
	if ok.Rank() < n {
		panic(ir.Errorf("a value of %d axes where an event has %d", ok.Rank(), n))
	}
	axes := make([]int, n)
	for i := range axes {
		axes[i] = i - n
	}
	return ok.All(axes...)
}

// fill returns c in the shape and dtype of like.
func fill(like, c np.Array) np.Array { return c.AsType(like.DType()).BroadcastTo(like.Shape()) }

// epsilon returns the distance from 1 to the next number of x's dtype.
func epsilon(x np.Array) float64 {
	if x.DType() == np.Float32 {
		return 0x1p-23
	}
	return 0x1p-52
}
