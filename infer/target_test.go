package infer_test

import (
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// checks counts the comparisons in the gradient of a target's density, with data that is traced before it.
func checks[D any](t *testing.T, model phlox.Model[D], d D) int {
	t.Helper()
	p := posterior(t, model, d)
	type in struct {
		Z np.Array
		D D
	}
	program, _, err := fn.Trace(func(x in) np.Array {
		return fn.Grad(p.Target(x.D).LogDensity)(x.Z)
	}, in{np.Zeros(p.Dim), d})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(program.String(), "= lt ") + strings.Count(program.String(), "= ge ") + strings.Count(program.String(), "= gt ")
}

func TestTargetTrustsData(t *testing.T) {
	y := np.Vec(0.5, 2)
	rate := func(p *phlox.P) np.Array {
		return p.Sample("rate", dist.ImproperUniform(dist.Normal(0, 1).Support(), nil, nil)).Exp()
	}
	cases := []struct {
		name    string
		model   phlox.Model[np.Array]
		checked bool
	}{
		{"data in a fixed support", func(p *phlox.P, y np.Array) {
			r := rate(p)
			p.Plate("i", 2).Observe("y", dist.Exponential(r), y)
		}, false},
		{"an observation that depends on the position", func(p *phlox.P, y np.Array) {
			r := rate(p)
			p.Plate("i", 2).Observe("y", dist.Exponential(r), y.Sub(r))
		}, true},
		{"a support that depends on the position", func(p *phlox.P, y np.Array) {
			r := rate(p)
			p.Plate("i", 2).Observe("y", dist.Uniform(0, r), y)
		}, true},
	}
	for _, c := range cases {
		if got := checks(t, c.model, y) > 0; got != c.checked {
			t.Errorf("%s: checked: %v, want %v", c.name, got, c.checked)
		}
	}
}

// Data outside of the support are found where a chain starts, though the target does not look.
func TestStartChecksData(t *testing.T) {
	model := func(p *phlox.P, y np.Array) {
		r := p.Sample("rate", dist.HalfNormal(1.0))
		p.Plate("i", 2).Observe("y", dist.Exponential(r), y)
	}
	p := posterior(t, model, np.Vec(0.5, 2))
	bad := np.Vec(0.5, -2)
	if _, err := p.FindStart(infer.InitToUniform(2), random.Key(0), bad); err == nil || !strings.Contains(err.Error(), "the observed value -2") {
		t.Errorf("FindStart: %v", err)
	}
	z := np.Zeros(1)
	if err := p.CheckStart(z, bad); err == nil {
		t.Error("CheckStart finds nothing")
	}
	if got, want := p.Target(np.Vec(0.5, 2)).LogDensity(z).Item(), p.LogDensity(z, np.Vec(0.5, 2)).Item(); got != want {
		t.Errorf("the target's density is %v, want %v", got, want)
	}
}
