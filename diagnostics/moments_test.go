package diagnostics

import (
	"math"
	"testing"
)

func TestMoments(t *testing.T) {
	for _, test := range []struct {
		name           string
		x              []float64
		mean, variance float64
	}{
		{"one value", []float64{5}, 5, math.NaN()},
		{"1 to 5", []float64{1, 2, 3, 4, 5}, 3, 2.5},
		{"far from zero", []float64{1e9 + 1, 1e9 + 2, 1e9 + 3}, 1e9 + 2, 1},
		{"empty", nil, math.NaN(), math.NaN()},
	} {
		if got := mean(test.x); !near(got, test.mean, 1e-15) {
			t.Errorf("mean of %s = %v, want %v", test.name, got, test.mean)
		}
		if got := variance(test.x); !near(got, test.variance, 1e-15) {
			t.Errorf("variance of %s = %v, want %v", test.name, got, test.variance)
		}
	}
}

// The plain average of a thousand times 0.1 is not 0.1.
func TestConstantHasExactlyNoVariance(t *testing.T) {
	for _, c := range []float64{0.1, 1e-300, -math.Pi, 1e17} {
		x := make([]float64, 1000)
		for i := range x {
			x[i] = c
		}
		if mean(x) != c || variance(x) != 0 {
			t.Errorf("constant %v has mean %v and variance %v", c, mean(x), variance(x))
		}
	}
}
