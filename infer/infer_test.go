package infer_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/handler"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

type none struct{}

func posterior[D any](t *testing.T, model phlox.Model[D], d D) *infer.Posterior[D] {
	t.Helper()
	p, err := infer.NewPosterior(model, d, random.Key(0), np.Float64)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// everything has a scalar, a dependent support, a simplex in a plate, and sites in a scan in a scope.
func everything(p *phlox.P, _ none) {
	top := p.Sample("top", dist.Exponential(1.0))
	p.Sample("u", dist.Uniform(0, top))
	p.Plate("N", 2).Sample("s", dist.Dirichlet(np.Ones(3)))
	phlox.Scan(p.Scope("in"), func(p *phlox.P, x np.Array, _ struct{}) (np.Array, struct{}) {
		x = p.Sample("x", dist.Uniform(x, top.Add(10)))
		p.Plate("M", 2).Sample("h", dist.HalfNormal(1.0))
		p.Deterministic("twice", x.Mul(2))
		return x, struct{}{}
	}, np.Of(-5.0), struct{}{}, fn.Steps{Length: 3})
}

func TestVariables(t *testing.T) {
	p := posterior(t, everything, none{})
	want := []infer.Variable{
		{Name: "top", Lo: 0, Hi: 1}, {Name: "u", Lo: 1, Hi: 2}, {Name: "s", Shape: np.Shape{2, 2}, Lo: 2, Hi: 6},
		{Name: "in/x", Shape: np.Shape{3}, Lo: 6, Hi: 9}, {Name: "in/h", Shape: np.Shape{3, 2}, Lo: 9, Hi: 15},
	}
	if !slices.EqualFunc(p.Variables, want, func(a, b infer.Variable) bool {
		return a.Name == b.Name && a.Shape.Equal(b.Shape) && a.Lo == b.Lo && a.Hi == b.Hi
	}) {
		t.Errorf("%v, want %v", p.Variables, want)
	}
	sites, err := p.Sites(none{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range sites {
		names = append(names, s.Name)
	}
	if got, want := strings.Join(names, " "), "top u s in/x in/h in/twice"; got != want {
		t.Errorf("Sites: %q, want %q", got, want)
	}
}

// Unconstrain is the inverse of Constrain, and each value of that is in its support.
func TestConstrainRoundTrip(t *testing.T) {
	p := posterior(t, everything, none{})
	z := random.Normal(random.Key(1), np.Shape{p.Dim}, np.Float64)
	x := p.Constrain(z, none{})
	back, err := p.Unconstrain(x, none{})
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range back.Sub(z).Float64s() {
		if math.Abs(d) > 1e-9 {
			t.Errorf("coordinate %d: off by %v", i, d)
		}
	}
	lp, trace, err := infer.LogDensity(everything, none{}, x)
	if err != nil || math.IsInf(lp.Item(), 0) {
		t.Fatalf("log density at Constrain's values: %v, %v", lp, err)
	}
	if got := trace.Site("in/twice").Value.Sub(x["in/twice"]).Abs().Max().Item(); got != 0 {
		t.Errorf("deterministic values differ by %v", got)
	}
	delete(x, "u")
	if _, err := p.Unconstrain(x, none{}); err == nil || !strings.Contains(err.Error(), `site "u": no value is given`) {
		t.Errorf("a missing value: %v", err)
	}
	x["u"] = np.Zeros(2)
	if _, err := p.Unconstrain(x, none{}); err == nil || !strings.Contains(err.Error(), "want []") {
		t.Errorf("a value of another shape: %v", err)
	}
}

// With x = e^z, log p(z) = log p(x) + z.
func TestLogDensityClosedForm(t *testing.T) {
	model := func(p *phlox.P, d points) {
		x := p.Sample("x", dist.Exponential(2.0))
		p.Observe("y", dist.Normal(x, 1), d.Y)
	}
	d := points{Y: np.Of(0.5)}
	p := posterior(t, model, d)
	for _, z := range []float64{-2, 0, 1.5} {
		x := math.Exp(z)
		want := math.Log(2) - 2*x + z - (0.5-x)*(0.5-x)/2 - math.Log(2*math.Pi)/2
		if got := p.LogDensity(np.Vec(z), d).Item(); math.Abs(got-want) > 1e-14*math.Abs(want) {
			t.Errorf("at %v: %v, want %v", z, got, want)
		}
	}
}

// Outside of the support the density of given values is zero, be they observed or not.
func TestLogDensityOutside(t *testing.T) {
	model := func(p *phlox.P, _ none) { p.Sample("x", dist.Uniform(0, 1)) }
	lp, _, err := infer.LogDensity(model, none{}, values{"x": np.Of(2.0)})
	if err != nil || !math.IsInf(lp.Item(), -1) {
		t.Errorf("%v, %v; want -Inf", lp, err)
	}
}

func TestNewPosteriorErrors(t *testing.T) {
	tests := []struct {
		name  string
		model phlox.Model[none]
		want  string
	}{
		{"nil", nil, "the model is nil"},
		{"handled nil", handler.Condition[none](nil, nil), "the model is nil"},
		{"nothing latent", func(p *phlox.P, _ none) { p.Observe("x", dist.Normal(0, 1), np.Of(1.0)) }, "no latent variables"},
		{"discrete", func(p *phlox.P, _ none) { p.Sample("k", dist.Poisson(3.0)) }, `site "k": Poisson(batch [], event []): no bijector onto`},
		{"delta", func(p *phlox.P, _ none) { p.Sample("k", dist.Delta(3.0)) }, `site "k": a Delta`},
		{"twice", func(p *phlox.P, _ none) { p.Sample("x", dist.Normal(0, 1)); p.Sample("x", dist.Normal(0, 1)) },
			`site "x": there is already a sample of this name`},
		{"shapes", func(p *phlox.P, _ none) { p.Sample("x", dist.Normal(np.Zeros(2), np.Ones(3))) },
			`: site "x": Normal loc[2] scale[3]: shapes do not broadcast`},
	}
	for _, test := range tests {
		_, err := infer.NewPosterior(test.model, none{}, random.Key(0), 0)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
		if err != nil && strings.Contains(err.Error(), "site") && !strings.HasPrefix(err.Error(), "infer_test.go:") {
			t.Errorf("%s: %v does not begin with the line", test.name, err)
		}
	}
}
