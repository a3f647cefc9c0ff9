package hmc

import (
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/np"
)

// Criterion says when a stretch of a trajectory turns back, from the momenta r₁ and r₂ at its ends and the
// sum ρ of all its momenta.
type Criterion uint8

const (
	// Generalized is NumPyro's: (M⁻¹r₁)·ρ' <= 0 or (M⁻¹r₂)·ρ' <= 0 with ρ' = ρ - (r₁+r₂)/2.
	Generalized Criterion = iota
	// Stan is that of Stan since 2.21: the same with ρ' = ρ, and for two halves that are joined also the
	// stretches that consist of one half and the first leaf of the other.
	Stan
)

// turns applies the criterion to a stretch. With v = M⁻¹ρ' one product with M⁻¹ is enough.
func (k NUTS) turns(t infer.Target, m Metric, r1, r2, sum np.Array) np.Array {
	if k.Criterion == Generalized {
		sum = sum.Sub(r1.Add(r2).Mul(0.5))
	}
	v := m.velocity(k.blocks(t), sum)
	return v.Mul(r1).Sum().Le(0).Or(v.Mul(r2).Sum().Le(0))
}

// checkpoints are the leaves of a subtree that checks still need.
//
// All balanced subtrees of sizes 2, 4, ..., 2^t end at a leaf n that has t trailing ones in binary. Their
// first leaves are even; leaf i is kept in slot popcount(i), where no other leaf is stored before the last
// check that needs it. Those that end at n are in slots popcount(n>>1) down to popcount(n>>1) - t + 1,
// smallest first.
//
// Stan's criterion also needs, for a subtree of halves [i..m] and [m+1..n], the momenta at m and m+1. Leaf
// m+1 begins the subtree that was checked before this one, so it is in the next slot. Leaf m is kept in
// Seam, in the slot of i: m ends the first half of one subtree only, that which begins at i = m & (m+1).
type checkpoints struct {
	R    np.Array // momenta, [rows, Dim]
	Sum  np.Array // sums of the momenta up to and with that leaf
	Seam np.Array // momenta at the ends of first halves; zero for the generalized criterion
}

func (k NUTS) newCheckpoints(t infer.Target) checkpoints {
	zero := np.ZerosOf(t.DType, k.checkpointRows(), t.Dim)
	c := checkpoints{R: zero, Sum: zero}
	if k.Criterion == Stan {
		c.Seam = zero
	}
	return c
}

// check returns whether a balanced subtree that ends at the last leaf, s.Next, turns, and the checkpoints
// with that leaf.
func (k NUTS) check(t infer.Target, m Metric, s subtree) (turning np.Array, marks checkpoints) {
	n, r, c := s.Next, s.Edge.R, s.Marks
	odd := np.BitAnd(n, 1).Eq(1)
	_, top := slots(n)
	c = when(odd.Not(), c, func(c checkpoints) checkpoints {
		c.R, c.Sum = np.DynamicSetIndex(c.R, top, r), np.DynamicSetIndex(c.Sum, top, s.Sum)
		return c
	})
	turning = fn.Cond(odd, func(c checkpoints) np.Array { return k.checkAll(t, m, s, c) },
		func(checkpoints) np.Array { return np.Scalar(false) }, c)
	if k.Criterion == Stan {
		slot := np.Popcount(n.And(n.Add(1)))
		c.Seam = np.DynamicSetIndex(c.Seam, slot, r)
	}
	return turning, c
}

// checkAll checks the balanced subtrees that end at an odd leaf, smallest first, until one turns.
func (k NUTS) checkAll(t infer.Target, m Metric, s subtree, c checkpoints) np.Array {
	r := s.Edge.R
	bottom, top := slots(s.Next)
	type search struct {
		Slot    np.Array
		Turning np.Array
		// The second half of the subtree to be checked: its first leaf's momentum and sum, and the sum of
		// its momenta. Before the first check it is the leaf itself.
		First, FirstSum, Sum np.Array
	}
	out := fn.While(func(x search) np.Array { return x.Slot.Ge(bottom).And(x.Turning.Not()) },
		func(x search) search {
			r1, before := np.DynamicIndex(c.R, x.Slot), np.DynamicIndex(c.Sum, x.Slot)
			sum := s.Sum.Sub(before).Add(r1)
			turning := k.turns(t, m, r1, r, sum)
			if k.Criterion == Stan {
				half := x.FirstSum.Sub(before).Add(r1) // first half and the first leaf of the second
				seam := np.DynamicIndex(c.Seam, x.Slot)
				rest := x.Sum.Add(seam) // last leaf of the first half and the second half
				smallest := x.Slot.Eq(top)
				seams := k.turns(t, m, r1, x.First, half).Or(k.turns(t, m, seam, r, rest))
				turning = turning.Or(seams.And(smallest.Not()))
				return search{x.Slot.Sub(1), turning, r1, before, sum}
			}
			return search{Slot: x.Slot.Sub(1), Turning: turning, First: x.First, FirstSum: x.FirstSum, Sum: x.Sum}
		}, search{top, np.Scalar(false), r, s.Sum, r})
	return out.Turning
}

// slots returns the slots of the first leaves of the balanced subtrees that end at leaf n: those from top
// down to bottom, none for an even n, whose own slot is top.
func slots(n np.Array) (bottom, top np.Array) {
	top = np.Popcount(np.ShiftRight(n, 1))
	return top.Sub(trailingOnes(n)).Add(1), top
}

// trailingOnes returns the number of ones at the end of n in binary.
func trailingOnes(n np.Array) np.Array {
	lowestZero := n.Not().And(n.Add(1))
	return np.Popcount(lowestZero.Sub(1))
}

// turnsAtJoin checks the whole trajectory as a subtree is joined to it.
func (k NUTS) turnsAtJoin(t infer.Target, m Metric, tr trajectory) np.Array {
	sub := tr.Sub
	far := np.Where(sub.Forward, tr.Left.R, tr.Right.R)
	near := np.Where(sub.Forward, tr.Right.R, tr.Left.R)
	last := sub.Edge.R
	turning := k.turns(t, m, far, last, tr.Sum.Add(sub.Sum))
	if k.Criterion == Stan {
		first := sub.Marks.R.At(0)
		turning = turning.Or(k.turns(t, m, far, first, tr.Sum.Add(first))).Or(k.turns(t, m, near, last, sub.Sum.Add(near)))
	}
	return turning
}
