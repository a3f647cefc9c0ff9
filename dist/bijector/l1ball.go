package bijector

import (
	"math"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// L1Ball maps vectors into the unit ball of the L1 norm: y_k = tanh(x_k) Π_{j<k} (1 - |tanh x_j|).
type L1Ball struct {
	sameShape
	fromVector
}

func (L1Ball) String() string { return "L1Ball" }

func (L1Ball) Forward(x np.Array) np.Array {
	n := x.Dim(-1)
	left := np.Cumsum(logOneMinusTanh(x), -1).Slice(-1, 0, max(n-1, 0))
	return np.Tanh(x).Mul(np.Exp(padLast(left, min(1, n), 0)))
}

// Inverse: x_k = artanh(y_k / r_k), r_k = 1 - Σ_{j<k} |y_j|, kept finite where nothing is left.
func (L1Ball) Inverse(y np.Array) np.Array {
	tiny, eps := limits(y)
	n := y.Dim(-1)
	used := np.Cumsum(y.Abs(), -1).Slice(-1, 0, max(n-1, 0))
	left := np.Maximum(np.Sub(1, padLast(used, min(1, n), 0)), tiny)
	return np.Atanh(np.Clip(y.Div(left), eps-1, 1-eps))
}

// LogDet: dy_k/dx_k = sech² x_k Π_{j<k} (1 - |tanh x_j|).
func (L1Ball) LogDet(x, y np.Array) np.Array {
	n := x.Dim(-1)
	later := perEntry(x, n, func(k int) float64 { return float64(n - 1 - k) })
	return logOneMinusTanh(x).Mul(later).Sub(logCosh(x).Mul(2)).Sum(-1)
}

func (L1Ball) Codomain() constraint.Constraint { return constraint.L1Ball{} }

// logOneMinusTanh returns log(1 - |tanh x|) = log 2 - softplus(2|x|).
func logOneMinusTanh(x np.Array) np.Array { return np.Sub(math.Ln2, np.Softplus(x.Abs().Mul(2))) }

// logCosh returns log cosh x = softplus(2x) - x - log 2.
func logCosh(x np.Array) np.Array { return np.Softplus(x.Mul(2)).Sub(x).Sub(math.Ln2) }
