package hmc

import (
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// subtree is a doubling of the trajectory in the making: leaves 0, 1, ... in one direction of time.
type subtree struct {
	Forward    np.Array // bool: in time
	Next       np.Array // int64: the number of the next leaf
	Edge       point    // the last leaf; before the first, the trajectory's end that it continues
	Sample     sample
	Sum        np.Array // of the momenta, [Dim]
	Turning    np.Array // bool: it, or a balanced subtree of it, turns back
	Diverging  np.Array // bool: the last leaf's energy error is too great
	LeafAccept np.Array // acceptance probability of the last leaf
	Key        random.PRNGKey
	Marks      checkpoints
}

// newSubtree begins the next doubling of a trajectory, in a direction of time at random. What is in marks does not matter: it is
// not read before it is written.
func (k NUTS) newSubtree(t infer.Target, tr trajectory, marks checkpoints) subtree {
	at := tr.Depth.Mul(3)
	forward := k.uniform(t, tr.Key.FoldIn(at)).Lt(0.5)
	edge := choose(forward, tr.Right, tr.Left)
	zero := np.ZerosLike(tr.Energy)
	nothing := newSample(edge, zero)
	nothing.Weight = np.FullLike(zero, negInf)
	return subtree{
		Forward: forward, Next: np.Scalar(int64(0)), Edge: edge, Sample: nothing, Sum: np.ZerosLike(edge.R),
		Turning: np.Scalar(false), Diverging: np.Scalar(false), LeafAccept: zero,
		Key: tr.Key.FoldIn(at.Add(2)), Marks: marks,
	}
}

// ended reports whether the subtree of a trajectory of the given depth has all its leaves, or will not get
// them.
func (s subtree) ended(depth np.Array) np.Array {
	full := s.Next.Ge(np.ShiftLeft(np.Scalar(int64(1)), depth))
	return full.Or(s.Turning).Or(s.Diverging)
}

// grow makes the next leaf.
func (k NUTS) grow(t infer.Target, st nutsState) subtree {
	s, metric := st.Tree.Sub, st.Chain.Metric
	step := np.Where(s.Forward, st.Chain.StepSize, st.Chain.StepSize.Neg())
	leaf := k.leapfrog(t, s.Edge, step, metric)
	energy := k.energy(t, leaf, metric)
	errEnergy := energyError(energy, st.Tree.Energy)
	n := s.Next

	// Multinomial sampling, one leaf at a time: the new leaf replaces the sample with w_leaf / (w_leaf + w).
	// The weight of no leaves is zero, so the first one always does.
	weight := np.LogAddExp(s.Sample.Weight, errEnergy.Neg())
	u := k.uniform(t, s.Key.FoldIn(n))
	take := n.Eq(0).Or(u.Lt(np.Logistic(errEnergy.Neg().Sub(s.Sample.Weight))))
	s.Sample = choose(take, newSample(leaf, energy), s.Sample)
	s.Sample.Weight = weight

	s.Edge = leaf
	s.Sum = s.Sum.Add(leaf.R)
	s.LeafAccept = acceptProb(errEnergy)
	s.Diverging = errEnergy.Gt(maxEnergyError)
	s.Turning, s.Marks = k.check(t, metric, s)
	s.Next = n.Add(1)
	return s
}

// choose returns x where pred, a scalar, holds, else y.
func choose[T any](pred np.Array, x, y T) T {
	xs, ys := tree.Arrays(x), tree.Arrays(y)
	for i := range xs {
		xs[i] = np.Where(pred, xs[i], ys[i])
	}
	return tree.With(x, xs)
}
