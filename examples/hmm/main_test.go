package main

import (
	"fmt"
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/examples/internal/try"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Frequent transitions and words are known from the labeled text alone within 0.1; three times that is allowed.
// The sampler is not tuned in so few draws.
func TestHmm(t *testing.T) {
	truth, _, _ := simulate(random.Key(1).Split(2)[0], 1)
	out := try.Run(t, run, "-supervised", "100", "-unsupervised", "10", "-warmup", "40", "-samples", "30", "-seed", "1")
	for i, p := range truth.Transition.Ravel().Float64s() {
		out.Near(t, fmt.Sprintf("transition[%d,%d]", i/states, i%states), p, 0.3)
	}
	for i, p := range truth.Emission.Ravel().Float64s() {
		out.Near(t, fmt.Sprintf("emission[%d,%d]", i/words, i%words), p, 0.3)
	}
}

// The forward algorithm must agree with the sum over all sequences of states.
func TestForward(t *testing.T) {
	initial := []float64{1, 1, 1}
	transition := np.Matrix([]float64{0.5, 0.3, 0.2}, []float64{0.1, 0.8, 0.1}, []float64{0.3, 0.3, 0.4})
	emission := np.Matrix([]float64{0.9, 0.1}, []float64{0.4, 0.6}, []float64{0.2, 0.8})
	text := []int{0, 1, 1, 0}

	var total func(from int, text []int) float64
	total = func(from int, text []int) (sum float64) {
		if len(text) == 0 {
			return 1
		}
		for to := range initial {
			p := initial[to]
			if from >= 0 {
				p = transition.At(from, to).Item()
			}
			sum += p * emission.At(to, text[0]).Item() * total(to, text[1:])
		}
		return sum
	}
	got := forward(transition.Log(), emission.Log(), np.IntVec(text...)).Item()
	if want := math.Log(total(-1, text)); math.Abs(got-want) > 1e-12 {
		t.Errorf("forward gives %v, the sum over all sequences %v", got, want)
	}
}
