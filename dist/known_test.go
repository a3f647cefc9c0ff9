package dist_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/np"
)

// answer is a record of testdata/dists.json, whose numbers are mpmath's; make_dists.py tells the layout.
type answer struct {
	Dist, Component               string
	Params                        map[string]np.Array
	Batch                         np.Shape `json:"batch_shape"`
	Event                         np.Shape `json:"event_shape"`
	Values, CDF, Outside, Q, ICDF np.Array
	Mean, Variance, Entropy       np.Array
	LogProb                       np.Array `json:"log_prob"`
	OutsideLogProb                np.Array `json:"outside_log_prob"`
}

type jsonArray struct {
	Shape []int
	Data  []any // numbers, or "nan", "inf", "-inf"
}

func (a jsonArray) array() np.Array {
	data := make([]float64, len(a.Data))
	for i, v := range a.Data {
		switch v := v.(type) {
		case float64:
			data[i] = v
		case string:
			data[i], _ = strconv.ParseFloat(v, 64)
		}
	}
	return np.New(data, a.Shape...).Reshape(a.Shape...)
}

func (c *answer) UnmarshalJSON(text []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return err
	}
	for name, to := range map[string]any{"dist": &c.Dist, "component": &c.Component,
		"batch_shape": &c.Batch, "event_shape": &c.Event} {
		if raw[name] != nil {
			if err := json.Unmarshal(raw[name], to); err != nil {
				return err
			}
		}
	}
	for name, to := range map[string]*np.Array{"values": &c.Values, "log_prob": &c.LogProb, "cdf": &c.CDF,
		"outside": &c.Outside, "outside_log_prob": &c.OutsideLogProb, "q": &c.Q, "icdf": &c.ICDF,
		"mean": &c.Mean, "variance": &c.Variance, "entropy": &c.Entropy} {
		var a *jsonArray
		if err := json.Unmarshal(raw[name], &a); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if a != nil {
			*to = a.array()
		}
	}
	var params map[string]jsonArray
	err := json.Unmarshal(raw["params"], &params)
	c.Params = map[string]np.Array{}
	for name, a := range params {
		c.Params[name] = a.array()
	}
	return err
}

func answers(t testing.TB) []answer {
	text, err := os.ReadFile("testdata/dists.json")
	if err != nil {
		t.Fatal(err)
	}
	var table struct{ Cases []answer }
	if err := json.Unmarshal(text, &table); err != nil {
		t.Fatal(err)
	}
	return table.Cases
}

// known makes the distributions of the table.
var known = map[string]func(p map[string]np.Array) dist.Dist{
	"Normal":       func(p map[string]np.Array) dist.Dist { return dist.Normal(p["loc"], p["scale"]) },
	"LogNormal":    func(p map[string]np.Array) dist.Dist { return dist.LogNormal(p["loc"], p["scale"]) },
	"HalfNormal":   func(p map[string]np.Array) dist.Dist { return dist.HalfNormal(p["scale"]) },
	"Cauchy":       func(p map[string]np.Array) dist.Dist { return dist.Cauchy(p["loc"], p["scale"]) },
	"HalfCauchy":   func(p map[string]np.Array) dist.Dist { return dist.HalfCauchy(p["scale"]) },
	"StudentT":     func(p map[string]np.Array) dist.Dist { return dist.StudentT(p["df"], p["loc"], p["scale"]) },
	"Laplace":      func(p map[string]np.Array) dist.Dist { return dist.Laplace(p["loc"], p["scale"]) },
	"Logistic":     func(p map[string]np.Array) dist.Dist { return dist.Logistic(p["loc"], p["scale"]) },
	"Exponential":  func(p map[string]np.Array) dist.Dist { return dist.Exponential(p["rate"]) },
	"Gamma":        func(p map[string]np.Array) dist.Dist { return dist.Gamma(p["concentration"], p["rate"]) },
	"InverseGamma": func(p map[string]np.Array) dist.Dist { return dist.InverseGamma(p["concentration"], p["rate"]) },
	"Beta":         func(p map[string]np.Array) dist.Dist { return dist.Beta(p["concentration1"], p["concentration0"]) },
	"Uniform":      func(p map[string]np.Array) dist.Dist { return dist.Uniform(p["low"], p["high"]) },
	"Weibull":      func(p map[string]np.Array) dist.Dist { return dist.Weibull(p["scale"], p["concentration"]) },
	"TruncatedNormal": func(p map[string]np.Array) dist.Dist {
		return dist.TruncatedNormal(p["loc"], p["scale"], p["low"], p["high"])
	},
	"BernoulliProbs":  func(p map[string]np.Array) dist.Dist { return dist.Bernoulli(p["probs"]) },
	"BernoulliLogits": func(p map[string]np.Array) dist.Dist { return dist.BernoulliLogits(p["logits"]) },
	"BinomialProbs":   func(p map[string]np.Array) dist.Dist { return dist.Binomial(p["total_count"], p["probs"]) },
	"BinomialLogits":  func(p map[string]np.Array) dist.Dist { return dist.BinomialLogits(p["total_count"], p["logits"]) },
	"Poisson":         func(p map[string]np.Array) dist.Dist { return dist.Poisson(p["rate"]) },
	"NegativeBinomial2": func(p map[string]np.Array) dist.Dist {
		return dist.NegativeBinomial2(p["mean"], p["concentration"])
	},
	"CategoricalProbs":  func(p map[string]np.Array) dist.Dist { return dist.Categorical(p["probs"]) },
	"CategoricalLogits": func(p map[string]np.Array) dist.Dist { return dist.CategoricalLogits(p["logits"]) },
	"OrderedLogistic":   func(p map[string]np.Array) dist.Dist { return dist.OrderedLogistic(p["predictor"], p["cutpoints"]) },
	"Dirichlet":         func(p map[string]np.Array) dist.Dist { return dist.Dirichlet(p["concentration"]) },
	"MultivariateNormal": func(p map[string]np.Array) dist.Dist {
		if m := p["covariance_matrix"]; !m.IsZero() {
			return dist.MultivariateNormal(p["loc"], m)
		}
		if m := p["precision_matrix"]; !m.IsZero() {
			return dist.MultivariateNormalPrecision(p["loc"], m)
		}
		return dist.MultivariateNormalTril(p["loc"], p["scale_tril"])
	},
	"LKJCholesky": func(p map[string]np.Array) dist.Dist {
		return dist.LKJCholesky(int(p["dimension"].Item()), p["concentration"])
	},
	"Delta": func(p map[string]np.Array) dist.Dist {
		return dist.DeltaWith(p["v"], p["log_density"], int(p["event_dim"].Item()))
	},
}

func (c answer) make() dist.Dist {
	if c.Dist == "MixtureSameFamily" {
		return dist.MixtureSameFamily(dist.Categorical(c.Params["mixing_probs"]), known[c.Component](c.Params))
	}
	return known[c.Dist](c.Params)
}

// tolerance is relative to |want|, or to 1 for logs below 1. A quantile of 0 is compared absolutely.
const tolerance = 1e-12

// lacks is what the table has and dist does not: there is no closed form.
var lacks = map[string]bool{"Poisson entropy": true, "NegativeBinomial2 entropy": true}

func TestKnownAnswers(t *testing.T) {
	seen := map[string]bool{}
	for i, c := range answers(t) {
		t.Run(fmt.Sprintf("%s/%d", c.Dist, i), func(t *testing.T) {
			seen[c.Dist] = true
			d := c.make()
			if err := d.Err(); err != nil {
				t.Fatal(err)
			}
			if !d.BatchShape().Equal(c.Batch) || !d.EventShape().Equal(c.Event) {
				t.Fatalf("%v, want batch %v and event %v", d, c.Batch, c.Event)
			}
			check := func(field string, want np.Array, got func() (np.Array, error)) {
				t.Helper()
				if want.IsZero() {
					return
				}
				y, err := got()
				if lacks[c.Dist+" "+field] {
					if err == nil {
						t.Errorf("%s is there: take it out of lacks", field)
					}
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				c.compare(t, field, y, want)
			}
			check("log_prob", c.LogProb, func() (np.Array, error) { return d.LogProb(c.Values), nil })
			check("outside_log_prob", c.OutsideLogProb, func() (np.Array, error) { return d.LogProb(c.Outside), nil })
			check("cdf", c.CDF, func() (np.Array, error) { return d.CDF(c.Values) })
			check("icdf", c.ICDF, func() (np.Array, error) { return d.ICDF(c.Q) })
			check("mean", c.Mean, d.Mean)
			check("variance", c.Variance, d.Variance)
			check("entropy", c.Entropy, d.Entropy)
		})
	}
	for name := range known {
		if !seen[name] {
			t.Errorf("the table has no %s", name)
		}
	}
}

func (c answer) compare(t *testing.T, field string, got, want np.Array) {
	t.Helper()
	if !got.Shape().Equal(want.Shape()) {
		t.Errorf("%s has shape %v, want %v", field, got.Shape(), want.Shape())
		return
	}
	log := field == "log_prob" || field == "entropy"
	g, w := got.Float64s(), want.Float64s()
	for i := range w {
		scale := math.Abs(w[i])
		if log && scale < 1 || scale == 0 {
			scale = 1
		}
		same := g[i] == w[i] || math.IsNaN(g[i]) && math.IsNaN(w[i])
		if diff := math.Abs(g[i]-w[i]) / scale; !same && !(diff <= tolerance) {
			t.Errorf("%s[%d] = %v, want %v: off by %.1e (params %v)", field, i, g[i], w[i], diff, c.Params)
		}
	}
}
