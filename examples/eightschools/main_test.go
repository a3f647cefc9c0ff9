package main

import (
	"testing"

	"github.com/phlox-ppl/phlox/examples/internal/try"
)

// Means and standard deviations of 40,000 draws of NumPyro 0.22: mu 4.42 (3.29), theta[0] 6.2 (5.6), theta[2]
// 3.9 (5.3). With some 150 independent draws here a mean's standard error is below a tenth of the deviation.
func TestEightschools(t *testing.T) {
	out := try.Run(t, run, "-warmup", "150", "-samples", "150", "-chains", "2", "-seed", "1")
	out.Near(t, "mu", 4.42, 1.6)
	out.Near(t, "theta[0]", 6.22, 2.8)
	out.Near(t, "theta[2]", 3.93, 2.6)
	out.Diverges(t, 15)
}
