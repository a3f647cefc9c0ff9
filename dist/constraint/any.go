package constraint

import (
	"fmt"

	"github.com/phlox-ppl/phlox/np"
)

// Any is a set that is not known: the support of a distribution that depends on more than its parameters,
// or the image of a set under a map for which there is no rule. Everything passes its Check, and there is
// no bijector onto it. Dim is the number of event axes.
type Any struct {
	Dim      int
	Discrete bool
}

func (c Any) String() string   { return fmt.Sprintf("Any(%d)", c.Dim) }
func (c Any) EventDim() int    { return c.Dim }
func (c Any) IsDiscrete() bool { return c.Discrete }

func (c Any) Check(x np.Array) np.Array {
	return allLast(np.FullOf(np.Bool, x.Shape(), 1), c.Dim)
}

func (c Any) Feasible(like np.Array) np.Array { return np.ZerosLike(like) }
