package phlox_test

import (
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/handler"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

type none struct{}

type values = map[string]np.Array

// trace runs a model under a seed.
func trace(t *testing.T, model phlox.Model[none]) *phlox.Trace {
	t.Helper()
	tr, err := handler.Trace(handler.Seed(model, random.Key(0)), none{})
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// names returns the names of a trace's sites, joined by blanks.
func names(tr *phlox.Trace) string {
	var out []string
	for _, m := range tr.Sites() {
		out = append(out, m.Name)
	}
	return strings.Join(out, " ")
}

// loop is a scan of three steps without state.
func loop(p *phlox.P, step func(p *phlox.P)) {
	phlox.Scan(p, func(p *phlox.P, _ struct{}, _ struct{}) (struct{}, struct{}) {
		step(p)
		return struct{}{}, struct{}{}
	}, struct{}{}, struct{}{}, fn.Steps{Length: 3})
}

// A mistake in a model is an error that begins with the line and names the site.
func TestMistakes(t *testing.T) {
	normal := dist.Normal(0, 1)
	tests := []struct {
		name  string
		model phlox.Model[none]
		want  string
	}{
		{"positive dim", func(p *phlox.P, _ none) { p.PlateWith(phlox.Frame{Name: "N", Size: 3, Dim: 1}) }, "counted from the right"},
		{"size", func(p *phlox.P, _ none) { p.Plate("N", 0) }, "a plate of size 0"},
		{"subsample", func(p *phlox.P, _ none) { p.PlateWith(phlox.Frame{Name: "N", Size: 3, Subsample: 4}) }, "a subsample of 4"},
		{"taken", func(p *phlox.P, _ none) { p.Plate("N", 2).PlateWith(phlox.Frame{Name: "M", Size: 2, Dim: -1}) }, "axis -1 belongs to another"},
		{"same plate", func(p *phlox.P, _ none) { p.Plate("N", 2).Plate("N", 2) }, "plate of the same name"},
		{"other size", func(p *phlox.P, _ none) { p.Plate("N", 2); p.Plate("N", 3) }, "a plate of size 3; it has size 2"},
		{"stack", func(p *phlox.P, _ none) { p.PlateStack("N", []int{2}, 0) }, "counted from the right"},
		{"batch", func(p *phlox.P, _ none) { p.Plate("N", 2).Sample("x", dist.Normal(np.Zeros(3), 1)) }, `site "x": Normal(batch [3], event []) does not fit plate "N"`},
		{"slice", func(p *phlox.P, _ none) {
			p.PlateWith(phlox.Frame{Name: "N", Size: 5, Subsample: 2}).Subsample(np.Zeros(4), 0)
		}, `does not fit plate "N": axis 0 has length 4, want 5`},
		{"indices", handler.Substitute(func(p *phlox.P, _ none) { p.PlateWith(phlox.Frame{Name: "N", Size: 3, Subsample: 2}) },
			values{"N": np.Of(1)}), "indices of type"},
		{"twice", func(p *phlox.P, _ none) { p.Sample("x", normal); p.Deterministic("x", np.Of(1.0)) }, `site "x": there is already a sample of this name`},
		{"no dist", func(p *phlox.P, _ none) { p.Sample("x", dist.Dist{}) }, `site "x": the zero Dist`},
		{"parameter", func(p *phlox.P, _ none) { p.Sample("x", dist.Normal(0, -1)) }, `site "x": Normal: scale = -1 is not`},
		{"init", func(p *phlox.P, _ none) { p.Param("x", np.Array{}, nil) }, `site "x": the parameter has no initial value`},
		{"mask", func(p *phlox.P, _ none) { p.Mask(np.Ones(2)) }, "want bool"},
		{"observed mask", func(p *phlox.P, _ none) { p.ObserveMasked("x", normal, np.Ones(2), np.Ones(2)) }, `site "x": a mask of type`},
		{"mask shape", func(p *phlox.P, _ none) { p.Mask(np.New([]bool{true, true})).Sample("x", dist.Normal(np.Zeros(3), 1)) }, `site "x": Normal: a mask of shape [2]`},
		{"scale", func(p *phlox.P, _ none) { p.Scale(np.Vec(1, 0)) }, "must be positive"},
		{"factor", func(p *phlox.P, _ none) { p.Factor("f", np.Array{}) }, `site "f": Unit: log_factor is missing`},
		{"scan in plate", func(p *phlox.P, _ none) { loop(p.Plate("N", 2).P, func(*phlox.P) {}) }, `inside of plate "N"; put the plate inside`},
		{"param in scan", func(p *phlox.P, _ none) { loop(p, func(p *phlox.P) { p.Param("a", np.Of(1.0), nil) }) }, `site "a": a parameter inside of a scan`},
		{"scalar slices", func(p *phlox.P, _ none) {
			phlox.Scan(p, func(p *phlox.P, s, x np.Array) (np.Array, np.Array) { return s, x }, np.Of(0), np.Of(0), fn.Steps{})
		}, "is a scalar"},
		{"no steps", func(p *phlox.P, _ none) {
			phlox.Scan(p, func(p *phlox.P, s, x np.Array) (np.Array, np.Array) { return s, x }, np.Of(0), np.Array{}, fn.Steps{})
		}, "scan of 0 steps"},
		{"length", func(p *phlox.P, _ none) {
			phlox.Scan(p, func(p *phlox.P, s, x np.Array) (np.Array, np.Array) { return s, x }, np.Of(0), np.Zeros(2), fn.Steps{Length: 3})
		}, "scan over 3 steps"},
		{"given too many", handler.Substitute(func(p *phlox.P, _ none) { loop(p, func(p *phlox.P) { p.Sample("x", normal) }) },
			values{"x": np.Zeros(4)}), `site "x": a value of shape [4] is given to a site in a scan of 3 steps`},
		{"cond", func(p *phlox.P, _ none) {
			phlox.Cond(p, p.Sample("c", normal).Gt(0), func(p *phlox.P, _ none) np.Array { return p.Sample("x", normal) },
				func(p *phlox.P, _ none) np.Array { return p.Sample("x", dist.Laplace(0, 1)) }, none{})
		}, ""}, // the predicate is known when a model is traced by itself, so that the other part is not looked at
		{"zero predicate", func(p *phlox.P, _ none) {
			phlox.Cond(p, np.Array{}, func(*phlox.P, none) none { return none{} }, func(*phlox.P, none) none { return none{} }, none{})
		}, "the predicate is the zero Array"},
	}
	for _, test := range tests {
		_, err := handler.Trace(handler.Seed(test.model, random.Key(0)), none{})
		switch {
		case test.want == "" && err != nil:
			t.Errorf("%s: %v", test.name, err)
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "run_test.go:")):
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

// Without a source of values, keys or a model there is an error.
func TestNothingGiven(t *testing.T) {
	tests := []struct {
		name  string
		model phlox.Model[none]
		want  string
	}{
		{"nil", nil, "the model is nil"},
		{"nil below handlers", handler.Mask(handler.Seed[none](nil, random.Key(0)), np.New([]bool{true})), "the model is nil"},
		{"value", func(p *phlox.P, _ none) { p.Sample("x", dist.Normal(0, 1)) }, `site "x": nothing gives a value`},
		{"subsample", func(p *phlox.P, _ none) { p.PlateWith(phlox.Frame{Name: "N", Size: 3, Subsample: 2}) }, `site "N": nothing gives a key`},
		{"improper", func(p *phlox.P, _ none) {
			p.Seed(random.Key(0)).Sample("x", dist.ImproperUniform(constraint.Real{}, nil, nil))
		}, `site "x": ImproperUniform on Real cannot be sampled`},
		{"param", func(p *phlox.P, _ none) {
			p.ParamWith("a", phlox.ParamConfig{InitFunc: func(random.PRNGKey) np.Array { return np.Of(1.0) }})
		}, `site "a": nothing gives a key`},
		{"in scan", func(p *phlox.P, _ none) { loop(p, func(p *phlox.P) { p.Sample("x", dist.Normal(0, 1)) }) }, `site "x": nothing gives a value`},
	}
	for _, test := range tests {
		if err := phlox.Run(test.model, none{}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

// A run-time error in the model's own code is not swallowed.
func TestPanicsPass(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("the panic of the model is gone")
		}
	}()
	_ = phlox.Run(func(*phlox.P, none) { panic("a mistake") }, none{})
}
