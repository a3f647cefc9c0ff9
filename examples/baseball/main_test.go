package main

import (
	"testing"

	"github.com/phlox-ppl/phlox/examples/internal/try"
)

// phi[0] is Clemente, with the most hits, and phi[17] Alvis, with the fewest. Exact: pooled is Beta(216, 596)
// with mean 0.266; separate are Beta(19, 28) and Beta(8, 39) with means 0.404 and 0.170. The others' means are
// NumPyro's. The deviations are below 0.08, so that a mean of 100 independent draws is within 0.04.
func TestBaseball(t *testing.T) {
	for _, test := range []struct {
		model string
		means map[string]float64
	}{
		{"pooled", map[string]float64{"phi": 0.266}},
		{"separate", map[string]float64{"phi[0]": 0.404, "phi[17]": 0.170}},
		{"partial", map[string]float64{"phi[0]": 0.321, "phi[17]": 0.222}},
		{"logit", map[string]float64{"phi[0]": 0.292, "phi[17]": 0.244}},
	} {
		t.Run(test.model, func(t *testing.T) {
			out := try.Run(t, run, "-model", test.model, "-warmup", "100", "-samples", "100", "-seed", "1")
			for row, mean := range test.means {
				out.Near(t, row, mean, 0.04)
			}
			out.Diverges(t, 20)
		})
	}
}
