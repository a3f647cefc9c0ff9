package main

import (
	"testing"

	"github.com/phlox-ppl/phlox/examples/internal/try"
)

// With 60 rows and noise 0.3 a coefficient's standard deviation is about 0.3/√60 = 0.04, and shrinkage moves
// it by less than 0.1. Horseshoes have corners where some transitions diverge.
func TestHorseshoe(t *testing.T) {
	out := try.Run(t, run, "-rows", "60", "-columns", "6", "-accept", "0.9", "-warmup", "100", "-samples", "100", "-seed", "1")
	out.Near(t, "beta[0]", 2, 0.3)
	out.Near(t, "beta[1]", -1, 0.3)
	out.Near(t, "beta[2]", 0.5, 0.3)
	out.Near(t, "beta[5]", 0, 0.2)
	out.Diverges(t, 20)
}
