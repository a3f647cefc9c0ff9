package recursive

// Span is a run of leaves of a subtree by the numbers of its ends. The
// subtree's leaves count from 0 in the order visited; the leaves of the tree it
// is joined to have negative numbers, -1 beside leaf 0.
type Span struct{ First, Last int }

// Doubling is the record of one subtree.
type Doubling struct {
	Right     bool   // grown with positive step size
	Leaves    []int  // in the order visited
	Checks    []Span // U-turn checks within the subtree, in order; the last failed if Turning
	Join      []Span // U-turn checks of the tree joined with the subtree, in order
	Turning   bool   // a check within the subtree failed
	Diverging bool   // the last leaf diverged
}

// walk is the recursion and nothing else: in which order the leaves of a
// subtree are visited, what is checked when, and where it stops.
type walk struct {
	criterion Criterion
	metric    Metric
	visit     func(n int) (r []float64, diverging bool)
	Doubling
}

// build visits the 2^depth leaves that come next: those of the first half, then
// those of the second, then checks the two halves joined. It stops at the first
// check that fails and at the first leaf that diverges.
//
// A leaf that diverges as the last of its subtree completes it, and the checks
// that are due are still made, as NumPyro does: that changes no draw, for the
// subtree is rejected, but may report turning beside diverging.
func (w *walk) build(depth int) segment {
	if depth == 0 {
		return w.leaf()
	}
	first := w.build(depth - 1)
	if w.Turning || w.Diverging {
		return first
	}
	second := w.build(depth - 1)
	if !w.Turning && second.len() == first.len() {
		turning, checks := w.criterion.turning(w.metric, first, second)
		w.Turning = turning
		w.Checks = append(w.Checks, checks...)
	}
	return first.join(second)
}

func (w *walk) leaf() segment {
	n := len(w.Leaves)
	r, diverging := w.visit(n)
	w.Diverging = diverging
	w.Leaves = append(w.Leaves, n)
	return leaf{n, r}.segment()
}

// Replay walks a subtree of 2^depth leaves whose momenta are given, without
// dynamics: the record it returns is what any program that builds this subtree
// must visit and check. A nil metric is the identity; there must be at least
// 2^depth momenta.
func Replay(depth int, momenta [][]float64, m Metric, c Criterion) Doubling {
	if m == nil {
		m = Identity{}
	}
	w := walk{criterion: c, metric: m, visit: func(n int) ([]float64, bool) { return momenta[n], false }}
	w.Right = true
	w.build(depth)
	return w.Doubling
}
