package main

import (
	"testing"

	"github.com/phlox-ppl/phlox/examples/internal/try"
)

// With 60 rows and noise 1 a coefficient's standard deviation is about 1/√60 = 0.13; three of them are allowed,
// and a little more for what shrinks. Horseshoes have corners where some transitions diverge.
func TestHorseshoe(t *testing.T) {
	out := try.Run(t, run, "-rows", "60", "-columns", "6", "-accept", "0.9", "-warmup", "60", "-samples", "60", "-seed", "1")
	out.Near(t, "beta[0]", 2, 0.5)
	out.Near(t, "beta[1]", -1, 0.5)
	out.Near(t, "beta[2]", 0.5, 0.5)
	out.Near(t, "beta[5]", 0, 0.4)
	out.Diverges(t, 20)
}
