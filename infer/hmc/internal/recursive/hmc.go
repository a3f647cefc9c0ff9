package recursive

import "math"

// HMC is a Hamiltonian Monte Carlo transition kernel with a fixed length of
// trajectory, the oracle of the one in package hmc. The zero value of each
// field but Potential is NumPyro's default.
type HMC struct {
	Potential Potential
	Metric    Metric  // nil is the identity
	StepSize  float64 // 0 is 1
	Length    float64 // time of a trajectory; 0 is 2π
	NumSteps  int     // if positive, steps of StepSize; Length is ignored
}

// Transition proposes the end of the trajectory through z with momentum r and
// moves there if u < min(1, e^-dH). Only the end is looked at for divergence.
// Of the result, Depth, Turning, Weight and Doublings are zero.
func (s HMC) Transition(z, r []float64, u float64) Result {
	if s.Metric == nil {
		s.Metric = Identity{}
	}
	start := stateAt(s.Potential, z, r)
	h0 := start.u + kinetic(s.Metric, r)

	steps, eps := s.steps()
	end := start
	for range steps {
		end = leapfrog(s.Potential, s.Metric, end, eps)
	}
	h := end.u + kinetic(s.Metric, end.r)
	dH := energyError(h, h0)

	res := Result{NumLeapfrog: steps, AcceptProb: math.Min(1, math.Exp(-dH)), Diverging: dH > maxDeltaEnergy}
	to, energy := start, h0
	if u < res.AcceptProb {
		to, energy = end, h
	}
	res.Z, res.Grad, res.U, res.Energy = to.z, to.grad, to.u, energy
	return res
}

// steps are n = ⌈L/eps⌉ of size L/n, at most eps, so that the trajectory has
// exactly length L.
func (s HMC) steps() (n int, eps float64) {
	eps, length := s.StepSize, s.Length
	if eps == 0 {
		eps = 1
	}
	if s.NumSteps > 0 {
		return s.NumSteps, eps
	}
	if length == 0 {
		length = 2 * math.Pi
	}
	n = int(math.Ceil(length / eps))
	return n, length / float64(n)
}
