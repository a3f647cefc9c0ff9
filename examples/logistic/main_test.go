package main

import (
	"fmt"
	"testing"

	"github.com/phlox-ppl/phlox/examples/internal/try"
	"github.com/phlox-ppl/phlox/random"
)

// The coefficients' posterior standard deviations are below 0.3; four of them are allowed.
func TestLogistic(t *testing.T) {
	_, truth, err := simulate(random.Key(1).Split(2)[0], 100, 3)
	if err != nil {
		t.Fatal(err)
	}
	out := try.Run(t, run, "-rows", "100", "-columns", "3", "-warmup", "100", "-samples", "100", "-chains", "2", "-seed", "1")
	out.Near(t, "alpha", truth["alpha"].Item(), 1.2)
	for i, b := range truth["beta"].Float64s() {
		out.Near(t, fmt.Sprintf("beta[%d]", i), b, 1.2)
	}
	out.Diverges(t, 0)
}
