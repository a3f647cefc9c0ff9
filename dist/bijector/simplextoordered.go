package bijector

import (
	"fmt"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// SimplexToOrdered maps the probabilities x_0 ... x_n of ordered categories to the n cutpoints that give
// them in an ordered logistic regression whose linear predictor is Anchor:
//
//	y_k = Anchor + logit s_k,  s_k = Σ_{j<=k} x_j.
//
// An absent Anchor is 0; otherwise it has the batch axes, or none. Betancourt, "Ordinal regression",
// section 2.2 (betanalpha.github.io).
type SimplexToOrdered struct{ Anchor np.Array }

func (t SimplexToOrdered) String() string { return fmt.Sprintf("SimplexToOrdered(%v)", t.Anchor) }

// Forward takes 1 - s_k as the sum of the later entries, which loses no digits.
func (t SimplexToOrdered) Forward(x np.Array) np.Array {
	n := x.Dim(-1) - 1
	s := np.Cumsum(x.Slice(-1, 0, n), -1)
	rest := np.CumsumReverse(x.Slice(-1, 1, n+1), -1)
	y := np.Log(s).Sub(np.Log(rest))
	if t.Anchor.IsZero() {
		return y
	}
	return y.Add(t.Anchor.ExpandDims(-1))
}

// Inverse takes differences of s as
//
//	logistic(b) - logistic(a) = logistic(b) logistic(-a) (1 - e^(a-b)).
func (t SimplexToOrdered) Inverse(y np.Array) np.Array {
	z := t.centered(y)
	n := z.Dim(-1)
	s, rest := np.Logistic(z), np.Logistic(z.Neg())
	gap := np.Expm1(np.Diff(z, -1).Neg()).Neg()
	inner := s.Slice(-1, min(1, n), n).Mul(rest.Slice(-1, 0, max(n-1, 0))).Mul(gap)
	return np.Concat(-1, s.Slice(-1, 0, 1), inner, rest.Slice(-1, n-1, n))
}

// LogDet: dy_k/ds_k = 1/(s_k (1-s_k)), and |ds/dx| = 1. (NumPyro 0.22 leaves the anchor in y here, which is
// wrong unless it is 0.)
func (t SimplexToOrdered) LogDet(x, y np.Array) np.Array {
	return logLogisticSlope(t.centered(y)).Sum(-1).Neg()
}

func (t SimplexToOrdered) centered(y np.Array) np.Array {
	if t.Anchor.IsZero() {
		return y
	}
	return y.Sub(t.Anchor.ExpandDims(-1))
}

func (SimplexToOrdered) Domain() constraint.Constraint   { return constraint.Simplex{} }
func (SimplexToOrdered) Codomain() constraint.Constraint { return constraint.Ordered{} }

func (t SimplexToOrdered) ForwardShape(shape np.Shape) np.Shape {
	return t.withBatch(longer(shape, -1))
}

func (t SimplexToOrdered) InverseShape(shape np.Shape) np.Shape {
	return t.withBatch(longer(shape, 1))
}

func (t SimplexToOrdered) withBatch(shape np.Shape) np.Shape {
	n := len(shape) - 1
	return append(np.BroadcastShapes(shape[:n], t.Anchor.Shape()), shape[n])
}
