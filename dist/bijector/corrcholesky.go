package bijector

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// CorrCholeskyVec maps vectors to Cholesky factors of correlation matrices. Each row takes its share of
// what is left of a stick of squared length 1, as in StickBreaking but with a sign:
//
//	y_ij = tanh(x_ij) Π_{k<j} sech(x_ik),  j < i,
//
// and the diagonal entry is the rest, Π_{k<i} sech(x_ik). Lewandowski, Kurowicka, Joe, "Generating random
// correlation matrices based on vines and extended onion method", 2009.
type CorrCholeskyVec struct {
	strictShape
	fromVector
}

func (CorrCholeskyVec) String() string { return "CorrCholeskyVec" }

// Forward sums logs of sech. The diagonal is kept above 0.
func (CorrCholeskyVec) Forward(x np.Array) np.Array {
	n := triangleSize(x.Shape()) + 1
	share := place(np.Tanh(x), n, strictly).Add(np.Eye(n).AsType(x.DType()))
	used := np.Cumsum(place(logCosh(x), n, func(i, j int) int { return strictly(i, j-1) }), -1)
	tiny, _ := limits(x)
	return share.Mul(np.Maximum(np.Exp(used.Neg()), tiny))
}

// Inverse: sinh(x_ij) = tanh(x_ij) / sech(x_ij) = y_ij / √(Σ_{k>j} y_ik²).
func (CorrCholeskyVec) Inverse(y np.Array) np.Array {
	n := matrixSize(y.Shape())
	tiny, _ := limits(y)
	rest := pick(np.CumsumReverse(y.Square().Slice(-1, min(1, n), n), -1))
	return np.Asinh(pick(y).Div(np.Sqrt(np.Maximum(rest, tiny))))
}

// LogDet: dy_ij/dx_ij = sech² x_ij Π_{k<j} sech x_ik, so that log sech x_ij counts twice for itself and once
// for each of the i-1-j later entries of its row.
func (CorrCholeskyVec) LogDet(x, y np.Array) np.Array {
	n := triangleSize(x.Shape()) + 1
	count := make([]float64, 0, x.Dim(-1))
	for i := range n {
		for j := range i {
			count = append(count, float64(i+1-j))
		}
	}
	return logCosh(x).Mul(np.New(count, len(count)).AsType(x.DType())).Sum(-1).Neg()
}

func (CorrCholeskyVec) Codomain() constraint.Constraint { return constraint.CorrCholesky{} }
