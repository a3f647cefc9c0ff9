package dist_test

import (
	"math"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

// TestGradientsAtEdges: no derivative is NaN, at ends of a support, outside of it, under a mask, or where a
// probability is 0 or 1.
func TestGradientsAtEdges(t *testing.T) {
	zero, one := np.Scalar(0.0), np.Scalar(1.0)
	type at struct{ P, X np.Array }
	for _, c := range []struct {
		name string
		f    func(p, x np.Array) np.Array
		p, x np.Array
		want float64 // in p, if it is a scalar
	}{
		{"outside of Exponential", func(p, x np.Array) np.Array { return dist.Exponential(p).LogProb(x) }, one, np.Scalar(-1.0), 0},
		{"outside of Gamma", func(p, x np.Array) np.Array { return dist.Gamma(p, 1).LogProb(x) }, one, np.Scalar(-1.0), 0},
		{"outside of LogNormal", func(p, x np.Array) np.Array { return dist.LogNormal(p, 1).LogProb(x) }, one, np.Scalar(-1.0), 0},
		{"outside of Uniform", func(p, x np.Array) np.Array { return dist.Uniform(0, p).LogProb(x) }, one, np.Scalar(2.0), 0},
		{"end of Uniform", func(p, x np.Array) np.Array { return dist.Uniform(0, p).LogProb(x) }, one, one, -1},
		{"infinity in Normal", func(p, x np.Array) np.Array { return dist.Normal(p, 1).LogProb(x) }, one, np.Scalar(math.Inf(1)), 0},
		{"NaN under a mask", func(p, x np.Array) np.Array { return dist.Normal(p, 1).Mask(np.Scalar(false)).LogProb(x) }, one, np.Scalar(math.NaN()), 0},
		{"outside under a mask", func(p, x np.Array) np.Array { return dist.Gamma(p, 1).Mask(np.Scalar(false)).LogProb(x) }, one, np.Scalar(-1.0), 0},
		{"median of Cauchy", func(p, x np.Array) np.Array { return dist.Cauchy(p, 1).LogProb(x) }, one, one, 0},
		{"far out in Cauchy", func(p, x np.Array) np.Array { return dist.Cauchy(p, 1).LogProb(x) }, zero, np.Scalar(1e200), 0},
		{"median of Laplace", func(p, x np.Array) np.Array { return dist.Laplace(p, 1).LogProb(x) }, one, one, 0},
		{"0 in Beta(1, 2)", func(p, x np.Array) np.Array { return dist.Beta(1, p).LogProb(x) }, np.Scalar(2.0), zero, 0.5},
		{"corner of Dirichlet(1)", func(p, x np.Array) np.Array { return dist.Dirichlet(p).LogProb(x) }, np.Vec(1, 1), np.Vec(0.5, 0.5), 0},
		{"certain Bernoulli", func(p, x np.Array) np.Array { return dist.Bernoulli(p).LogProb(x) }, one, one, 1},
		{"impossible Bernoulli", func(p, x np.Array) np.Array { return dist.Bernoulli(p).LogProb(x) }, zero, zero, -1},
		{"impossible Binomial", func(p, x np.Array) np.Array { return dist.Binomial(3, p).LogProb(x) }, zero, zero, -3},
		{"impossible BernoulliLogits", func(p, x np.Array) np.Array { return dist.BernoulliLogits(p).LogProb(x) }, np.Scalar(-1e4), zero, 0},
		{"zero rate", func(p, x np.Array) np.Array { return dist.Poisson(p).LogProb(x) }, zero, zero, -1},
		{"impossible category", func(p, x np.Array) np.Array { return dist.Categorical(p).LogProb(x) }, np.Vec(0, 1), one, 0},
		{"impossible logit", func(p, x np.Array) np.Array { return dist.CategoricalLogits(p).LogProb(x) }, np.Vec(math.Inf(-1), 1), one, 0},
		{"empty component", func(p, x np.Array) np.Array {
			return dist.MixtureSameFamily(dist.Categorical(p), dist.Normal(np.Vec(0, 1), 1)).LogProb(x)
		}, np.Vec(0, 1), one, 0},
		{"far tail", func(p, x np.Array) np.Array { return dist.TruncatedNormal(p, 1, 200, math.Inf(1)).LogProb(x) }, zero, np.Scalar(200.0), -1 / 200.},
		{"far interval", func(p, x np.Array) np.Array { return dist.TruncatedNormal(p, 1, 200, 201).LogProb(x) }, zero, np.Scalar(200.0), -1 / 200.},
		{"median of StudentT", func(p, x np.Array) np.Array { y, _ := dist.StudentT(3, p, 1).CDF(x); return y }, zero, zero, -2 / (math.Pi * math.Sqrt(3))},
		{"mean cut at the center", func(p, x np.Array) np.Array { y, _ := dist.TruncatedNormal(p, 1, x, math.Inf(1)).Mean(); return y }, zero, zero, 1 - 2/math.Pi},
		{"end of TruncatedNormal", func(p, x np.Array) np.Array { y, _ := dist.TruncatedNormal(p, 1, 0, 1).CDF(x); return y }, zero, zero, 0},
	} {
		g := fn.Grad(func(a at) np.Array { return c.f(a.P, a.X) })(at{c.p, c.x})
		for name, v := range map[string]np.Array{"parameter": g.P, "value": g.X} {
			if np.IsNaN(v).Any().Bools()[0] {
				t.Errorf("%s: derivative in the %s %v", c.name, name, v)
			}
		}
		if c.p.Rank() == 0 && math.Abs(g.P.Item()-c.want) > 3e-5 {
			t.Errorf("%s: derivative %v, want %v", c.name, g.P.Item(), c.want)
		}
	}
}

// TestValueTypes: discrete values may be of any dtype.
func TestValueTypes(t *testing.T) {
	ones := []np.Array{np.Of(1), np.Scalar(int64(1)), np.Scalar(int32(1)), np.Scalar(true), np.Scalar(1.0), np.Scalar(float32(1))}
	for _, d := range []dist.Dist{dist.Bernoulli(0.3), dist.BernoulliLogits(0.3), dist.Binomial(4, 0.3), dist.BinomialLogits(4, 0.3),
		dist.Categorical(np.Vec(0.2, 0.8)), dist.CategoricalLogits(np.Vec(0.2, 0.8)), dist.Poisson(2), dist.NegativeBinomial2(3, 2),
		dist.OrderedLogistic(0.5, np.Vec(0, 1))} {
		want := d.LogProb(np.Scalar(1.0))
		for _, x := range ones {
			wantNear(t, d.Name(), d.LogProb(x), want, 1e-6)
		}
		half := d.LogProb(np.Scalar(0.5)).Item()
		if !math.IsInf(half, -1) {
			t.Errorf("%v: log P(1/2) = %v", d, half)
		}
	}
}

func TestBadParameters(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		d    dist.Dist
		want string
	}{
		{dist.Normal(0, -1), "Normal: scale = -1"},
		{dist.Normal(nan, 1), "Normal: loc = NaN"},
		{dist.Normal(np.Array{}, 1), "Normal: loc is missing"},
		{dist.LogNormal(0, 0), "LogNormal: scale"}, // checked under its own name
		{dist.HalfNormal(0), "HalfNormal: scale"},
		{dist.Cauchy(0, nan), "Cauchy: scale"},
		{dist.HalfCauchy(-2), "HalfCauchy: scale"},
		{dist.StudentT(0, 0, 1), "StudentT: df"},
		{dist.Laplace(0, 0), "Laplace: scale"},
		{dist.Logistic(0, 0), "Logistic: scale"},
		{dist.Exponential(0), "Exponential: rate"},
		{dist.Gamma(-1, 1), "Gamma: concentration"},
		{dist.Gamma(1, 0), "Gamma: rate"},
		{dist.InverseGamma(1, 0), "InverseGamma: rate"},
		{dist.Beta(1, 0), "Beta: concentration0"},
		{dist.Uniform(1, 1), "Uniform: high"},
		{dist.Weibull(1, 0), "Weibull: concentration"},
		{dist.TruncatedNormal(0, 1, 2, 1), "TruncatedNormal: high"},
		{dist.TruncatedNormal(0, 0, 2, math.Inf(1)), "TruncatedNormal: scale"},
		{dist.Dirichlet(np.Vec(1, 0)), "Dirichlet: concentration"},
		{dist.Dirichlet(np.Scalar(1.0)), "Dirichlet: concentration has shape [], want at least 1 axes"},
		{dist.MultivariateNormal(0, symmetric(1, 2, 1)), "MultivariateNormal: covariance_matrix"},
		{dist.MultivariateNormalPrecision(0, symmetric(1, 2, 1)), "MultivariateNormal: precision_matrix"},
		{dist.MultivariateNormalTril(0, symmetric(1, 2, 1)), "MultivariateNormal: scale_tril"},
		{dist.LKJCholesky(1, 1), "LKJCholesky: dimension = 1"},
		{dist.LKJCholesky(2, 0), "LKJCholesky: concentration"},
		{dist.Bernoulli(1.5), "Bernoulli: probs"},
		{dist.BernoulliLogits(nan), "BernoulliLogits: logits"},
		{dist.Binomial(-1, 0.5), "Binomial: total_count"},
		{dist.Binomial(2.5, 0.5), "Binomial: total_count"},
		{dist.BinomialLogits(2, nan), "BinomialLogits: logits"},
		{dist.Categorical(np.Vec(0.5, 0.6)), "Categorical: probs"},
		{dist.CategoricalLogits(np.Scalar(0.5)), "CategoricalLogits: logits"},
		{dist.Poisson(-1), "Poisson: rate"},
		{dist.NegativeBinomial2(0, 1), "NegativeBinomial2: mean"},
		{dist.OrderedLogistic(0, np.Vec(1, 0)), "OrderedLogistic: cutpoints"},
		{dist.DeltaWith(0, 0, 1), "Delta: v has shape []"},
		{dist.MixtureSameFamily(dist.Categorical(np.Vec(0.5, 0.5)), dist.Normal(np.Vec(0, 1), -1)), "Normal: scale"},
		{dist.Transformed(dist.Normal(0, -1)), "Normal: scale"},
		{dist.Stacked(dist.Normal(0, -1), 2), "Normal: scale"},
	} {
		if err := c.d.Err(); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("error %v, want %q", err, c.want)
		}
		for what, f := range map[string]func() error{
			"Mean":    func() error { _, err := c.d.Mean(); return err },
			"Entropy": func() error { _, err := c.d.Expand(2).Event(1).Entropy(); return err },
			"Values":  func() error { _, err := c.d.Values(); return err },
			"Sample":  func() error { return dist.Try(func() { c.d.Sample(key(0)) }) },
		} {
			if f() == nil {
				t.Errorf("%v: no error from %s", c.d.Err(), what)
			}
		}
	}
}

func TestParts(t *testing.T) {
	for _, d := range []dist.Dist{dist.LogNormal(0, 1), dist.InverseGamma(2, 3), dist.LogNormal(0, np.Ones(3)).Expand(2, 3).Event(1)} {
		base, f, ok := d.Parts()
		if !ok {
			t.Fatalf("%v has no parts", d)
		}
		x := d.Sample(key(30), 4)
		whole := dist.Transformed(base, f)
		wantNear(t, d.Name(), whole.LogProb(x), d.LogProb(x), 1e-12)
		if d.EventDim() == 0 {
			got, err := whole.CDF(x)
			if err != nil {
				t.Fatal(err)
			}
			want, _ := d.CDF(x)
			wantNear(t, "cdf", got, want, 1e-12)
		}
	}
	if _, _, ok := dist.Normal(0, 1).Parts(); ok {
		t.Error("Normal has parts")
	}
}
