package diagnostics

import "testing"

func TestInitialMonotone(t *testing.T) {
	for _, test := range []struct {
		name     string
		rho      []float64
		maxPairs int
		want     monotone
	}{
		{"decreasing", []float64{1, 0.5, 0.25, 0.125}, 2, monotone{1.875, 2}},
		{"ends before a negative pair", []float64{1, 0.5, 0.25, -0.5, 0.5, 0.5}, 3, monotone{1.5, 1}},
		{"ends before a zero pair", []float64{1, 0.5, 0.25, -0.25, 0.5, 0.5}, 3, monotone{1.5, 1}},
		{"a larger pair counts as the one before", []float64{1, 0, 0.25, 0.25, 0.5, 0.5}, 3, monotone{2, 3}},
		{"negative first pair", []float64{1, -1.5, 1, 1}, 2, monotone{0, 0}},
		{"at most maxPairs", []float64{1, 0.5, 0.25, 0.125}, 1, monotone{1.5, 1}},
	} {
		if got := initialMonotone(test.rho, test.maxPairs); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}
