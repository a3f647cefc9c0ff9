package diagnostics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestMCSEIsTheErrorMade: over 300 runs with known truth, the errors made have
// the size the MCSE claims: their rms z is 1 within 4 of its standard errors,
// 1/sqrt(2·300) = 0.04. Truth: x is normal with mean 0, sd 1/sqrt(1-φ²).
func TestMCSEIsTheErrorMade(t *testing.T) {
	const runs, phi = 300, 0.5
	rng := rand.New(rand.NewPCG(16, 17))
	sd := 1 / math.Sqrt(1-phi*phi)
	zMean, zSD, zQuantile := 0.0, 0.0, 0.0
	for range runs {
		x := ar1(rng, phi, 4, 1000)
		flat := pool(x)
		zMean += square(mean(flat)/MCSEMean(x)) / runs
		zSD += square((math.Sqrt(variance(flat))-sd)/MCSESD(x)) / runs
		upper := 1.2815515655446004 * sd // Φ⁻¹(0.9)
		zQuantile += square((Quantile(flat, 0.9)-upper)/MCSEQuantile(x, 0.9)) / runs
	}
	for name, z2 := range map[string]float64{"mean": zMean, "sd": zSD, "quantile": zQuantile} {
		if z := math.Sqrt(z2); math.Abs(z-1) > 0.16 {
			t.Errorf("rms z of the %s = %v, want 1", name, z)
		}
	}
}

func square(x float64) float64 { return x * x }

func TestMCSEQuantileAtTheEdges(t *testing.T) {
	x := ar1(rand.New(rand.NewPCG(18, 19)), 0.5, 2, 50)
	for _, q := range []float64{0, 1e-9, 0.001, 0.999} {
		if got := MCSEQuantile(x, q); !(got >= 0) {
			t.Errorf("MCSEQuantile(%v) = %v", q, got)
		}
	}
	for _, q := range []float64{-1, 1, 2, math.NaN()} {
		if got := MCSEQuantile(x, q); !math.IsNaN(got) {
			t.Errorf("MCSEQuantile(%v) = %v, want NaN", q, got)
		}
	}
}

func ExampleMCSEMean() {
	fmt.Printf("%.3f\n", MCSEMean(exampleChains()))
	// Output:
	// 0.038
}

func ExampleMCSESD() {
	fmt.Printf("%.3f\n", MCSESD(exampleChains()))
	// Output:
	// 0.020
}

func ExampleMCSEQuantile() {
	x := exampleChains()
	fmt.Printf("%.2f ± %.2f\n", Quantile(slices.Concat(x...), 0.95), MCSEQuantile(x, 0.95))
	// Output:
	// 2.04 ± 0.05
}
