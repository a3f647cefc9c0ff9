package recursive

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestHMCStepsFillTheLength(t *testing.T) {
	for _, test := range []struct {
		kernel HMC
		n      int
		eps    float64
	}{
		{HMC{}, 7, 2 * math.Pi / 7},
		{HMC{StepSize: 0.3, Length: 1}, 4, 0.25},
		{HMC{StepSize: 0.25, Length: 1}, 4, 0.25},
		{HMC{StepSize: 5, Length: 1}, 1, 1},
		{HMC{StepSize: 0.3, NumSteps: 9}, 9, 0.3},
	} {
		if n, eps := test.kernel.steps(); n != test.n || eps != test.eps {
			t.Errorf("%+v: %d steps of %g, want %d of %g", test.kernel, n, eps, test.n, test.eps)
		}
	}
}

// One step from (z, r) on U = z²/2: r' = r - eps z/2, z⁺ = z + eps r',
// r⁺ = r' - eps z⁺/2.
func TestHMCAcceptsByTheEnergyError(t *testing.T) {
	const eps, z, r = 1.5, 0.4, 1.0
	half := r - eps*z/2
	end := z + eps*half
	last := half - eps*end/2
	accept := math.Min(1, math.Exp((z*z+r*r-end*end-last*last)/2))
	if accept == 1 {
		t.Fatal("the test wants a step that may be rejected")
	}

	kernel := HMC{Potential: standardNormal, StepSize: eps, NumSteps: 1}
	for _, test := range []struct {
		u, z, energy float64
	}{
		{accept - 1e-9, end, (end*end + last*last) / 2},
		{accept + 1e-9, z, (z*z + r*r) / 2},
	} {
		got := kernel.Transition([]float64{z}, []float64{r}, test.u)
		if math.Abs(got.Z[0]-test.z) > 1e-14 || math.Abs(got.Energy-test.energy) > 1e-14 ||
			math.Abs(got.AcceptProb-accept) > 1e-14 || got.Grad[0] != got.Z[0] || got.NumLeapfrog != 1 {
			t.Errorf("u = %g: got %+v, want z %g, energy %g, acceptance %g", test.u, got, test.z, test.energy, accept)
		}
	}
}

func TestHMCDiverges(t *testing.T) {
	got := HMC{Potential: standardNormal, StepSize: 100, NumSteps: 5}.Transition([]float64{1}, []float64{1}, 0.5)
	if !got.Diverging || got.Z[0] != 1 || got.AcceptProb != 0 {
		t.Errorf("got %+v, want a divergence that stays at 1", got)
	}
}

func TestHMCLeavesTheTargetInvariant(t *testing.T) {
	for _, target := range targets {
		t.Run(target.name, func(t *testing.T) {
			kernel := HMC{Potential: target.potential, Metric: target.metric, StepSize: 0.9 * target.step, Length: 2}
			testInvariance(t, target, func(rng *rand.Rand, z, r []float64) []float64 {
				return kernel.Transition(z, r, rng.Float64()).Z
			})
		})
	}
}
