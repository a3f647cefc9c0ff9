package diagnostics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func TestAutocovarianceEqualsItsSum(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{1, 2, 3, 4, 5, 7, 16, 53, 100} {
		x := ar1(rng, 0.6, 1, n)[0]
		for _, norm := range []Normalization{Biased, Unbiased} {
			got := Autocovariance(x, norm)
			if len(got) != n {
				t.Fatalf("%d draws have %d lags", n, len(got))
			}
			for k, want := range autocovarianceBySum(x, norm) {
				if math.Abs(got[k]-want) > 1e-13*(1+got[0]) {
					t.Errorf("lag %d of %d, normalization %d: %v, want %v", k, n, norm, got[k], want)
				}
			}
		}
	}
}

// autocovarianceBySum is the definition, in N² steps.
func autocovarianceBySum(x []float64, norm Normalization) []float64 {
	z, m := make([]float64, len(x)), mean(x)
	for k := range z {
		for i := range len(x) - k {
			z[k] += (x[i] - m) * (x[i+k] - m)
		}
		if norm == Unbiased {
			z[k] /= float64(len(x) - k)
		} else {
			z[k] /= float64(len(x))
		}
	}
	return z
}

func TestAutocovarianceEqualsNumPyro(t *testing.T) {
	for _, ref := range references(t) {
		x := ref.Draws[0]
		for _, d := range []struct {
			name      string
			got, want []float64
		}{
			{"Autocovariance biased", Autocovariance(x, Biased), ref.Autocovariance},
			{"Autocovariance unbiased", Autocovariance(x, Unbiased), ref.AutocovarianceUnbiased},
			{"Autocorrelation", Autocorrelation(x, Biased), ref.Autocorrelation},
		} {
			for k := range d.want {
				if math.Abs(d.got[k]-d.want[k]) > 1e-9*math.Abs(d.want[0]) {
					t.Errorf("%s: %s at lag %d = %v, want %v", ref.Name, d.name, k, d.got[k], d.want[k])
				}
			}
		}
	}
}

func TestAutocorrelationUndefined(t *testing.T) {
	if got := Autocorrelation(nil, Biased); got != nil {
		t.Errorf("no draws have autocorrelation %v", got)
	}
	for _, x := range [][]float64{{1, 1, 1}, {1, math.NaN(), 2}, {1, math.Inf(1), 2}, {7}} {
		for k, rho := range Autocorrelation(x, Unbiased) {
			if !math.IsNaN(rho) {
				t.Errorf("autocorrelation of %v at lag %d = %v, want NaN", x, k, rho)
			}
		}
	}
}

func TestFastLength(t *testing.T) {
	for n, want := range map[int]int{1: 1, 7: 8, 11: 12, 13: 15, 1000: 1000, 1021: 1024} {
		if got := fastLength(n); got != want {
			t.Errorf("fastLength(%d) = %d, want %d", n, got, want)
		}
	}
}

func ExampleAutocorrelation() {
	fmt.Printf("%.2f\n", Autocorrelation([]float64{1, 2, 3, 4}, Biased))
	fmt.Printf("%.2f\n", Autocorrelation([]float64{1, 2, 3, 4}, Unbiased))
	// Output:
	// [1.00 0.25 -0.30 -0.45]
	// [1.00 0.33 -0.60 -1.80]
}

func ExampleAutocovariance() {
	fmt.Printf("%.4f\n", Autocovariance([]float64{1, 2, 3, 4}, Biased))
	// Output:
	// [1.2500 0.3125 -0.3750 -0.5625]
}
