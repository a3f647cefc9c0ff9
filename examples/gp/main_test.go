package main

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/examples/internal/try"
	"github.com/phlox-ppl/phlox/np"
)

// The noise that the points were made with is 0.15; with 15 of them its standard deviation is about 0.04.
func TestGp(t *testing.T) {
	out := try.Run(t, run, "-points", "15", "-warmup", "100", "-samples", "100", "-seed", "1")
	out.Near(t, "noise", 0.15, 0.15)
	out.Diverges(t, 10)
}

// Where there are no points near, the curve is as it was before: of mean 0 and standard deviation Scale. At a
// point without noise it is that point.
func TestPredict(t *testing.T) {
	k := Kernel{Scale: np.Of(2.0), Length: np.Of(0.5), Noise: np.Of(1e-4)}
	c := k.Predict(np.Vec(0.3, 100), Data{X: np.Vec(-0.2, 0.3, 1), Y: np.Vec(1, -2, 0.5)})
	mean, std := c.Mean.Float64s(), c.Std.Float64s()
	for _, x := range []struct{ got, want float64 }{{mean[0], -2}, {std[0], 0}, {mean[1], 0}, {std[1], 2}} {
		if math.Abs(x.got-x.want) > 1e-3 {
			t.Errorf("the curve is %v ± %v, want [-2 0] ± [0 2]", mean, std)
		}
	}
}
