package phlox_test

import (
	"math"
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/handler"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// An absent observation is sampled, like Sample.
func TestObserveNothing(t *testing.T) {
	m := trace(t, func(p *phlox.P, _ none) { p.Observe("y", dist.Normal(0, 1), np.Array{}) }).Site("y")
	n := trace(t, func(p *phlox.P, _ none) { p.Sample("y", dist.Normal(0, 1)) }).Site("y")
	if m.Observed || m.Value.Item() != n.Value.Item() {
		t.Errorf("observed: %v, value %v; want %v", m.Observed, m.Value, n.Value)
	}
}

// What is not seen may be anything, also NaN or outside of the support.
func TestObserveMasked(t *testing.T) {
	tr := trace(t, func(p *phlox.P, _ none) {
		p.Plate("N", 3).ObserveMasked("y", dist.Exponential(1.0), np.Vec(1, math.NaN(), -1), np.New([]bool{true, false, false}))
	})
	if got, want := names(tr), "N y_observed y_unobserved y"; got != want {
		t.Errorf("sites %q, want %q", got, want)
	}
	if got, want := tr.Site("y_observed").LogProb().Float64s(), []float64{-1, 0, 0}; !slices.Equal(got, want) {
		t.Errorf("log density %v, want %v", got, want)
	}
	y, rest := tr.Site("y").Value.Float64s(), tr.Site("y_unobserved").Value.Float64s()
	if y[0] != 1 || y[1] != rest[1] || y[2] != rest[2] {
		t.Errorf("y = %v of seen 1 and drawn %v", y, rest)
	}
}

func TestSampleWith(t *testing.T) {
	m := trace(t, func(p *phlox.P, _ none) { p.SampleWith("k", dist.Poisson(1.0), phlox.Infer{Enumerate: true}) }).Site("k")
	if !m.Infer.Enumerate || m.Value.DType() != np.Int64 {
		t.Errorf("%+v, %v", m.Infer, m.Value.Type())
	}
}

// A parameter may be used again; a local one is sliced to the subsample, but its record is whole.
func TestParam(t *testing.T) {
	var used np.Array
	model := handler.Substitute(func(p *phlox.P, _ none) {
		p.Param("a", np.Of(1.0), nil)
		p.Param("a", np.Of(1.0), nil)
		n := p.PlateWith(phlox.Frame{Name: "N", Size: 4, Subsample: 2})
		used = n.ParamWith("b", phlox.ParamConfig{Init: np.Vec(1, 2, 3, 4), Local: true})
	}, values{"N": np.IntVec(3, 0)})
	tr := trace(t, model)
	if got, want := names(tr), "a N b"; got != want {
		t.Errorf("sites %q, want %q", got, want)
	}
	if got := used.Float64s(); !slices.Equal(got, []float64{4, 1}) {
		t.Errorf("used %v, want 4, 1", got)
	}
	if got := tr.Site("b").Value.Float64s(); len(got) != 4 {
		t.Errorf("recorded %v, want all of it", got)
	}
}

func TestFactor(t *testing.T) {
	tr := trace(t, func(p *phlox.P, _ none) {
		p.Factor("f", np.Of(-2))
		p.Plate("N", 3).Factor("g", np.Of(0.5))
	})
	if got := tr.LogDensity().Item(); got != -0.5 {
		t.Errorf("log density %v, want -2 + 3/2", got)
	}
	if len(tr.Latent()) != 0 || !tr.Site("f").Infer.Auxiliary {
		t.Error("a factor is no latent variable")
	}
}

func TestPRNGKey(t *testing.T) {
	var keys []random.PRNGKey
	model := func(p *phlox.P, _ none) { keys = append(keys, p.PRNGKey(), p.PRNGKey()) }
	trace(t, model)
	if err := phlox.Run(model, none{}); err != nil {
		t.Fatal(err)
	}
	want := random.Key(0)
	for i := range 2 { // key, sub = split(key), as NumPyro does
		split := want.Split(2)
		want = split[0]
		if keys[i].Data.Eq(split[1].Data).All().Item() != 1 {
			t.Errorf("key %d is %v, want %v", i, keys[i], split[1])
		}
	}
	if !keys[2].Data.IsZero() {
		t.Error("a key without a seed")
	}
}

// The mask of a site is that of all around it, and GetMask tells it.
func TestMask(t *testing.T) {
	var none1, both np.Array
	tr := trace(t, func(p *phlox.P, _ none) {
		none1 = p.GetMask()
		p = p.Mask(np.New([]bool{true, true, false})).Mask(np.New([]bool{true, false, true}))
		both = p.GetMask()
		p.Observe("x", dist.Exponential(1.0), np.Vec(2, 2, 2))
	})
	if !none1.IsZero() || !slices.Equal(both.Bools(), []bool{true, false, false}) {
		t.Errorf("GetMask: %v, %v", none1, both)
	}
	if got := tr.Site("x").LogProb().Float64s(); !slices.Equal(got, []float64{-2, 0, 0}) {
		t.Errorf("log density %v", got)
	}
}

func TestScale(t *testing.T) {
	tr := trace(t, func(p *phlox.P, _ none) {
		p.Scale(np.Of(2.0)).Scale(np.Vec(1, 3)).Observe("x", dist.Exponential(1.0), np.Vec(1, 1))
	})
	if got := tr.Site("x").LogProb().Float64s(); !slices.Equal(got, []float64{-2, -6}) {
		t.Errorf("log density %v, want -2, -6", got)
	}
}

// What a handler inside of a scope puts in place of a site, and what it asks for by name, is in the scope once.
func TestScope(t *testing.T) {
	tr := trace(t, func(p *phlox.P, _ none) {
		q := p.Scope("a")
		q.Plate("N", 2).Sample("x", dist.Normal(0, 1))
		q.ScopeWith("b", ".", phlox.Plate).Plate("M", 2).Sample("x", dist.Normal(0, 1))
		loop(q, func(p *phlox.P) { p.Scope("c").Plate("K", 2).Sample("x", dist.Normal(0, 1)) })
	})
	if got, want := names(tr), "a/N a/x a/M a/b.x a/c/x"; got != want {
		t.Errorf("sites %q, want %q", got, want)
	}
	for name, plate := range map[string]string{"a/x": "a/N", "a/b.x": "a/M", "a/c/x": "a/c/K"} {
		if got := tr.Site(name).Plates[0].Name; got != plate {
			t.Errorf("%s is in plate %q, want %q", name, got, plate)
		}
	}
}
