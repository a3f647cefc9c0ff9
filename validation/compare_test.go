package main

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/np"
)

// autoregressive returns draws with mean 1, variance 1 and autocorrelation 1/2.
func autoregressive(r *rand.Rand, chains, n int) [][]float64 {
	draws := make([][]float64, chains)
	for k := range draws {
		x := r.NormFloat64()
		for range n {
			x = x/2 + math.Sqrt(0.75)*r.NormFloat64()
			draws[k] = append(draws[k], 1+x)
		}
	}
	return draws
}

// Of 400 right samplers the root mean square z is within three of its standard deviations, 1/√800, of 1, and
// the small bias of the estimated standard errors.
func TestZScoresOfRightDrawsAreStandard(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var mean, square zScores
	for range 400 {
		c := compare("x", autoregressive(r, 4, 500), moments{Mean: 1, Square: 2})
		mean.Squares += c.ZMean * c.ZMean
		square.Squares += c.ZSquare * c.ZSquare
		mean.Count++
		square.Count++
	}
	for name, s := range map[string]zScores{"mean": mean, "square": square} {
		if s.rms() < 0.88 || s.rms() > 1.12 {
			t.Errorf("the rms z of the %s is %.3f, want 1", name, s.rms())
		}
	}
}

func TestWrongDrawsAreFound(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	draws := autoregressive(r, 4, 1000)
	for name, want := range map[string]moments{
		"mean":     {Mean: 1.5, Square: 2},
		"variance": {Mean: 1, Square: 3},
	} {
		var s zScores
		s.add("x", compare("x", draws, want))
		if s.violations() == nil {
			t.Errorf("a wrong %s is not found: %+v", name, s)
		}
	}
}

// A reference's own error counts.
func TestReferenceErrorWidensZ(t *testing.T) {
	draws := autoregressive(rand.New(rand.NewPCG(1, 2)), 4, 1000)
	exact := compare("x", draws, moments{Mean: 1.5, Square: 2})
	rough := compare("x", draws, moments{Mean: 1.5, MeanError: 10, Square: 2})
	if math.Abs(exact.ZMean) < 5 || math.Abs(rough.ZMean) > 0.1 {
		t.Errorf("z is %.2f with an exact reference, %.2f with a rough one", exact.ZMean, rough.ZMean)
	}
}

func TestDrawsByStansNames(t *testing.T) {
	fit := &mcmc.Result{Chains: []mcmc.Chain{{Len: 2, Draws: map[string]np.Array{
		"mu": np.Vec(1, 2), "beta": np.Matrix([]float64{3, 4}, []float64{5, 6}),
	}}}}
	for param, want := range map[string]float64{"mu": 2, "beta[1]": 5, "beta[2]": 6} {
		draws, err := drawsOf(fit, param)
		if err != nil {
			t.Errorf("%s: %v", param, err)
		} else if draws[0][1] != want {
			t.Errorf("%s: the last draw is %v, want %v", param, draws[0][1], want)
		}
	}
	for _, param := range []string{"nu", "beta"} {
		if _, err := drawsOf(fit, param); err == nil {
			t.Errorf("%s: no error", param)
		}
	}
}
