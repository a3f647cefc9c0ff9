package main

import (
	"testing"

	"github.com/phlox-ppl/phlox/examples/internal/try"
)

// Means and standard deviations of 20,000 draws of NumPyro 0.22: mu[1] -0.16 (0.22), sigma[0] 1.39 (0.36); the
// log odds of department A are 1.78 - 0.50 = 1.28 for women. Half a deviation or more is allowed.
func TestUcbadmit(t *testing.T) {
	out := try.Run(t, run, "-warmup", "75", "-samples", "75", "-seed", "1")
	out.Near(t, "mu[1]", -0.16, 0.2)
	out.Near(t, "sigma[0]", 1.39, 0.5)
	out.Near(t, "v[0,0]", 1.28, 0.2)
	out.Diverges(t, 15)
}
