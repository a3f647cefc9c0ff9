package bijector

import (
	"fmt"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// Permute reorders vectors: y_k = x_{Order_k}, where Order has each of 0, ..., n-1 once.
type Permute struct {
	sameShape
	fromVector
	Order np.Array
}

func (t Permute) String() string                { return fmt.Sprintf("Permute(%v)", t.Order) }
func (t Permute) Forward(x np.Array) np.Array   { return np.Take(x, t.Order, -1) }
func (t Permute) LogDet(x, y np.Array) np.Array { return zeros(x, 1) }

func (t Permute) Inverse(y np.Array) np.Array {
	n := t.Order.Len()
	back := np.SetAt(np.ZerosOf(np.Int64, n), t.Order, np.Arange(n))
	return np.Take(y, back, -1)
}

func (Permute) Codomain() constraint.Constraint { return constraint.RealVector{} }
