package diagnostics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// For an AR(1) process τ = (1+φ)/(1-φ), and for its square τ = (1+φ²)/(1-φ²).
// With 4 x 25000 draws the standard error of the estimates of τ is 1 to 3 %, so
// 10 % is more than three of them; the keys are fixed.
func TestESSOfAR1(t *testing.T) {
	const chains, draws = 4, 25000
	for seed, phi := range []float64{-0.5, -0.2, 0, 0.3, 0.6, 0.9} {
		x := ar1(rand.New(rand.NewPCG(uint64(seed), 9)), phi, chains, draws)
		ofMean := chains * draws * (1 - phi) / (1 + phi)
		ofSquare := chains * draws * (1 - phi*phi) / (1 + phi*phi)
		for _, test := range []struct {
			name      string
			got, want float64
		}{
			{"ESS", ESS(x), ofMean},
			{"ESSMean", ESSMean(x), ofMean},
			{"ESSBulk", ESSBulk(x), ofMean},
			{"ESSSD", ESSSD(x), ofSquare},
		} {
			if !near(test.got, test.want, 0.1) {
				t.Errorf("φ = %v: %s = %.0f, want %.0f", phi, test.name, test.got, test.want)
			}
		}
	}
}

// The indicator x ≤ median of a Gaussian process has autocorrelation
// 2/π arcsin(φ^k).
func TestESSQuantileOfAR1(t *testing.T) {
	const chains, draws, phi = 4, 25000, 0.6
	x := ar1(rand.New(rand.NewPCG(10, 11)), phi, chains, draws)
	tau := 1.0
	for k := 1; k < 100; k++ {
		tau += 4 / math.Pi * math.Asin(math.Pow(phi, float64(k)))
	}
	if got, want := ESSQuantile(x, 0.5), chains*draws/tau; !near(got, want, 0.1) {
		t.Errorf("ESSQuantile(0.5) = %.0f, want %.0f", got, want)
	}
}

// Perfectly antithetic draws have τ = 0; NumPyro would divide by it.
func TestESSIsCapped(t *testing.T) {
	x := [][]float64{make([]float64, 100), make([]float64, 100)}
	for i := range 100 {
		x[0][i], x[1][i] = float64(i%2), float64(1-i%2)
	}
	want := 200 * math.Log10(200)
	for name, got := range map[string]float64{"ESS": ESS(x), "ESSMean": ESSMean(x), "ESSBulk": ESSBulk(x)} {
		if !near(got, want, 1e-12) {
			t.Errorf("%s = %v, want S log10(S) = %v", name, got, want)
		}
	}
}

// Chains stuck at different values are worth about one draw each.
func TestESSOfStuckChains(t *testing.T) {
	x := [][]float64{make([]float64, 1000), make([]float64, 1000)}
	for i := range 1000 {
		x[1][i] = 1
	}
	for name, got := range map[string]float64{"ESS": ESS(x), "ESSMean": ESSMean(x), "ESSBulk": ESSBulk(x)} {
		if !(got > 0.5 && got < 2.5) {
			t.Errorf("%s = %v, want about 1", name, got)
		}
	}
}

// No draw of an indicator that is mostly one exceeds its 95% quantile.
func TestESSTailOfIndicator(t *testing.T) {
	x := transform(ar1(rand.New(rand.NewPCG(12, 13)), 0, 2, 200), func(v float64) float64 {
		if v > -1.3 {
			return 1
		}
		return 0
	})
	if got, want := ESSTail(x), ESSQuantile(x, 0.05); math.IsNaN(got) || got != want {
		t.Errorf("ESSTail = %v, want that of the 5%% quantile, %v", got, want)
	}
	if got := ESSQuantile(x, 0.95); !math.IsNaN(got) {
		t.Errorf("ESSQuantile(0.95) = %v, want NaN", got)
	}
}

func TestESSQuantileOutOfRange(t *testing.T) {
	x := ar1(rand.New(rand.NewPCG(14, 15)), 0, 2, 20)
	for _, q := range []float64{-0.1, 1, 1.1, math.NaN()} {
		if got := ESSQuantile(x, q); !math.IsNaN(got) {
			t.Errorf("ESSQuantile(%v) = %v, want NaN", q, got)
		}
	}
}

// exampleChains are stationary AR(1) chains with φ = 0.6: each draw is worth a
// quarter of an independent one.
func exampleChains() [][]float64 { return ar1(rand.New(rand.NewPCG(42, 0)), 0.6, 4, 1000) }

func ExampleESS() {
	fmt.Printf("%.0f of 4000\n", ESS(exampleChains()))
	// Output:
	// 1047 of 4000
}

func ExampleESSBulk() {
	fmt.Printf("%.0f of 4000\n", ESSBulk(exampleChains()))
	// Output:
	// 1048 of 4000
}

func ExampleESSTail() {
	fmt.Printf("%.0f of 4000\n", ESSTail(exampleChains()))
	// Output:
	// 1913 of 4000
}

func ExampleESSQuantile() {
	fmt.Printf("%.0f of 4000\n", ESSQuantile(exampleChains(), 0.5))
	// Output:
	// 1541 of 4000
}

func ExampleESSSD() {
	x := exampleChains()
	fmt.Printf("mean %.0f, standard deviation %.0f of 4000\n", ESSMean(x), ESSSD(x))
	// Output:
	// mean 1047, standard deviation 1902 of 4000
}
