package bijector

import (
	"fmt"
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// ZeroSum maps arrays to those one longer along each of the last N axes, N >= 1, that sum to zero over
// each of them. It keeps lengths and angles, so its log determinant is 0. PyMC's ZeroSumTransform.
type ZeroSum struct{ N int }

func (t ZeroSum) String() string { return fmt.Sprintf("ZeroSum(%d)", t.N) }

func (t ZeroSum) Forward(x np.Array) np.Array {
	for axis := -t.N; axis < 0; axis++ {
		x = t.extend(x, axis)
	}
	return x
}

// extend: with s = Σ x, n the new length and a = s/(√n + n), the entries become x_i - a, and the new one
// -s/√n.
func (ZeroSum) extend(x np.Array, axis int) np.Array {
	root := math.Sqrt(float64(x.Dim(axis) + 1))
	s := x.Sum(axis).ExpandDims(axis)
	return np.Concat(axis, x.Sub(s.Div(root+root*root)), s.Div(-root))
}

// Inverse: the last entry -s/√n gives back what was taken from the others.
func (t ZeroSum) Inverse(y np.Array) np.Array {
	for axis := -t.N; axis < 0; axis++ {
		n := y.Dim(axis)
		last := y.Slice(axis, n-1, n)
		y = y.Slice(axis, 0, n-1).Sub(last.Div(1 + math.Sqrt(float64(n))))
	}
	return y
}

func (t ZeroSum) LogDet(x, y np.Array) np.Array { return zeros(x, t.N) }

func (t ZeroSum) Domain() constraint.Constraint {
	return constraint.Independent{Base: constraint.Real{}, N: t.N}
}

func (t ZeroSum) Codomain() constraint.Constraint { return constraint.ZeroSum{N: t.N} }

func (t ZeroSum) ForwardShape(shape np.Shape) np.Shape { return t.resize(shape, 1) }
func (t ZeroSum) InverseShape(shape np.Shape) np.Shape { return t.resize(shape, -1) }

func (t ZeroSum) resize(shape np.Shape, by int) np.Shape {
	if len(shape) < t.N {
		panic(ir.Errorf("zero sum over %d axes of shape %v", t.N, shape))
	}
	shape = slices.Clone(shape)
	for i := len(shape) - t.N; i < len(shape); i++ {
		shape[i] += by
	}
	return shape
}
