package bijector

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// OrderedVector maps vectors to increasing ones: y_0 = x_0, y_k = y_{k-1} + e^{x_k}.
type OrderedVector struct {
	sameShape
	fromVector
}

func (OrderedVector) String() string { return "OrderedVector" }

func (OrderedVector) Forward(x np.Array) np.Array {
	first, rest := x.Slice(-1, 0, 1), x.Slice(-1, 1, x.Dim(-1))
	return np.Cumsum(np.Concat(-1, first, np.Exp(rest)), -1)
}

func (OrderedVector) Inverse(y np.Array) np.Array {
	return np.Concat(-1, y.Slice(-1, 0, 1), np.Log(np.Diff(y, -1)))
}

func (OrderedVector) LogDet(x, y np.Array) np.Array { return x.Slice(-1, 1, x.Dim(-1)).Sum(-1) }

func (OrderedVector) Codomain() constraint.Constraint { return constraint.Ordered{} }
