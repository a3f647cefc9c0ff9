package recursive

import (
	"math"
	"testing"
)

// quartic is U = Σ z⁴/4 + z₀z₁/2, without a closed solution.
func quartic(z []float64) (float64, []float64) {
	u, grad := z[0]*z[1]/2, []float64{z[1] / 2, z[0] / 2}
	for i, x := range z {
		u += x * x * x * x / 4
		grad[i] += x * x * x
	}
	return u, grad
}

func TestLeapfrogIsReversible(t *testing.T) {
	m := Dense{{2, 0.5}, {0.5, 1}}
	start := stateAt(quartic, []float64{1, -0.5}, []float64{0.3, 0.8})
	s := start
	for range 200 {
		s = leapfrog(quartic, m, s, 0.05)
	}
	for range 200 {
		s = leapfrog(quartic, m, s, -0.05)
	}
	for i := range s.z {
		if math.Abs(s.z[i]-start.z[i]) > 1e-11 || math.Abs(s.r[i]-start.r[i]) > 1e-11 {
			t.Errorf("component %d: back at (%g, %g), want (%g, %g)", i, s.z[i], s.r[i], start.z[i], start.r[i])
		}
	}
}

// The error of the energy over a fixed time is O(eps²): a quarter for half the
// step.
func TestLeapfrogEnergyErrorIsSecondOrder(t *testing.T) {
	worst := func(eps float64) float64 {
		m := Diagonal{2, 1}
		s := stateAt(quartic, []float64{1, -0.5}, []float64{0.3, 0.8})
		h0, err := s.u+kinetic(m, s.r), 0.0
		for range int(math.Round(10 / eps)) {
			s = leapfrog(quartic, m, s, eps)
			err = math.Max(err, math.Abs(s.u+kinetic(m, s.r)-h0))
		}
		return err
	}
	if ratio := worst(0.02) / worst(0.01); math.Abs(ratio-4) > 0.1 {
		t.Errorf("ratio of errors %g, want 4", ratio)
	}
}

// On U = z²/2 leapfrog conserves r²/2 + (1 - eps²/4) z²/2 exactly.
func TestLeapfrogConservesTheShadowEnergy(t *testing.T) {
	const eps = 1.3
	shadow := func(s state) float64 {
		return s.r[0]*s.r[0]/2 + (1-eps*eps/4)*s.z[0]*s.z[0]/2
	}
	s := stateAt(standardNormal, []float64{0.7}, []float64{-1.1})
	want := shadow(s)
	for n := range 1000 {
		s = leapfrog(standardNormal, Identity{}, s, eps)
		if math.Abs(shadow(s)-want) > 1e-12 {
			t.Fatalf("step %d: %g, want %g", n, shadow(s), want)
		}
	}
}
