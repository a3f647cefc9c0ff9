package constraint

import (
	"fmt"

	"github.com/phlox-ppl/phlox/np"
)

// Independent is the arrays of events of Base along N more axes, in front of those of Base, as one event.
type Independent struct {
	Base Constraint
	N    int
}

func (c Independent) String() string                  { return fmt.Sprintf("Independent(%v, %d)", c.Base, c.N) }
func (c Independent) EventDim() int                   { return c.Base.EventDim() + c.N }
func (c Independent) IsDiscrete() bool                { return c.Base.IsDiscrete() }
func (c Independent) Check(x np.Array) np.Array       { return allLast(c.Base.Check(x), c.N) }
func (c Independent) Feasible(like np.Array) np.Array { return c.Base.Feasible(like) }
