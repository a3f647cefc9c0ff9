package reparam_test

import (
	"math"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/bijector"
	"github.com/phlox-ppl/phlox/handler"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
	"github.com/phlox-ppl/phlox/reparam"
)

type none struct{}

type values = map[string]np.Array

// funnel has a location-scale variable of a family with another parameter, in an event.
func funnel(p *phlox.P, _ none) {
	s := p.Sample("s", dist.HalfNormal(1.0))
	p.Sample("x", dist.StudentT(5.0, np.Vec(1, 2, 3), s).Event(1))
}

// The density of a rewritten variable is that of the variable, times the Jacobian of the rewriting.
func TestDensityIsKept(t *testing.T) {
	const s, n = 1.7, 3
	x := np.Vec(0.5, -1, 4)
	direct, _, err := infer.LogDensity(funnel, none{}, values{"s": np.Of(s), "x": x})
	if err != nil {
		t.Fatal(err)
	}
	loc := np.Vec(1, 2, 3)
	for _, c := range []float64{0, 0.25, 1} {
		model := reparam.Model(funnel, map[string]reparam.Strategy{"x": reparam.LocScale{Centered: np.Of(c)}})
		base := x.Sub(loc).Mul(math.Pow(s, c-1)).Add(loc.Mul(c)) // the inverse of LocScale
		given := values{"s": np.Of(s), "x_decentered": base}
		if c == 1 {
			given = values{"s": np.Of(s), "x": x}
		}
		lp, tr, err := infer.LogDensity(model, none{}, given)
		if err != nil {
			t.Fatal(err)
		}
		want := direct.Item() + n*(1-c)*math.Log(s)
		if math.Abs(lp.Item()-want) > 1e-13 {
			t.Errorf("centering %v: log density %v, want %v", c, lp.Item(), want)
		}
		if d := tr.Site("x").Value.Sub(x).Abs().Max().Item(); d > 1e-14 {
			t.Errorf("centering %v: x is off by %v", c, d)
		}
		if kind := tr.Site("x").Kind; (kind == phlox.Sample) != (c == 1) {
			t.Errorf("centering %v: x is a %v", c, kind)
		}
	}
}

// A mask stays with the variable, whatever it is made of.
func TestMaskIsKept(t *testing.T) {
	mask := np.New([]bool{true, false})
	affine := bijector.Affine{Loc: np.Of(1.0), Scale: np.Of(2.0)}
	tests := []struct {
		name string
		d    dist.Dist
		s    reparam.Strategy
		site string
	}{
		{"loc scale", dist.Normal(np.Zeros(2), 2), reparam.LocScale{Centered: np.Of(0.5)}, "x_decentered"},
		{"transform", dist.Transformed(dist.Normal(np.Zeros(2), 1), affine), reparam.Transform{}, "x_base"},
		{"explicit", dist.Normal(np.Zeros(2), 2), reparam.Explicit{F: affine}, "x_base"},
	}
	for _, test := range tests {
		model := reparam.Model(func(p *phlox.P, _ none) { p.Sample("x", test.d.Mask(mask)) }, map[string]reparam.Strategy{"x": test.s})
		tr, err := handler.Trace(handler.Seed(model, random.Key(0)), none{})
		if err != nil {
			t.Fatal(err)
		}
		if lp := tr.Site(test.site).LogProb().Float64s(); lp[0] == 0 || lp[1] != 0 {
			t.Errorf("%s: log density %v", test.name, lp)
		}
	}
}

// Observed sites are left alone.
func TestObserved(t *testing.T) {
	model := reparam.Noncenter(handler.Condition(funnel, values{"x": np.Zeros(3)}), "x")
	tr, err := handler.Trace(handler.Seed(model, random.Key(0)), none{})
	if err != nil || !tr.Site("x").Observed || tr.Site("x_decentered") != nil {
		t.Errorf("%v, %v", tr.Sites(), err)
	}
}

func TestErrors(t *testing.T) {
	tests := []struct {
		name  string
		model phlox.Model[none]
		s     reparam.Strategy
		want  string
	}{
		{"nil", nil, reparam.LocScale{}, "the model is nil"},
		{"support", func(p *phlox.P, _ none) { p.Sample("x", dist.HalfNormal(1.0)) }, reparam.LocScale{}, "no location and scale on the reals"},
		{"centering", funnel, reparam.LocScale{Centered: np.Of(2.0)}, "want numbers in [0, 1]"},
		{"no transformed", funnel, reparam.Transform{}, "is not a Transformed distribution"},
		{"has a value", handler.Substitute(funnel, values{"x": np.Zeros(3)}), reparam.LocScale{}, `site "x": reparam: the site already has a value`},
	}
	for _, test := range tests {
		model := reparam.Model(test.model, map[string]reparam.Strategy{"x": test.s})
		_, err := handler.Trace(handler.Seed(model, random.Key(0)), none{})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}
