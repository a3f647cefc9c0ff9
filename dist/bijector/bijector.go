// Package bijector has invertible maps between sets with the log of their Jacobian determinants: what
// turns the density of x into that of y = f(x), and a constrained parameter into an unconstrained one on
// which a sampler or an optimizer can move freely. To returns the map from unconstrained space onto a set.
//
// Bijectors are plain structs whose arrays may be traced. They act on the event axes of their domain;
// all axes before them are a batch. Values and determinants are NumPyro's, but written as sums of
// softplus and log cosh where NumPyro takes the log of a difference from 1, so that no digits are lost far
// out.
//
// The determinant of a map whose image has more entries than dimensions is taken over the free entries: a
// simplex without its last, the strictly lower triangle of a correlation matrix or its Cholesky factor,
// the lower triangle of other symmetric or triangular matrices. That of ZeroSum is the volume it scales.
package bijector

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// Bijector is an invertible differentiable map y = f(x).
type Bijector interface {
	// String returns the name of the type, with parameters if it has any.
	String() string

	// Forward returns y = f(x).
	Forward(x np.Array) np.Array

	// Inverse returns the x with f(x) = y.
	Inverse(y np.Array) np.Array

	// LogDet returns log |det dy/dx| at x, where y = f(x), in the shape of x less the event axes of the
	// domain. It uses x or y, whichever is more exact, so both must be given.
	LogDet(x, y np.Array) np.Array

	// Domain is the set that f maps from. Codomain is the set that it maps onto.
	Domain() constraint.Constraint
	Codomain() constraint.Constraint

	// ForwardShape returns the shape of f(x) for an x of the given shape.
	ForwardShape(shape np.Shape) np.Shape

	// InverseShape returns the shape of x for a y of the given shape.
	InverseShape(shape np.Shape) np.Shape
}

// Bijectors embed these for what they have in common.
type (
	sameShape  struct{} // the shape of y is that of x
	fromReal   struct{} // the domain is Real
	fromVector struct{} // the domain is RealVector
)

func (sameShape) ForwardShape(shape np.Shape) np.Shape { return shape }
func (sameShape) InverseShape(shape np.Shape) np.Shape { return shape }
func (fromReal) Domain() constraint.Constraint         { return constraint.Real{} }
func (fromVector) Domain() constraint.Constraint       { return constraint.RealVector{} }

// sumLast adds over the last n axes.
func sumLast(x np.Array, n int) np.Array {
	if n == 0 {
		return x
	}
	if x.Rank() < n {
		panic(ir.Errorf("a value of %d axes where the bijector acts on %d more", x.Rank(), n))
	}
	axes := make([]int, n)
	for i := range axes {
		axes[i] = i - n
	}
	return x.Sum(axes...)
}

// zeros returns the log determinant of a map that keeps volumes: x less its last n axes, all 0.
func zeros(x np.Array, n int) np.Array { return np.ZerosOf(x.DType(), x.Shape()[:x.Rank()-n]...) }

// limits returns the least positive normal number of x's dtype, and the distance from 1 to the next one.
func limits(x np.Array) (tiny, eps float64) {
	if x.DType() == np.Float32 {
		return 0x1p-126, 0x1p-23
	}
	return 0x1p-1022, 0x1p-52
}
