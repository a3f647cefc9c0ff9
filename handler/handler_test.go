package handler_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/handler"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// pair has a latent variable, a value computed from it, and an observation.
func pair(p *phlox.P, _ none) {
	x := p.Sample("x", dist.Normal(0, 1))
	p.Deterministic("d", x.Mul(2))
	p.Observe("y", dist.Normal(x, 1), np.Of(0.5))
}

func run(t *testing.T, model phlox.Model[none]) *phlox.Trace {
	t.Helper()
	tr, err := handler.Trace(handler.Seed(model, random.Key(7)), none{})
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func names(tr *phlox.Trace) string {
	var out []string
	for _, m := range tr.Sites() {
		out = append(out, m.Name)
	}
	return strings.Join(out, " ")
}

// Handlers change values, and who counts as observed.
func TestValues(t *testing.T) {
	free := run(t, pair).Site("x").Value.Item()
	two := np.Of(2.0)
	recorded := run(t, handler.Condition(pair, values{"x": two}))
	latent := run(t, handler.Substitute(pair, values{"x": two}))
	tests := []struct {
		name     string
		model    phlox.Model[none]
		x, d, y  float64
		observed string // sites that are
	}{
		{"none", pair, free, 2 * free, 0.5, "y"},
		{"substitute", handler.Substitute(pair, values{"x": two, "other": two}), 2, 4, 0.5, "y"},
		{"substitute an observation", handler.Substitute(pair, values{"y": two}), free, 2 * free, 2, "y"},
		{"substitute a computed value", handler.Substitute(pair, values{"d": two}), free, 2, 0.5, "y"},
		{"samples only", handler.SubstituteSamples(pair, values{"x": two, "d": np.Of(-1.0)}), 2, 4, 0.5, "y"},
		{"function", handler.SubstituteFunc(pair, func(m *phlox.Msg) np.Array {
			if m.Name == "x" {
				return two
			}
			return np.Array{}
		}), 2, 4, 0.5, "y"},
		{"condition", handler.Condition(pair, values{"x": two}), 2, 4, 0.5, "x y"},
		{"the zero Array conditions nothing", handler.Condition(pair, values{"x": {}}), free, 2 * free, 0.5, "y"},
		{"the outermost wins", handler.Condition(handler.Condition(pair, values{"x": np.Of(1.0)}), values{"x": two}), 2, 4, 0.5, "x y"},
		{"do", handler.Do(pair, values{"x": two}), free, 4, 0.5, "y"},
		{"replay", handler.Replay(pair, latent), 2, 4, 0.5, "y"},
		{"uncondition what is conditioned", handler.Condition(handler.Uncondition(handler.Condition(pair, values{"x": np.Of(1.0)})),
			values{"x": two, "y": np.Of(3.0)}), 2, 4, 3, "x y"},
	}
	for _, test := range tests {
		tr := run(t, test.model)
		if x, d, y := tr.Site("x").Value.Item(), tr.Site("d").Value.Item(), tr.Site("y").Value.Item(); x != test.x || d != test.d || y != test.y {
			t.Errorf("%s: x %v, d %v, y %v; want %v, %v, %v", test.name, x, d, y, test.x, test.d, test.y)
		}
		var observed []string
		for _, m := range tr.Sites() {
			if m.Observed {
				observed = append(observed, m.Name)
			}
		}
		if got := strings.Join(observed, " "); got != test.observed {
			t.Errorf("%s: observed %q, want %q", test.name, got, test.observed)
		}
	}
	_, err := handler.Trace(handler.Seed(handler.Replay(pair, recorded), random.Key(0)), none{})
	if err == nil || !strings.Contains(err.Error(), `site "x": replay: it is observed in the trace`) {
		t.Errorf("replay of an observation: %v", err)
	}
}

// Uncondition keeps what was observed; what was drawn instead is under the seed, be it inside or outside.
func TestUncondition(t *testing.T) {
	outside := run(t, handler.Uncondition(pair)).Site("y")
	inside, err := handler.Trace(handler.Uncondition(handler.Seed(pair, random.Key(7))), none{})
	if err != nil {
		t.Fatal(err)
	}
	y := inside.Site("y")
	if y.Observed || !y.Infer.WasObserved || y.Infer.Observation.Item() != 0.5 || y.Value.Item() != outside.Value.Item() {
		t.Errorf("observed: %v, %+v, value %v, %v", y.Observed, y.Infer, y.Value, outside.Value)
	}
}

// Hidden sites do not reach handlers outside, but draw from their keys.
func TestBlock(t *testing.T) {
	model := func(p *phlox.P, d none) {
		p.Param("a", np.Of(1.0), nil)
		p.PlateWith(phlox.Frame{Name: "N", Size: 3, Subsample: 2}).Sample("z", dist.Normal(0, 1))
		pair(p, d)
	}
	all := run(t, model)
	tests := []struct {
		name string
		hide handler.Hide
		want string
	}{
		{"all", handler.Hide{}, ""},
		{"names", handler.Hide{Names: []string{"x", "N"}}, "a z d y"},
		{"kinds", handler.Hide{Except: []phlox.Kind{phlox.Sample}}, "z x y"},
		{"expose", handler.Hide{Expose: []string{"x", "a"}}, "a x"},
		{"function", handler.Hide{Func: func(m *phlox.Msg) bool { return m.Observed }, Names: []string{"x"}}, "a N z x d"},
	}
	for _, test := range tests {
		tr := run(t, handler.Block(model, test.hide))
		if got := names(tr); got != test.want {
			t.Errorf("%s: sites %q, want %q", test.name, got, test.want)
		}
		if m := tr.Site("x"); m != nil && m.Value.Item() != all.Site("x").Value.Item() {
			t.Errorf("%s: the keys are others", test.name)
		}
	}
}

// A lifted parameter is drawn once, however often it is used.
func TestLift(t *testing.T) {
	var a, b np.Array
	model := func(p *phlox.P, _ none) {
		a = p.Param("a", np.Of(1.0), constraint.Positive{})
		b = p.Param("a", np.Of(1.0), constraint.Positive{})
		p.Param("c", np.Of(3.0), nil)
	}
	tr := run(t, handler.Lift(model, map[string]dist.Dist{"a": dist.Exponential(1.0)}))
	if names(tr) != "a c" || tr.Site("a").Kind != phlox.Sample || tr.Site("c").Kind != phlox.Param {
		t.Errorf("sites %q", names(tr))
	}
	if a.Item() == 1 || a.Item() != b.Item() {
		t.Errorf("a is %v and %v", a, b)
	}
}

func TestInferConfig(t *testing.T) {
	tr := run(t, handler.InferConfig(pair, func(m *phlox.Msg) phlox.Infer {
		infer := m.Infer
		infer.Enumerate = m.Name == "x"
		return infer
	}))
	if !tr.Site("x").Infer.Enumerate || tr.Site("y").Infer.Enumerate {
		t.Error("the advice is not that of the function")
	}
}

// Data outside of a support without parameters is an error; outside of another the density is zero.
func TestOutside(t *testing.T) {
	tr := run(t, func(p *phlox.P, _ none) {
		top := p.Sample("top", dist.Uniform(1, 2))
		p.Observe("u", dist.Uniform(0, top), np.Of(5.0))
		p.Plate("N", 2).Observe("k", dist.Poisson(2.0), np.IntVec(1, -3))
	})
	if lp := tr.Site("u").LogProb().Item(); !math.IsInf(lp, -1) {
		t.Errorf("log density %v, want -Inf", lp)
	}
	_, _, err := traceDensity(tr)
	if err == nil || !strings.Contains(err.Error(), `site "k": the observed value -3 at [1] is outside of the support of Poisson`) ||
		!strings.HasPrefix(err.Error(), "handler_test.go:") {
		t.Errorf("%v", err)
	}
}

func traceDensity(tr *phlox.Trace) (lp np.Array, sites []string, err error) {
	err = dist.Try(func() { lp = tr.LogDensity() })
	return lp, sites, err
}

// Two runs of a seeded model are the same; goroutines do not disturb one another.
func TestSeed(t *testing.T) {
	model := handler.Seed(pair, random.Key(3))
	draws := make(chan float64)
	for range 8 {
		go func() {
			tr, err := handler.Trace(model, none{})
			if err != nil {
				t.Error(err)
				draws <- 0
				return
			}
			draws <- tr.Site("x").Value.Item()
		}()
	}
	var all []float64
	for range 8 {
		all = append(all, <-draws)
	}
	if len(slices.Compact(all)) != 1 {
		t.Errorf("draws differ: %v", all)
	}
}
