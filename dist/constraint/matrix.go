package constraint

import "github.com/phlox-ppl/phlox/np"

// PositiveDefinite is the symmetric matrices that have a Cholesky factor.
type PositiveDefinite struct{ matrix }

func (PositiveDefinite) String() string                  { return "PositiveDefinite" }
func (PositiveDefinite) Check(x np.Array) np.Array       { return isPositiveDefinite(x) }
func (PositiveDefinite) Feasible(like np.Array) np.Array { return identity(like) }

// CorrMatrix is the positive definite matrices whose diagonal is 1, to within 1e-6.
type CorrMatrix struct{ matrix }

func (CorrMatrix) String() string { return "CorrMatrix" }

func (CorrMatrix) Check(x np.Array) np.Array {
	unit := np.Diagonal(x).Sub(1).Abs().Lt(1e-6)
	return isPositiveDefinite(x).And(allLast(unit, 1))
}

func (CorrMatrix) Feasible(like np.Array) np.Array { return identity(like) }

// isPositiveDefinite takes |x_ij - x_ji| <= 1e-8 + 1e-5 |x_ji| for equal, NumPy's idea of close.
func isPositiveDefinite(x np.Array) np.Array {
	xt := x.MT()
	symmetric := x.Sub(xt).Abs().Le(xt.Abs().Mul(1e-5).Add(1e-8))
	factor := np.Cholesky(x) // NaN where there is none
	return allLast(symmetric.And(np.IsFinite(factor)), 2)
}
