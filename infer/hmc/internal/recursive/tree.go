package recursive

import "math"

// proposal is a candidate for the draw.
type proposal struct {
	state
	energy float64
}

// tree is the trajectory so far: its ends, its proposal and its statistics.
// Its leaves are kept in the order of time, left to right.
type tree struct {
	NUTS
	h0          float64 // the Hamiltonian at the start
	left, right state
	path        segment
	proposal    proposal
	depth       int
	weight      float64 // log of the sum of e^-dH
	sumAccept   float64
	numLeapfrog int
	turning     bool
	diverging   bool
	doublings   []Doubling
}

func newTree(s NUTS, z, r []float64) *tree {
	start := stateAt(s.Potential, z, r)
	h0 := start.u + kinetic(s.Metric, r)
	return &tree{
		NUTS: s, h0: h0, left: start, right: start,
		path: leaf{r: start.r}.segment(), proposal: proposal{start, h0},
	}
}

// double grows the tree by as many leaves as it has, to one side. Turning and
// diverging are the last subtree's, for the tree before it was neither.
func (t *tree) double(u Uniforms) {
	right := u.Direction(t.depth) < 0.5
	sub := newSubtree(t, right, u)
	grown := sub.build(t.depth)

	t.combine(sub, u)
	t.join(sub, grown, right)
	t.doublings = append(t.doublings, sub.Doubling)
	t.depth++
}

// combine is biased progressive sampling (Betancourt, A.3.2): the subtree's
// proposal with probability min(1, e^(w_subtree-w_tree)), never from an invalid
// subtree.
func (t *tree) combine(sub *subtree, u Uniforms) {
	accept := u.Combine(t.depth) < math.Min(1, math.Exp(sub.weight-t.weight))
	if accept && !sub.Turning && !sub.Diverging {
		t.proposal = sub.proposal
	}
	t.weight = logAddExp(t.weight, sub.weight)
	t.sumAccept += sub.sumAccept
	t.numLeapfrog += len(sub.Leaves)
}

// join moves the tree's end to the subtree's last leaf and checks the whole.
// The two are seen in the direction of travel: going left, the tree is reversed
// first and back again after. Its leaves are renumbered to end at -1, beside
// the subtree's leaf 0.
func (t *tree) join(sub *subtree, grown segment, right bool) {
	path := t.path
	if !right {
		path = path.reversed()
	}
	path.first.n, path.last.n = -(1 << t.depth), -1

	turning, checks := t.Criterion.turning(t.Metric, path, grown)
	sub.Join = checks
	t.turning = sub.Turning || turning
	t.diverging = sub.Diverging

	if right {
		t.path, t.right = path.join(grown), sub.edge
	} else {
		t.path, t.left = path.join(grown).reversed(), sub.edge
	}
}

func (t *tree) result() Result {
	p := t.proposal
	return Result{
		Z: p.z, Grad: p.grad, U: p.u, Energy: p.energy,
		Depth: t.depth, NumLeapfrog: t.numLeapfrog,
		AcceptProb: t.sumAccept / float64(t.numLeapfrog),
		Turning:    t.turning, Diverging: t.diverging,
		Weight: t.weight, Doublings: t.doublings,
	}
}

// logAddExp is log(e^a + e^b). Equal arguments are apart for the infinities,
// whose difference is NaN.
func logAddExp(a, b float64) float64 {
	if a == b {
		return a + math.Ln2
	}
	return max(a, b) + math.Log1p(math.Exp(-math.Abs(a-b)))
}
