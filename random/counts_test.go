package random_test

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

func TestCountsAtTheEdges(t *testing.T) {
	k, nan, max := random.Key(1), math.NaN(), math.MaxInt64
	y := random.Poisson(k, np.Vec(0, -1, nan, inf, 1e300), np.Shape{5})
	same(t, "poisson", y, np.IntVec(0, -1, -1, max, max))

	n, p := np.Vec(10, 1e9, 10, 1e9, 0, 0, -1, 10, 10, nan, 10, 100), np.Vec(0, 0, 1, 1, 0.5, 1, 0.5, -0.1, 1.1, 0.5, nan, nan)
	y = random.Binomial(k, n, p, n.Shape())
	same(t, "binomial", y, np.IntVec(0, 0, 10, 1e9, 0, 0, -1, -1, -1, -1, -1, -1))

	p = np.Vec(0, 1)
	same(t, "geometric", random.Geometric(k, p, np.Shape{2}), np.IntVec(max, 0))
	for i := range 20 {
		same(t, "bernoulli", random.Bernoulli(k.FoldIn(i), p, np.Shape{2}), np.New([]bool{false, true}))
	}
}

// A count in float32 is drawn as that of the same parameter in float64.
func TestCountsAreDrawnInFloat64(t *testing.T) {
	k, rate := random.Key(2), np.Vec(0.5, 8, 64, 1<<20)
	same(t, "poisson", random.Poisson(k, rate.AsType(np.Float32), np.Shape{4}), random.Poisson(k, rate, np.Shape{4}))
	p := np.Vec(0.5)
	same(t, "binomial", random.Binomial(k, rate.AsType(np.Float32), p.AsType(np.Float32), np.Shape{4}),
		random.Binomial(k, rate, p, np.Shape{4}))
}
