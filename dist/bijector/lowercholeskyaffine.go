package bijector

import (
	"fmt"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// LowerCholeskyAffine is y = Loc + ScaleTril x on vectors, where ScaleTril is lower triangular with positive
// diagonal. Both may have batch axes, which broadcast against those of x.
type LowerCholeskyAffine struct {
	fromVector
	Loc, ScaleTril np.Array
}

func (t LowerCholeskyAffine) String() string {
	return fmt.Sprintf("LowerCholeskyAffine(%v, %v)", t.Loc, t.ScaleTril)
}

func (t LowerCholeskyAffine) Forward(x np.Array) np.Array {
	return np.MatMul(t.ScaleTril, x.ExpandDims(-1)).Squeeze(-1).Add(t.Loc)
}

func (t LowerCholeskyAffine) Inverse(y np.Array) np.Array {
	z := y.Sub(t.Loc).ExpandDims(-1)
	return np.SolveTriangular(t.ScaleTril, z, np.Triangular{Lower: true}).Squeeze(-1)
}

func (t LowerCholeskyAffine) LogDet(x, y np.Array) np.Array {
	return zeros(x, 1).Add(np.Log(np.Diagonal(t.ScaleTril)).Sum(-1))
}

func (LowerCholeskyAffine) Codomain() constraint.Constraint { return constraint.RealVector{} }

func (t LowerCholeskyAffine) ForwardShape(shape np.Shape) np.Shape {
	rows := t.ScaleTril.Shape()[:t.ScaleTril.Rank()-1]
	return np.BroadcastShapes(shape, t.Loc.Shape(), rows)
}

func (t LowerCholeskyAffine) InverseShape(shape np.Shape) np.Shape { return t.ForwardShape(shape) }
