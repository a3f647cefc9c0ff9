package schedule

import (
	"slices"

	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Reductions along the rows of a matrix with the same vector for all rows, as X·b, read that vector as often as there
// are rows. So several rows are reduced side by side: the loop over rows is unrolled, and its copies make one loop over
// what is reduced (unroll and jam). The sums of different rows do not wait for each other, either.

// Reductions side by side are as many as have their accumulators in registers, and the index of each costs little.
const (
	jammedRows  = 4
	jammedFolds = 2
	jammedCost  = 8
)

// jams returns the axis whose indices are reduced several at a time, along axis v, or -1.
func (n *nest) jams(v int) int {
	if len(n.stores) > 0 || len(n.folds) > jammedFolds || v < 0 || n.machine.Vector == 0 {
		return -1
	}
	for _, f := range n.folds {
		if f.x.Cost(jammedCost) >= jammedCost {
			return -1
		}
	}
	kept := n.list(-1, n.kept)
	for _, a := range slices.Backward(kept) {
		if n.extents[a] < jammedRows {
			continue
		}
		shared := false
		n.views(func(s []int) { shared = shared || s[v] != 0 && s[a] == 0 })
		if shared {
			return a
		}
	}
	return -1
}

// jam makes reductions for several indices of axis a at a time.
func (n *nest) jam(a, v int) {
	around := n.list(-1, func(k int) bool { return k != a && n.kept(k) })
	n.through(around, -1, nil, nil, func([]*loop.Value) []*loop.Value {
		n.split(stretch{n: n.extents[a]}, jammedRows, func(s stretch) { n.jammed(a, v, s) })
		return nil
	})
	n.at[a] = coordinate{}
}

// jammed reduces for a few indices of axis a.
func (n *nest) jammed(a, v int, s stretch) {
	each := func(f func(r int)) {
		for r := range s.n {
			n.at[a] = s.from.plus(coordinate{offset: r})
			f(r)
		}
	}
	own := len(n.folds)
	var init []*loop.Value
	var combine []loop.Op
	each(func(int) {
		first, ops := n.starts()
		if n.partial() {
			first = n.gets()
		}
		init, combine = append(init, first...), append(combine, ops...)
	})
	out := n.through(n.list(v, n.reduced), v, init, combine, func(carry []*loop.Value) []*loop.Value {
		var next []*loop.Value
		each(func(r int) {
			next = append(next, n.next(carry[own*r:own*(r+1)], map[*expr.Node]*loop.Value{})...)
		})
		return next
	})
	each(func(r int) { n.puts(out[own*r : own*(r+1)]) })
}
