package recursive

import "slices"

// Potential is the negative log density, up to a constant, and its gradient. It
// must not modify z; it may reuse the slice it returns.
type Potential func(z []float64) (u float64, grad []float64)

// state is a point of phase space with the potential and its gradient there.
type state struct {
	z, r, grad []float64
	u          float64
}

func stateAt(p Potential, z, r []float64) state {
	u, grad := p(z)
	return state{slices.Clone(z), slices.Clone(r), slices.Clone(grad), u}
}

// leapfrog takes one velocity-Verlet step of size eps; a negative one goes back
// in time, exactly inverse up to rounding.
//
//	r' = r - eps/2 ∇U(z);  z⁺ = z + eps M^-1 r';  r⁺ = r' - eps/2 ∇U(z⁺)
func leapfrog(p Potential, m Metric, s state, eps float64) state {
	half := axpy(-eps/2, s.grad, s.r)
	next := stateAt(p, axpy(eps, m.Velocity(half), s.z), half)
	next.r = axpy(-eps/2, next.grad, half)
	return next
}

// axpy is a x + y.
func axpy(a float64, x, y []float64) []float64 {
	z := make([]float64, len(x))
	for i := range x {
		z[i] = a*x[i] + y[i]
	}
	return z
}

func add(x, y []float64) []float64 { return axpy(1, x, y) }

func dot(x, y []float64) float64 {
	var z float64
	for i := range x {
		z += x[i] * y[i]
	}
	return z
}
