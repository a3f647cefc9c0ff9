package constraint

import (
	"fmt"
	"math"

	"github.com/phlox-ppl/phlox/np"
)

// Interval is the numbers Low <= x <= High.
type Interval struct {
	scalar
	Low, High np.Array
}

func (c Interval) String() string                  { return fmt.Sprintf("Interval(%v, %v)", c.Low, c.High) }
func (c Interval) Check(x np.Array) np.Array       { return x.Ge(c.Low).And(x.Le(c.High)) }
func (c Interval) Feasible(like np.Array) np.Array { return fill(like, midpoint(c.Low, c.High)) }

// OpenInterval is the numbers Low < x < High. A bijector onto it reaches a bound where it is so far out
// that no number lies between.
type OpenInterval struct {
	scalar
	Low, High np.Array
}

func (c OpenInterval) String() string                  { return fmt.Sprintf("OpenInterval(%v, %v)", c.Low, c.High) }
func (c OpenInterval) Check(x np.Array) np.Array       { return x.Gt(c.Low).And(x.Lt(c.High)) }
func (c OpenInterval) Feasible(like np.Array) np.Array { return fill(like, midpoint(c.Low, c.High)) }

func midpoint(low, high np.Array) np.Array { return low.Add(high).Div(2.0) }

// UnitInterval is the numbers 0 <= x <= 1.
type UnitInterval struct{ scalar }

func (UnitInterval) String() string                  { return "UnitInterval" }
func (UnitInterval) Check(x np.Array) np.Array       { return x.Ge(0).And(x.Le(1)) }
func (UnitInterval) Feasible(like np.Array) np.Array { return np.FullLike(like, 0.5) }

// Circular is the angles -π <= x <= π.
type Circular struct{ scalar }

func (Circular) String() string                  { return "Circular" }
func (Circular) Check(x np.Array) np.Array       { return x.Ge(-math.Pi).And(x.Le(math.Pi)) }
func (Circular) Feasible(like np.Array) np.Array { return np.ZerosLike(like) }
