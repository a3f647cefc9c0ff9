package bijector

import (
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// StickBreaking maps n numbers to a simplex of n+1: each takes its share of what is left of a stick of
// length 1,
//
//	y_k = logistic(t_k) Π_{j<k} logistic(-t_j),  t_k = x_k - log(n-k),  k from 0,
//
// and the last entry is the rest. The offset makes x = 0 the uniform vector. Stan reference manual 2.19,
// section 10.7.
type StickBreaking struct{ fromVector }

func (StickBreaking) String() string { return "StickBreaking" }

// Forward sums logs: log y_k = -softplus(-t_k) - Σ_{j<k} softplus(t_j). Entries are kept above 0.
func (StickBreaking) Forward(x np.Array) np.Array {
	t := x.Sub(stickOffset(x))
	left := np.Cumsum(np.Softplus(t), -1).Neg() // log of what is left after k
	share := np.Softplus(t.Neg()).Neg()
	tiny, _ := limits(x)
	return np.Maximum(np.Exp(padLast(share, 0, 1).Add(padLast(left, 1, 0))), tiny)
}

// Inverse: t_k = log(y_k / Σ_{j>k} y_j).
func (StickBreaking) Inverse(y np.Array) np.Array {
	n := y.Dim(-1) - 1
	tiny, _ := limits(y)
	rest := np.CumsumReverse(y.Slice(-1, 1, n+1), -1)
	x := np.Log(y.Slice(-1, 0, n).Div(np.Maximum(rest, tiny)))
	return x.Add(stickOffset(x))
}

// LogDet: dy_k/dx_k = y_k logistic(-t_k), so that softplus(t_k) counts once for itself and once for each
// later entry: -Σ_k [softplus(-t_k) + (n-k) softplus(t_k)].
func (StickBreaking) LogDet(x, y np.Array) np.Array {
	t := x.Sub(stickOffset(x))
	n := x.Dim(-1)
	count := perEntry(x, n, func(k int) float64 { return float64(n - k) })
	return np.Softplus(t.Neg()).Add(np.Softplus(t).Mul(count)).Sum(-1).Neg()
}

func (StickBreaking) Codomain() constraint.Constraint { return constraint.Simplex{} }

func (StickBreaking) ForwardShape(shape np.Shape) np.Shape { return longer(shape, 1) }
func (StickBreaking) InverseShape(shape np.Shape) np.Shape { return longer(shape, -1) }

// stickOffset returns log(n-k).
func stickOffset(x np.Array) np.Array {
	n := x.Dim(-1)
	return perEntry(x, n, func(k int) float64 { return math.Log(float64(n - k)) })
}

// perEntry returns the vector f(0), ..., f(n-1) in x's dtype.
func perEntry(x np.Array, n int, f func(k int) float64) np.Array {
	v := make([]float64, n)
	for k := range v {
		v[k] = f(k)
	}
	return np.New(v, n).AsType(x.DType())
}

// padLast puts zeros before and after the last axis.
func padLast(x np.Array, before, after int) np.Array {
	low, high := make([]int, x.Rank()), make([]int, x.Rank())
	low[x.Rank()-1], high[x.Rank()-1] = before, after
	return np.Pad(x, low, high, 0)
}

// longer returns the shape with the last axis changed by n.
func longer(shape np.Shape, n int) np.Shape {
	if len(shape) == 0 || shape[len(shape)-1]+n < 0 {
		panic(ir.Errorf("shape %v has no last axis to change by %d", shape, n))
	}
	shape = slices.Clone(shape)
	shape[len(shape)-1] += n
	return shape
}
