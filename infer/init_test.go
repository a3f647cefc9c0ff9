package infer_test

import (
	"math"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// starts has priors with a mean, without one, and without a sampler, and a scan.
func starts(p *phlox.P, _ none) {
	p.Sample("g", dist.Gamma(3.0, 2.0))
	p.Sample("c", dist.HalfCauchy(1))
	p.Sample("flat", dist.ImproperUniform(constraint.Positive{}, nil, nil))
	phlox.Scan(p, func(p *phlox.P, _ struct{}, _ struct{}) (struct{}, struct{}) {
		p.Sample("x", dist.Normal(1, 1))
		return struct{}{}, struct{}{}
	}, struct{}{}, struct{}{}, fn.Steps{Length: 3})
}

func TestInitStrategies(t *testing.T) {
	p := posterior(t, starts, none{})
	given := values{"g": np.Of(2.0), "flat": np.Of(3), "x": np.Vec(7, 8, 9)}
	tests := []struct {
		name string
		init infer.Init
		want values // constrained; others need only be finite
	}{
		{"uniform", infer.InitToUniform(2), nil},
		{"feasible", infer.InitToFeasible(), values{"g": np.Of(1.0), "c": np.Of(1.0), "flat": np.Of(1.0), "x": np.Zeros(3)}},
		{"sample", infer.InitToSample(), nil},
		{"median", infer.InitToMedian(15), nil},
		{"mean", infer.InitToMean(), values{"g": np.Of(1.5), "x": np.Ones(3)}},
		{"value", infer.InitToValue(given), given},
	}
	for _, test := range tests {
		z, err := p.FindStart(test.init, random.Key(5), none{})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if !np.IsFinite(z).All().Bools()[0] {
			t.Errorf("%s: %v", test.name, z)
		}
		got := p.Constrain(z, none{})
		for name, want := range test.want {
			if d := got[name].Sub(want).Abs().Max().Item(); d > 1e-14 {
				t.Errorf("%s: %s is %v, want %v", test.name, name, got[name], want)
			}
		}
		if test.name == "uniform" && z.Abs().Max().Item() > 2 {
			t.Errorf("uniform: %v is not in [-2, 2]", z)
		}
	}
}

// The median of many draws in unconstrained space is that of the prior: log 2 / rate.
func TestInitToMedianIsMedian(t *testing.T) {
	p := posterior(t, func(p *phlox.P, _ none) { p.Sample("x", dist.Exponential(1.0)) }, none{})
	z := p.Start(infer.InitToMedian(4001), random.Key(0), none{}).Item()
	// the standard error of a median is 1/(2 f √n), with density f = ½ log 2 of z at the median
	if want := math.Log(math.Ln2); math.Abs(z-want) > 4/(math.Ln2*math.Sqrt(4001)) {
		t.Errorf("%v, want %v", z, want)
	}
}

// An error says which site is to blame, where, with what value.
func TestFindStartErrors(t *testing.T) {
	type data struct{ Y np.Array }
	tests := []struct {
		name  string
		model phlox.Model[data]
		y     np.Array
		want  []string
	}{
		{"outside", func(p *phlox.P, d data) {
			x := p.Sample("x", dist.Gamma(2.0, 2.0))
			p.Plate("N", 3).Observe("y", dist.Poisson(x), d.Y)
		}, np.Vec(1, -1, 2), []string{"init_test.go:", `site "y": the observed value -1 at [1] is outside of the support of Poisson`}},
		{"bounds", func(p *phlox.P, d data) {
			x := p.Sample("x", dist.Uniform(1, 2))
			p.Observe("y", dist.Uniform(0, x), d.Y)
		}, np.Of(3.0), []string{`site "y": the observed value 3 is outside of the support of Uniform`}},
		{"nan", func(p *phlox.P, d data) {
			x := p.Sample("x", dist.Normal(0, 1))
			p.Factor("f", x.Mul(d.Y))
		}, np.Of(math.NaN()), []string{`site "f"`, "NaN"}},
		{"missing data", func(p *phlox.P, d data) {
			p.Sample("x", dist.Normal(0, 1))
			p.Observe("y", dist.Normal(0, 1), d.Y)
		}, np.Vec(0, math.NaN()), []string{`site "y": the observed value NaN at [1]`}},
	}
	for _, test := range tests {
		d := data{test.y}
		_, err := posterior(t, test.model, d).FindStart(infer.InitToUniform(2), random.Key(0), d)
		if err == nil {
			t.Errorf("%s: no error", test.name)
			continue
		}
		for _, want := range append(test.want, "no starting point") {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", test.name, err, want)
			}
		}
	}
	p := posterior(t, starts, none{})
	_, err := p.FindStart(infer.InitToValue(values{"g": np.Of(-1.0)}), random.Key(0), none{})
	if err == nil || !strings.Contains(err.Error(), `site "g": the initial value -1 is outside of the support`) {
		t.Errorf("an initial value outside: %v", err)
	}
}
