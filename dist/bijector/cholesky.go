package bijector

import (
	"math"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// Cholesky maps positive definite matrices A to their factors L, A = L Lᵀ.
type Cholesky struct{ sameShape }

func (Cholesky) String() string              { return "Cholesky" }
func (Cholesky) Forward(x np.Array) np.Array { return np.Cholesky(x) }
func (Cholesky) Inverse(y np.Array) np.Array { return np.MatMul(y, y.MT()) }

// LogDet: |dA/dL| = 2^n Π_k L_kk^(n-k), k from 0. Muirhead, "Aspects of Multivariate Statistical Theory",
// theorem 2.1.9.
func (Cholesky) LogDet(x, y np.Array) np.Array {
	n := y.Dim(-1)
	return logDiagonal(y, func(k int) float64 { return float64(n - k) }).Add(float64(n) * math.Ln2).Neg()
}

func (Cholesky) Domain() constraint.Constraint   { return constraint.PositiveDefinite{} }
func (Cholesky) Codomain() constraint.Constraint { return constraint.LowerCholesky{} }

// CorrMatrixFromCholesky maps Cholesky factors L of correlation matrices to the matrices L Lᵀ.
type CorrMatrixFromCholesky struct{ sameShape }

func (CorrMatrixFromCholesky) String() string              { return "CorrMatrixFromCholesky" }
func (CorrMatrixFromCholesky) Forward(x np.Array) np.Array { return np.MatMul(x, x.MT()) }
func (CorrMatrixFromCholesky) Inverse(y np.Array) np.Array { return np.Cholesky(y) }

// LogDet: |dA/dL| = Π_k L_kk^(n-1-k), k from 0.
func (CorrMatrixFromCholesky) LogDet(x, y np.Array) np.Array {
	n := x.Dim(-1)
	return logDiagonal(x, func(k int) float64 { return float64(n - 1 - k) })
}

func (CorrMatrixFromCholesky) Domain() constraint.Constraint   { return constraint.CorrCholesky{} }
func (CorrMatrixFromCholesky) Codomain() constraint.Constraint { return constraint.CorrMatrix{} }

// logDiagonal returns Σ_k power(k) log L_kk.
func logDiagonal(l np.Array, power func(k int) float64) np.Array {
	return np.Log(np.Diagonal(l)).Mul(perEntry(l, l.Dim(-1), power)).Sum(-1)
}
