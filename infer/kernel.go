package infer

import (
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Target is a density to sample from: what a kernel sees of a posterior. Its functions may be called in
// traced code; they close over the data.
type Target struct {
	Dim        int
	DType      np.DType
	Variables  []Variable                // for kernels that treat some of them together
	LogDensity func(z np.Array) np.Array // of an unconstrained vector [Dim]
}

// Kernel is a Markov chain Monte Carlo algorithm, as functions that are traced into the program that runs a
// chain. Many chains are run by mapping it (fn.Vmap).
type Kernel interface {
	// Init returns the state of a chain that starts at z. The chain's draws depend on key alone. The first
	// warmup transitions may adapt the kernel.
	Init(t Target, z np.Array, key random.PRNGKey, warmup int) State

	// Turn does a small, bounded part of the work of a transition. A state whose Count has reached until
	// must not change what it reports. Turn finishes at most one transition, and then adds one to Count.
	Turn(t Target, s State, warmup int, until np.Array) State
}

// State is where a chain is. It is a tree of arrays: the whole state, so that a chain can be stored and
// resumed exactly.
type State struct {
	Count   np.Array // int64 scalar: transitions made, warm-up included
	Z       np.Array // the last draw, unconstrained, [Dim]
	Info    Info     // about the last transition
	Private any      // the kernel's own, a tree of arrays
}

// Info tells about a transition.
type Info struct {
	LogDensity np.Array // at the draw
	Energy     np.Array // the Hamiltonian at the draw
	StepSize   np.Array // with which it was made
	AcceptProb np.Array // mean acceptance probability over the trajectory
	Steps      np.Array // int64: gradient evaluations
	Depth      np.Array // int64: doublings of the trajectory
	Diverging  np.Array // bool: the energy error grew beyond 1000
}
