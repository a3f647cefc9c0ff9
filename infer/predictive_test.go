package infer_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/handler"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

type values = map[string]np.Array

// points is the data of regression; Y may be absent.
type points struct{ X, Y np.Array }

func regression(p *phlox.P, d points) {
	b := p.Sample("b", dist.Normal(0, 1))
	p.Deterministic("mean", b.Mul(d.X))
	p.Plate("N", d.X.Len()).Observe("y", dist.Normal(b.Mul(d.X), 0.5), d.Y)
}

// series is the data of randomWalk: N steps, observed or not.
type series struct {
	N int
	Y np.Array
}

func randomWalk(p *phlox.P, d series) {
	x0 := p.Sample("x0", dist.Normal(0, 1))
	type slice struct{ Y np.Array }
	phlox.Scan(p, func(p *phlox.P, x np.Array, s slice) (np.Array, struct{}) {
		x = p.Sample("x", dist.Normal(x, 1))
		p.Observe("y", dist.Normal(x, 0.5), s.Y)
		return x, struct{}{}
	}, x0, slice{d.Y}, fn.Steps{Length: d.N})
}

var (
	ofB    = values{"b": np.Vec(0.1, 0.2, -0.3, 0.4), "mean": np.Zeros(4, 3)}
	ofWalk = values{"x0": np.Vec(0.5, -0.5), "x": np.Matrix([]float64{1, 2, 3}, []float64{-1, -2, -3})}
	x123   = np.Vec(1, 2, 3)
)

// Predictions and log likelihoods are NumPyro's, with either mapping. In a forecast of five steps from three
// the given values are taken first.
func TestPredictionsAreNumPyros(t *testing.T) {
	text, err := os.ReadFile("../handler/testdata/traces.json")
	if err != nil {
		t.Fatal(err)
	}
	var table struct {
		Predictions map[string]map[string]struct {
			Shape np.Shape
			Value []float64
		}
	}
	if err := json.Unmarshal(text, &table); err != nil {
		t.Fatal(err)
	}
	key := random.Key(3)
	tests := map[string]func(how infer.Mapping) (values, error){
		"prior": func(how infer.Mapping) (values, error) {
			return infer.Predict(regression, nil, points{X: x123}, key, infer.PredictConfig{Draws: 3, Mapping: how})
		},
		"posterior": func(how infer.Mapping) (values, error) {
			return infer.Predict(regression, ofB, points{X: x123}, key, infer.PredictConfig{Mapping: how})
		},
		"chosen": func(how infer.Mapping) (values, error) {
			return infer.Predict(regression, ofB, points{X: x123}, key, infer.PredictConfig{Sites: []string{"b", "y"}, Mapping: how})
		},
		"forecast": func(how infer.Mapping) (values, error) {
			return infer.Predict(randomWalk, ofWalk, series{N: 5}, key, infer.PredictConfig{Mapping: how})
		},
		"loglik": func(how infer.Mapping) (values, error) {
			return infer.LogLikelihood(regression, ofB, points{x123, np.Vec(0.5, 1.5, 2)}, how)
		},
		"loglikscan": func(how infer.Mapping) (values, error) {
			return infer.LogLikelihood(randomWalk, ofWalk, series{3, np.Vec(0, 1, 2)}, how)
		},
	}
	for name, run := range tests {
		for _, how := range []infer.Mapping{infer.Sequential, infer.Vectorized} {
			got, err := run(how)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			want := table.Predictions[name]
			if len(got) != len(want) {
				t.Errorf("%s: %d sites, want %d", name, len(got), len(want))
			}
			for site, w := range want {
				if !got[site].Shape().Equal(w.Shape) {
					t.Errorf("%s: %s has shape %v, want %v", name, site, got[site].Shape(), w.Shape)
					continue
				}
				for i, v := range got[site].Float64s() {
					if math.Abs(v-w.Value[i]) > 1e-12*max(1, math.Abs(w.Value[i])) {
						t.Errorf("%s: %s, element %d: %v, want %v", name, site, i, v, w.Value[i])
					}
				}
			}
		}
	}
}

// The prior predictive distribution of y has mean 0 and variance x² + 1/4.
func TestPriorPredictiveMoments(t *testing.T) {
	const n = 4000
	got, err := infer.Predict(regression, nil, points{X: x123}, random.Key(0), infer.PredictConfig{Draws: n, Mapping: infer.Vectorized})
	if err != nil {
		t.Fatal(err)
	}
	mean, variance := got["y"].Mean(0).Float64s(), got["y"].Var(0).Float64s()
	for i, x := range x123.Float64s() {
		v := x*x + 0.25
		if math.Abs(mean[i]) > 4*math.Sqrt(v/n) || math.Abs(variance[i]/v-1) > 4*math.Sqrt(2.0/n) { // 4 standard errors
			t.Errorf("x = %v: mean %v, variance %v; want 0, %v", x, mean[i], variance[i], v)
		}
	}
}

// What chains draw, pooled, is what predictions are made from; data of another size is fine.
func TestPredictFromChains(t *testing.T) {
	d := points{x123, np.Vec(1, 2.2, 2.9)}
	fit, err := mcmc.Run(t.Context(), random.Key(0), regression, d, mcmc.Config{Warmup: 50, Samples: 40, Chains: 2})
	if err != nil {
		t.Fatal(err)
	}
	got, err := infer.Predict(regression, fit.Pooled(), points{X: np.Vec(10, 20)}, random.Key(1), infer.PredictConfig{})
	if err != nil {
		t.Fatal(err)
	}
	for _, site := range []string{"y", "mean"} {
		if !got[site].Shape().Equal(np.Shape{80, 2}) {
			t.Errorf("%s has shape %v, want [80 2]", site, got[site].Shape())
		}
	}
	if mean := got["mean"].Mean(0).At(0).Item(); math.Abs(mean-10) > 1 { // b is 1 ± 0.13
		t.Errorf("the mean of the prediction at 10 is %v", mean)
	}
	lp, err := infer.LogLikelihood(regression, fit.Pooled(), d, infer.Vectorized)
	if err != nil || !lp["y"].Shape().Equal(np.Shape{80, 3}) {
		t.Errorf("log likelihood of shape %v, %v", lp["y"].Shape(), err)
	}
}

// With y ~ Normal(b x, 1/2): log p(y) = -2 (y - b x)² - log(π/2)/2, without the scale.
func TestLogLikelihoodClosedForm(t *testing.T) {
	scaled := handler.Scale(regression, np.Of(3.0))
	lp, err := infer.LogLikelihood(scaled, values{"b": np.Vec(0, 1)}, points{x123, np.Ones(3)}, infer.Sequential)
	if err != nil {
		t.Fatal(err)
	}
	for i, got := range lp["y"].Float64s() {
		b, x := float64(i/3), float64(i%3+1)
		if want := -2*(1-b*x)*(1-b*x) - math.Log(math.Pi/2)/2; math.Abs(got-want) > 1e-14*max(1, math.Abs(want)) {
			t.Errorf("b = %v, x = %v: %v, want %v", b, x, got, want)
		}
	}
}

func ExamplePredict() {
	line := func(p *phlox.P, d points) {
		slope := p.Sample("slope", dist.Normal(0, 10))
		p.Plate("N", d.X.Len()).Observe("y", dist.Normal(slope.Mul(d.X), 0.1), d.Y)
	}
	draws := values{"slope": np.Vec(2, 2.1, 1.9)} // of a posterior
	y, err := infer.Predict(line, draws, points{X: np.Vec(10, 20)}, random.Key(0), infer.PredictConfig{})
	fmt.Println(y["y"].Shape(), err)
	// Output: [3 2] <nil>
}

func TestPredictErrors(t *testing.T) {
	tests := []struct {
		name      string
		posterior values
		config    infer.PredictConfig
		want      string
	}{
		{"no draws", nil, infer.PredictConfig{}, "no draws"},
		{"scalar", values{"b": np.Of(1.0)}, infer.PredictConfig{}, `"b" has no axis of draws`},
		{"lengths", values{"a": np.Zeros(2), "b": np.Zeros(3)}, infer.PredictConfig{}, `2 draws of "a" and 3 of "b"`},
		{"count", values{"b": np.Zeros(3)}, infer.PredictConfig{Draws: 2}, "says 2 draws"},
		{"no site", values{"b": np.Zeros(3)}, infer.PredictConfig{Sites: []string{"q"}}, `no site "q"`},
	}
	for _, test := range tests {
		_, err := infer.Predict(regression, test.posterior, points{X: x123}, random.Key(0), test.config)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
	if _, err := infer.LogLikelihood(regression, values{"c": np.Zeros(3)}, points{x123, x123}, infer.Sequential); err == nil ||
		!strings.Contains(err.Error(), `site "b": nothing gives a value`) {
		t.Errorf("a latent variable is missing: %v", err)
	}
	if _, err := infer.Predict[points](nil, nil, points{X: x123}, random.Key(0), infer.PredictConfig{Draws: 2}); err == nil {
		t.Error("the nil model is no error")
	}
}
