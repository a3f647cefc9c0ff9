package constraint

import (
	"fmt"

	"github.com/phlox-ppl/phlox/np"
)

// ZeroSum is the arrays whose sum over each of the last N axes is 0, to within 10 n ε max(1, max|x|) for an
// axis of length n. (NumPyro's tolerance does not grow with x, so that it rejects what its own transform
// made of large numbers.)
type ZeroSum struct{ N int }

func (c ZeroSum) String() string   { return fmt.Sprintf("ZeroSum(%d)", c.N) }
func (c ZeroSum) EventDim() int    { return c.N }
func (c ZeroSum) IsDiscrete() bool { return false }

func (c ZeroSum) Check(x np.Array) np.Array {
	ok := allLast(np.IsFinite(x), c.N)
	for axis := -c.N; axis < 0; axis++ {
		scale := x.Abs().Max(axis).Maximum(1).Mul(10 * float64(x.Dim(axis)) * epsilon(x))
		ok = ok.And(allLast(x.Sum(axis).Abs().Le(scale), c.N-1))
	}
	return ok
}

func (c ZeroSum) Feasible(like np.Array) np.Array { return np.ZerosLike(like) }
