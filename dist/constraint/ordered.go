package constraint

import "github.com/phlox-ppl/phlox/np"

// Ordered is the vectors with x_1 < x_2 < ...
type Ordered struct{ vector }

func (Ordered) String() string                  { return "Ordered" }
func (Ordered) Check(x np.Array) np.Array       { return increasing(x) }
func (Ordered) Feasible(like np.Array) np.Array { return fill(like, np.Arange(like.Dim(-1))) }

// PositiveOrdered is the vectors with 0 < x_1 < x_2 < ...
type PositiveOrdered struct{ vector }

func (PositiveOrdered) String() string            { return "PositiveOrdered" }
func (PositiveOrdered) Check(x np.Array) np.Array { return increasing(x).And(allLast(x.Gt(0), 1)) }

func (PositiveOrdered) Feasible(like np.Array) np.Array {
	return fill(like, np.Arange(like.Dim(-1)).Add(1))
}

func increasing(x np.Array) np.Array {
	n := x.Dim(-1)
	if n < 2 {
		return allLast(x.Eq(x), 1)
	}
	return allLast(x.Slice(-1, 1, n).Gt(x.Slice(-1, 0, n-1)), 1)
}
