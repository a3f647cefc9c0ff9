package bijector

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// LowerCholeskyVec maps vectors to lower triangular matrices with diagonal e^x.
type LowerCholeskyVec struct {
	lowerShape
	fromVector
}

func (LowerCholeskyVec) String() string { return "LowerCholeskyVec" }

func (LowerCholeskyVec) Forward(x np.Array) np.Array {
	below, d, n := split(x)
	return join(below, np.Exp(d), n)
}

func (LowerCholeskyVec) Inverse(y np.Array) np.Array {
	return np.Concat(-1, pick(y), np.Log(np.Diagonal(y)))
}

func (LowerCholeskyVec) LogDet(x, y np.Array) np.Array {
	_, d, _ := split(x)
	return d.Sum(-1)
}

func (LowerCholeskyVec) Codomain() constraint.Constraint { return constraint.LowerCholesky{} }

// SoftplusLowerCholesky maps vectors to lower triangular matrices with diagonal softplus(x).
type SoftplusLowerCholesky struct {
	lowerShape
	fromVector
}

func (SoftplusLowerCholesky) String() string { return "SoftplusLowerCholesky" }

func (SoftplusLowerCholesky) Forward(x np.Array) np.Array {
	below, d, n := split(x)
	return join(below, np.Softplus(d), n)
}

func (SoftplusLowerCholesky) Inverse(y np.Array) np.Array {
	return np.Concat(-1, pick(y), softplusInverse(np.Diagonal(y)))
}

func (SoftplusLowerCholesky) LogDet(x, y np.Array) np.Array {
	_, d, _ := split(x)
	return np.Softplus(d.Neg()).Sum(-1).Neg()
}

func (SoftplusLowerCholesky) Codomain() constraint.Constraint {
	return constraint.SoftplusLowerCholesky{}
}

// ScaledUnitLowerCholesky maps vectors to D U, where D is the diagonal matrix of softplus(x) and U is lower
// triangular with a diagonal of ones.
type ScaledUnitLowerCholesky struct {
	lowerShape
	fromVector
}

func (ScaledUnitLowerCholesky) String() string { return "ScaledUnitLowerCholesky" }

func (ScaledUnitLowerCholesky) Forward(x np.Array) np.Array {
	below, d, n := split(x)
	return join(below, np.OnesLike(d), n).Mul(np.Softplus(d).ExpandDims(-1))
}

func (ScaledUnitLowerCholesky) Inverse(y np.Array) np.Array {
	d := np.Diagonal(y)
	return np.Concat(-1, pick(y.Div(d.ExpandDims(-1))), softplusInverse(d))
}

// LogDet: row i has i entries below the diagonal, each scaled by D_ii.
func (ScaledUnitLowerCholesky) LogDet(x, y np.Array) np.Array {
	_, d, n := split(x)
	count := perEntry(x, n, func(i int) float64 { return float64(i) })
	return np.Log(np.Softplus(d)).Mul(count).Sub(np.Softplus(d.Neg())).Sum(-1)
}

func (ScaledUnitLowerCholesky) Codomain() constraint.Constraint {
	return constraint.ScaledUnitLowerCholesky{}
}
