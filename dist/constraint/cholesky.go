package constraint

import (
	"math"

	"github.com/phlox-ppl/phlox/np"
)

// LowerCholesky is the lower triangular matrices with positive diagonal.
type LowerCholesky struct{ matrix }

func (LowerCholesky) String() string                  { return "LowerCholesky" }
func (LowerCholesky) Check(x np.Array) np.Array       { return isCholesky(x) }
func (LowerCholesky) Feasible(like np.Array) np.Array { return identity(like) }

// SoftplusLowerCholesky is LowerCholesky, to be reached by softplus on the diagonal instead of exp.
type SoftplusLowerCholesky struct{ matrix }

func (SoftplusLowerCholesky) String() string            { return "SoftplusLowerCholesky" }
func (SoftplusLowerCholesky) Check(x np.Array) np.Array { return isCholesky(x) }

func (SoftplusLowerCholesky) Feasible(like np.Array) np.Array {
	return identity(like).Mul(math.Ln2)
}

// ScaledUnitLowerCholesky is LowerCholesky, to be reached as a diagonal matrix times a unit triangular
// one, with softplus on the diagonal.
type ScaledUnitLowerCholesky struct{ matrix }

func (ScaledUnitLowerCholesky) String() string                  { return "ScaledUnitLowerCholesky" }
func (ScaledUnitLowerCholesky) Check(x np.Array) np.Array       { return isCholesky(x) }
func (ScaledUnitLowerCholesky) Feasible(like np.Array) np.Array { return identity(like) }

// CorrCholesky is the Cholesky factors of n×n correlation matrices: lower triangular, with positive
// diagonal and rows of length 1, to within 10 n ε.
type CorrCholesky struct{ matrix }

func (CorrCholesky) String() string { return "CorrCholesky" }

func (CorrCholesky) Check(x np.Array) np.Array {
	tol := 10 * epsilon(x) * float64(x.Dim(-1))
	unit := x.Square().Sum(-1).Sqrt().Sub(1).Abs().Le(tol)
	return isCholesky(x).And(allLast(unit, 1))
}

func (CorrCholesky) Feasible(like np.Array) np.Array { return identity(like) }

func isCholesky(x np.Array) np.Array {
	lower := allLast(x.Eq(np.Tril(x, 0)), 2)
	return lower.And(allLast(np.Diagonal(x).Gt(0), 1))
}

// identity returns identity matrices in the shape and dtype of like.
func identity(like np.Array) np.Array { return fill(like, np.Eye(like.Dim(-1))) }
