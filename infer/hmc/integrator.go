package hmc

import (
	"math"

	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/np"
)

// point is a point of phase space.
type point struct {
	Z, R       np.Array // position and momentum, [Dim]
	LogDensity np.Array
	Grad       np.Array // of the log density, [Dim]
}

// leapfrog takes one step of the velocity Verlet integrator, whose energy error is O(step²) and which is
// reversible and preserves volume:
//
//	r ← r + ε/2 ∇log p(z),  z ← z + ε M⁻¹ r,  r ← r + ε/2 ∇log p(z)
//
// A negative step goes back in time.
func (c Config) leapfrog(t infer.Target, p point, step np.Array, m Metric) point {
	half := step.Mul(0.5)
	r := p.R.Add(half.Mul(p.Grad))
	z := p.Z.Add(step.Mul(m.velocity(c.blocks(t), r)))
	lp, grad := c.valueAndGrad(t, z)
	return point{Z: z, R: r.Add(half.Mul(grad)), LogDensity: lp, Grad: grad}
}

// energy returns the Hamiltonian -log p(z) + rᵀM⁻¹r/2.
func (c Config) energy(t infer.Target, p point, m Metric) np.Array {
	return m.velocity(c.blocks(t), p.R).Mul(p.R).Sum().Mul(0.5).Sub(p.LogDensity)
}

// energyError returns by how much the energy has grown; +Inf if it is not a number any more.
func energyError(energy, start np.Array) np.Array {
	d := energy.Sub(start)
	return np.Where(np.IsNaN(d), math.Inf(1), d)
}

// acceptProb returns min(1, e^-error).
func acceptProb(energyError np.Array) np.Array {
	return np.Minimum(np.Exp(energyError.Neg()), 1.0)
}
