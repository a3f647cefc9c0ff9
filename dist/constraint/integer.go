package constraint

import (
	"fmt"

	"github.com/phlox-ppl/phlox/np"
)

// Integers may be held by arrays of any dtype: 2 and 2.0 are integers, 2.5 is none.

// Boolean is 0 and 1.
type Boolean struct{ counted }

func (Boolean) String() string                  { return "Boolean" }
func (Boolean) Check(x np.Array) np.Array       { return x.Eq(0).Or(x.Eq(1)) }
func (Boolean) Feasible(like np.Array) np.Array { return np.ZerosLike(like) }

// NonnegativeInteger is 0, 1, 2, ...
type NonnegativeInteger struct{ counted }

func (NonnegativeInteger) String() string                  { return "NonnegativeInteger" }
func (NonnegativeInteger) Check(x np.Array) np.Array       { return isInteger(x).And(x.Ge(0)) }
func (NonnegativeInteger) Feasible(like np.Array) np.Array { return np.ZerosLike(like) }

// PositiveInteger is 1, 2, 3, ...
type PositiveInteger struct{ counted }

func (PositiveInteger) String() string                  { return "PositiveInteger" }
func (PositiveInteger) Check(x np.Array) np.Array       { return isInteger(x).And(x.Ge(1)) }
func (PositiveInteger) Feasible(like np.Array) np.Array { return np.OnesLike(like) }

// IntegerInterval is the integers from Low to High, both included.
type IntegerInterval struct {
	counted
	Low, High np.Array
}

func (c IntegerInterval) String() string {
	return fmt.Sprintf("IntegerInterval(%v, %v)", c.Low, c.High)
}

func (c IntegerInterval) Check(x np.Array) np.Array {
	return isInteger(x).And(x.Ge(c.Low)).And(x.Le(c.High))
}

func (c IntegerInterval) Feasible(like np.Array) np.Array { return fill(like, c.Low) }

// IntegerGreaterThan is the integers from Bound on, Bound included (the name is NumPyro's).
type IntegerGreaterThan struct {
	counted
	Bound np.Array
}

func (c IntegerGreaterThan) String() string                  { return fmt.Sprintf("IntegerGreaterThan(%v)", c.Bound) }
func (c IntegerGreaterThan) Check(x np.Array) np.Array       { return isInteger(x).And(x.Ge(c.Bound)) }
func (c IntegerGreaterThan) Feasible(like np.Array) np.Array { return fill(like, c.Bound) }

// Multinomial is the vectors of counts whose sum is N.
type Multinomial struct{ N np.Array }

func (c Multinomial) String() string   { return fmt.Sprintf("Multinomial(%v)", c.N) }
func (c Multinomial) EventDim() int    { return 1 }
func (c Multinomial) IsDiscrete() bool { return true }

func (c Multinomial) Check(x np.Array) np.Array {
	return allLast(isInteger(x).And(x.Ge(0)), 1).And(x.Sum(-1).Eq(c.N))
}

// Feasible puts all N into the first category.
func (c Multinomial) Feasible(like np.Array) np.Array {
	first := np.Arange(like.Dim(-1)).Eq(0)
	return fill(like, np.Where(first, c.N.ExpandDims(-1), 0))
}

// isInteger holds for no NaN and no infinity.
func isInteger(x np.Array) np.Array { return x.Mod(1).Eq(0) }
