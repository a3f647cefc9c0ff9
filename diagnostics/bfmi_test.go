package diagnostics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// For an AR(1) energy E-BFMI = 2 (1-φ); 2 % is four standard errors of 10⁵
// draws or more.
func TestEBFMIOfAR1(t *testing.T) {
	for seed, phi := range []float64{0, 0.5, 0.9} {
		energy := ar1(rand.New(rand.NewPCG(uint64(seed), 20)), phi, 2, 100000)
		for c, got := range EBFMI(energy) {
			if want := 2 * (1 - phi); !near(got, want, 0.02) {
				t.Errorf("φ = %v, chain %d: %v, want %v", phi, c, got, want)
			}
		}
	}
}

func TestEBFMIEqualsArviZ(t *testing.T) {
	for _, ref := range references(t) {
		for c, got := range EBFMI(ref.Draws) {
			if !near(got, ref.BFMI[c], 1e-9) {
				t.Errorf("%s, chain %d: %v, want %v", ref.Name, c, got, ref.BFMI[c])
			}
		}
	}
}

func TestEBFMIUndefined(t *testing.T) {
	if got := EBFMI(nil); len(got) != 0 {
		t.Errorf("no chains have %v", got)
	}
	for c, got := range EBFMI([][]float64{{}, {1}, {2, 2, 2}, {1, math.NaN(), 2}, {1, math.Inf(1), 2}}) {
		if !math.IsNaN(got) {
			t.Errorf("chain %d: %v, want NaN", c, got)
		}
	}
}

func ExampleEBFMI() {
	fmt.Printf("%.2f\n", EBFMI([][]float64{{10, 12, 9, 13, 8}, {10, 10.5, 11, 11.5, 12}}))
	// Output:
	// [3.14 0.40]
}
