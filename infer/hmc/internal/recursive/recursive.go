// Package recursive is the No-U-Turn sampler written as its definition reads:
// a tree is two half trees, each built by calling itself. It is the oracle of
// the iterative program of package hmc, which must visit the same leaves, run
// the same U-turn checks in the same order and return the same draw when both
// consume the same uniforms.
//
// It allocates a new slice for everything, keeps every check it made, and knows
// only float64, closures and the standard library. Nothing here is meant to be
// fast.
//
// The algorithm is that of NumPyro: multinomial sampling within a subtree, one
// leaf at a time, and biased progressive sampling across doublings.
//
// References:
// Hoffman and Gelman, The No-U-Turn Sampler, JMLR 15 (2014).
// Betancourt, A Conceptual Introduction to Hamiltonian Monte Carlo,
// arXiv:1701.02434, appendix A.
// Phan, Pradhan and Jankowiak, Composable Effects for Flexible and Accelerated
// Probabilistic Programming in NumPyro, arXiv:1912.11554, appendix A.
package recursive

// maxDeltaEnergy is the energy error beyond which a leaf diverges; Stan and
// NumPyro both use 1000, far above any error of a stable integrator.
const maxDeltaEnergy = 1000

// NUTS is a No-U-Turn transition kernel. The zero value of each field but
// Potential is NumPyro's default.
type NUTS struct {
	Potential Potential
	Metric    Metric    // nil is the identity
	StepSize  float64   // 0 is 1
	MaxDepth  int       // doublings at most; 0 is 10
	Criterion Criterion // 0 is Generalized
}

// Uniforms are the random numbers in [0, 1) of one transition, addressed by
// where they are used, so that two programs can consume the same ones whatever
// their order of evaluation. The depth is that of the tree before it doubles;
// the subtree then has 2^depth leaves.
type Uniforms interface {
	// Direction decides where the tree grows: to the right if below 1/2.
	Direction(depth int) float64
	// Combine decides, if below min(1, e^(w_subtree-w_tree)), that the subtree's
	// proposal becomes the tree's. It is asked for once a doubling, also where
	// the subtree is rejected.
	Combine(depth int) float64
	// Leaf decides, if below sigmoid(w_leaf-w_before), that leaf n becomes the
	// subtree's proposal. It is not asked for leaf 0, which always does.
	Leaf(depth, n int) float64
}

// Result is where a transition went and what it saw on the way.
type Result struct {
	Z, Grad     []float64 // the draw and the potential's gradient there
	U           float64   // the potential at Z
	Energy      float64   // the Hamiltonian at the draw, with the momentum it had
	Depth       int       // doublings begun, a rejected one included
	NumLeapfrog int       // leapfrog steps
	AcceptProb  float64   // mean of min(1, e^-dH) over all leaves but the start
	Turning     bool      // some U-turn check failed, within a subtree or across
	Diverging   bool      // the last leaf's energy error was above 1000
	Weight      float64   // log of the sum of e^-dH over all leaves, the start included
	Doublings   []Doubling
}

// Transition draws from the trajectory through z with momentum r, which the
// caller has drawn from N(0, M). A transition that diverges or turns within its
// last subtree keeps the proposal of the tree before it.
func (s NUTS) Transition(z, r []float64, u Uniforms) Result {
	s = s.withDefaults()
	t := newTree(s, z, r)
	for t.depth < s.MaxDepth && !t.turning && !t.diverging {
		t.double(u)
	}
	return t.result()
}

func (s NUTS) withDefaults() NUTS {
	if s.Metric == nil {
		s.Metric = Identity{}
	}
	if s.StepSize == 0 {
		s.StepSize = 1
	}
	if s.MaxDepth == 0 {
		s.MaxDepth = 10
	}
	return s
}
