package constraint

import (
	"fmt"
	"math"

	"github.com/phlox-ppl/phlox/np"
)

// GreaterThan is the numbers x > Bound.
type GreaterThan struct {
	scalar
	Bound np.Array
}

func (c GreaterThan) String() string                  { return fmt.Sprintf("GreaterThan(%v)", c.Bound) }
func (c GreaterThan) Check(x np.Array) np.Array       { return x.Gt(c.Bound) }
func (c GreaterThan) Feasible(like np.Array) np.Array { return fill(like, c.Bound.Add(1)) }

// GreaterThanEq is the numbers x >= Bound.
type GreaterThanEq struct {
	scalar
	Bound np.Array
}

func (c GreaterThanEq) String() string                  { return fmt.Sprintf("GreaterThanEq(%v)", c.Bound) }
func (c GreaterThanEq) Check(x np.Array) np.Array       { return x.Ge(c.Bound) }
func (c GreaterThanEq) Feasible(like np.Array) np.Array { return fill(like, c.Bound.Add(1)) }

// LessThan is the numbers x < Bound.
type LessThan struct {
	scalar
	Bound np.Array
}

func (c LessThan) String() string                  { return fmt.Sprintf("LessThan(%v)", c.Bound) }
func (c LessThan) Check(x np.Array) np.Array       { return x.Lt(c.Bound) }
func (c LessThan) Feasible(like np.Array) np.Array { return fill(like, c.Bound.Sub(1)) }

// LessThanEq is the numbers x <= Bound.
type LessThanEq struct {
	scalar
	Bound np.Array
}

func (c LessThanEq) String() string                  { return fmt.Sprintf("LessThanEq(%v)", c.Bound) }
func (c LessThanEq) Check(x np.Array) np.Array       { return x.Le(c.Bound) }
func (c LessThanEq) Feasible(like np.Array) np.Array { return fill(like, c.Bound.Sub(1)) }

// Positive is the numbers x > 0.
type Positive struct{ scalar }

func (Positive) String() string                  { return "Positive" }
func (Positive) Check(x np.Array) np.Array       { return x.Gt(0) }
func (Positive) Feasible(like np.Array) np.Array { return np.OnesLike(like) }

// Nonnegative is the numbers x >= 0.
type Nonnegative struct{ scalar }

func (Nonnegative) String() string                  { return "Nonnegative" }
func (Nonnegative) Check(x np.Array) np.Array       { return x.Ge(0) }
func (Nonnegative) Feasible(like np.Array) np.Array { return np.OnesLike(like) }

// SoftplusPositive is the numbers x > 0, to be reached by softplus instead of exp: for values that may be
// large and should not move by orders of magnitude.
type SoftplusPositive struct{ scalar }

func (SoftplusPositive) String() string                  { return "SoftplusPositive" }
func (SoftplusPositive) Check(x np.Array) np.Array       { return x.Gt(0) }
func (SoftplusPositive) Feasible(like np.Array) np.Array { return np.FullLike(like, math.Ln2) }
