package dist_test

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/random"
)

// NumPyro 0.22, float64: Beta(2., 3.).sample(jax.random.key(0), (3,)).
func TestBetaDrawsAreNumPyros(t *testing.T) {
	want := []float64{0.40795454, 0.86430512, 0.20782094}
	for i, x := range dist.Beta(2, 3).Sample(random.Key(0), 3).Float64s() {
		if math.Abs(x-want[i]) > 1e-8 {
			t.Errorf("draw %d is %v, want %v", i, x, want[i])
		}
	}
}
