// Package hmc has Hamiltonian Monte Carlo and the No-U-Turn sampler, as programs.
//
// A transition moves a draw z along a trajectory of the Hamiltonian H(z, r) = -log p(z) + rᵀM⁻¹r/2 with a
// fresh momentum r ~ N(0, M), by leapfrog steps, and takes a point of it with the right probability. Two
// choices make a sampler (Betancourt: "A Conceptual Introduction to Hamiltonian Monte Carlo",
// arXiv:1701.02434): how far to go, a fixed length (HMC) or until the trajectory turns back (NUTS); and
// which point to take, the last one with a Metropolis test, or any by its weight.
//
// Both samplers are state machines that take one leapfrog step per turn of one loop. What is rare, the end
// of a subtree, of a trajectory, of an adaptation window, stands behind conditions. Chains that are run
// side by side by Vmap then never wait for one another: one that ends its trajectory begins the next in
// the next turn, while others are in the midst of theirs.
package hmc

import (
	"math"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// HMC is Hamiltonian Monte Carlo with trajectories of fixed length. The zero value is NumPyro's default.
type HMC struct {
	Config
	Length float64 // of a trajectory, in time; 0: 2π. The step size is shortened so that steps fit in.
	Steps  int     // or their number, each of the whole step size
}

// maxEnergyError is the energy error beyond which a trajectory is said to diverge, as in Stan.
const maxEnergyError = 1000

// hmcState is the Private of an HMC chain.
type hmcState struct {
	Chain  chain
	Active np.Array // bool: a trajectory has been begun
	Point  point    // its last point
	Energy np.Array // at its begin
	Left   np.Array // int64: steps still to go
	Total  np.Array // int64: steps in all
	Step   np.Array // step size
}

// Init implements infer.Kernel.
func (h HMC) Init(t infer.Target, z np.Array, key random.PRNGKey, warmup int) infer.State {
	c := h.newChain(t, z, key)
	zero := np.Scalar(int64(0))
	return infer.State{Count: zero, Z: z, Info: noInfo(c), Private: hmcState{
		Chain: c, Active: np.Scalar(false), Energy: c.LogDensity.Neg(), Left: zero, Total: zero, Step: c.StepSize,
		Point: point{Z: z, R: np.ZerosLike(z), LogDensity: c.LogDensity, Grad: c.Grad},
	}}
}

// Turn implements infer.Kernel.
func (h HMC) Turn(t infer.Target, s infer.State, warmup int, until np.Array) infer.State {
	running := s.Count.Lt(until)
	st := s.Private.(hmcState)
	st = when(running.And(st.Active.Not()), st, func(st hmcState) hmcState { return h.start(t, s, st) })
	st.Point = h.leapfrog(t, st.Point, st.Step, st.Chain.Metric)
	st.Left = st.Left.Sub(1)
	s.Private = st
	return when(running.And(st.Left.Le(0)), s, func(s infer.State) infer.State { return h.finish(t, s, warmup) })
}

func (h HMC) start(t infer.Target, s infer.State, st hmcState) hmcState {
	c := st.Chain
	r := h.momentum(t, c, s.Count)
	st.Active = np.Scalar(true)
	st.Point = point{Z: s.Z, R: r, LogDensity: c.LogDensity, Grad: c.Grad}
	st.Energy = h.energy(t, st.Point, c.Metric)
	st.Step = c.StepSize
	if h.Steps > 0 {
		st.Total = np.Scalar(int64(h.Steps))
	} else {
		length := h.Length
		if length == 0 {
			length = 2 * math.Pi
		}
		// A step size that underflows asks for more steps than there are integers.
		n := np.Clip(np.Ceil(np.Of(length).Div(c.StepSize)), 1, math.MaxInt32)
		st.Total = n.AsType(np.Int64)
		st.Step = np.Of(length).Div(n)
	}
	st.Left = st.Total
	return st
}

// finish takes the end of the trajectory or stays, by the Metropolis test.
func (h HMC) finish(t infer.Target, s infer.State, warmup int) infer.State {
	st := s.Private.(hmcState)
	energy := h.energy(t, st.Point, st.Chain.Metric)
	errEnergy := energyError(energy, st.Energy)
	accept := acceptProb(errEnergy)
	take := h.uniform(t, transitionKey(st.Chain, s.Count).FoldIn(1)).Lt(accept)
	c := st.Chain
	s.Z = np.Where(take, st.Point.Z, s.Z)
	c.LogDensity = np.Where(take, st.Point.LogDensity, c.LogDensity)
	c.Grad = np.Where(take, st.Point.Grad, c.Grad)
	s.Info = infer.Info{
		LogDensity: c.LogDensity, Energy: np.Where(take, energy, st.Energy), StepSize: st.Step,
		AcceptProb: accept, Steps: st.Total, Depth: np.Scalar(int64(0)), Diverging: errEnergy.Gt(maxEnergyError),
	}
	st.Chain = h.adapt(t, c, s, accept, warmup)
	st.Active = np.Scalar(false)
	s.Count = s.Count.Add(1)
	s.Private = st
	return s
}

// when returns f(x) if pred holds, else x.
func when[T any](pred np.Array, x T, f func(T) T) T {
	return fn.Cond(pred, f, func(x T) T { return x }, x)
}
