package recursive

import "math"

// subtree is what a doubling adds. The walk decides which leaves it has; visit
// makes each leaf and threads the proposal and the statistics through them in
// the order visited.
type subtree struct {
	walk
	*tree
	step      float64 // negative to the left; momenta are never negated
	edge      state   // the leaf visited last
	uniforms  Uniforms
	proposal  proposal
	weight    float64
	sumAccept float64
}

func newSubtree(t *tree, right bool, u Uniforms) *subtree {
	sub := &subtree{tree: t, step: t.StepSize, edge: t.right, uniforms: u, weight: math.Inf(-1)}
	if !right {
		sub.step, sub.edge = -t.StepSize, t.left
	}
	sub.walk = walk{criterion: t.Criterion, metric: t.Metric, visit: sub.visit}
	sub.Right = right
	return sub
}

// visit takes a leapfrog step to leaf n. With dH the energy error since the
// start, not since the last leaf, and NaN read as +Inf:
//
//	log weight   w = -dH
//	acceptance   min(1, e^-dH)
//	diverging    dH > 1000
//
// Leaf n replaces the proposal with probability sigmoid(w - w_before), which
// leaves each of the n+1 leaves the proposal in proportion to its weight
// (Betancourt, A.3.1).
func (sub *subtree) visit(n int) (r []float64, diverging bool) {
	sub.edge = leapfrog(sub.Potential, sub.Metric, sub.edge, sub.step)
	energy := sub.edge.u + kinetic(sub.Metric, sub.edge.r)
	dH := energyError(energy, sub.h0)

	if n == 0 || sub.uniforms.Leaf(sub.depth, n) < sigmoid(-dH-sub.weight) {
		sub.proposal = proposal{sub.edge, energy}
	}
	sub.weight = logAddExp(sub.weight, -dH)
	sub.sumAccept += math.Min(1, math.Exp(-dH))
	return sub.edge.r, dH > maxDeltaEnergy
}

// energyError is h - h0, and +Inf for NaN, so that a leaf without an energy
// diverges.
func energyError(h, h0 float64) float64 {
	if d := h - h0; !math.IsNaN(d) {
		return d
	}
	return math.Inf(1)
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
