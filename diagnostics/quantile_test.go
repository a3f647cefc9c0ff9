package diagnostics

import (
	"fmt"
	"math"
	"testing"
)

func TestQuantile(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, test := range []struct {
		x       []float64
		q, want float64
	}{
		{[]float64{3, 1, 2}, 0, 1},
		{[]float64{3, 1, 2}, 1, 3},
		{[]float64{3, 1, 2}, 0.5, 2},
		{[]float64{4, 3, 1, 2}, 0.5, 2.5},
		{[]float64{4, 3, 1, 2}, 0.9, 3.7},
		{[]float64{7}, 0.3, 7},
		{[]float64{0.1, 0.1, 0.1}, 0.7, 0.1},
		{[]float64{-inf, -inf, 0, inf, inf}, 0.1, -inf},
		{[]float64{-inf, -inf, 0, inf, inf}, 0.5, 0},
		{[]float64{1, nan}, 0.5, nan},
		{nil, 0.5, nan},
		{[]float64{1, 2}, -0.1, nan},
		{[]float64{1, 2}, 1.1, nan},
		{[]float64{1, 2}, nan, nan},
	} {
		if got := Quantile(test.x, test.q); !near(got, test.want, 1e-15) {
			t.Errorf("Quantile(%v, %v) = %v, want %v", test.x, test.q, got, test.want)
		}
	}
}

func ExampleQuantile() {
	fmt.Println(Quantile([]float64{4, 3, 1, 2}, 0.5))
	// Output:
	// 2.5
}
