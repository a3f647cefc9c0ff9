package diagnostics

import (
	"fmt"
	"math"
	"testing"
)

func TestHPDI(t *testing.T) {
	nan := math.NaN()
	for _, test := range []struct {
		name string
		x    []float64
		prob float64
		want Interval
	}{
		{"narrowest", []float64{9, 0, 1, 2, 2.5, 3, 20, 30, 40, 50}, 0.4, Interval{0, 3}},
		{"leftmost of equals", []float64{0, 1, 2, 3, 4}, 0.4, Interval{0, 2}},
		{"everything", []float64{3, 1, 2}, 1, Interval{1, 3}},
		{"nothing", []float64{3, 1, 2}, 0, Interval{1, 1}},
		{"one draw", []float64{5}, 0.9, Interval{5, 5}},
		{"empty", nil, 0.9, Interval{nan, nan}},
		{"NaN", []float64{1, nan, 2}, 0.9, Interval{nan, nan}},
		{"negative mass", []float64{1, 2}, -0.1, Interval{nan, nan}},
		{"mass above 1", []float64{1, 2}, 1.1, Interval{nan, nan}},
	} {
		got := HPDI(test.x, test.prob)
		if !near(got.Lower, test.want.Lower, 0) || !near(got.Upper, test.want.Upper, 0) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestHPDIEqualsNumPyro(t *testing.T) {
	for _, ref := range references(t) {
		if got, want := HPDI(pool(ref.Draws), 0.9), (Interval{ref.HPDI[0], ref.HPDI[1]}); got != want {
			t.Errorf("%s: %v, want %v", ref.Name, got, want)
		}
	}
}

func ExampleHPDI() {
	// Exponential draws: the narrowest interval begins at the mode, 0.
	x := make([]float64, 1000)
	for i := range x {
		x[i] = -math.Log1p(-float64(i) / 1000)
	}
	interval := HPDI(x, 0.9)
	fmt.Printf("[%.2f, %.2f]\n", interval.Lower, interval.Upper)
	// Output:
	// [0.00, 2.30]
}
