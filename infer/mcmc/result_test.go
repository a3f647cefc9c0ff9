package mcmc_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/np"
)

func TestResult(t *testing.T) {
	fit := run(t, scaled, three, quick)
	draws, err := fit.Draws("b")
	if err != nil || fmt.Sprint(draws.Shape()) != "[2 40 2]" {
		t.Fatalf("Draws: %v, %v", draws.Shape(), err)
	}
	if _, err := fit.Draws("c"); err == nil || err.Error() != `mcmc: there is no site "c"` {
		t.Errorf("Draws: %v", err)
	}
	pooled := fit.Pooled()
	if fmt.Sprint(pooled["b"].Shape()) != "[80 2]" || pooled["b"].At(41, 1).Item() != draws.At(1, 1, 1).Item() || len(pooled) != 2 {
		t.Errorf("Pooled: %v", pooled["b"].Shape())
	}
	table, err := fit.Summary()
	if err != nil || len(table.Rows) != 3 || table.Rows[2].Name != "b[1]" {
		t.Errorf("Summary: %v, %v", table, err)
	}
	if _, err := fit.SummaryOf(0.5, "c"); err == nil || err.Error() != `mcmc: there is no site "c"` {
		t.Errorf("SummaryOf: %v", err)
	}
	if _, err := fit.SummaryOf(2); err == nil {
		t.Error("SummaryOf probability 2: no error")
	}
}

// Deterministic sites are in the draws, and in a summary only if they are asked for.
func TestResultDeterministic(t *testing.T) {
	fit := run(t, mean, three, quick)
	for i := range fit.Len() {
		if mu, twice := fit.Chains[0].Draws["mu"].At(i).Item(), fit.Chains[0].Draws["twice"].At(i).Item(); twice != 2*mu {
			t.Fatalf("mu is %v, twice %v", mu, twice)
		}
	}
	all, err := fit.Summary()
	if err != nil || len(all.Rows) != 1 {
		t.Errorf("Summary: %v, %v", all, err)
	}
	if one, err := fit.SummaryOf(0.8, "twice"); err != nil || one.Rows[0].Name != "twice" {
		t.Errorf("SummaryOf: %v, %v", one, err)
	}
}

// Chains of an interrupted run may differ in length, and have none.
func TestResultUnequal(t *testing.T) {
	chain := func(x ...float64) mcmc.Chain {
		v := np.New(x)
		return mcmc.Chain{Draws: map[string]np.Array{"x": v}, Unconstrained: v.ExpandDims(1), Len: len(x), Divergences: 1,
			Info: infer.Info{Energy: v, LogDensity: v}}
	}
	site := []infer.Site{{Name: "x", DType: np.Float64}}
	vars := []infer.Variable{{Name: "x", Hi: 1}}
	for _, c := range []struct {
		chains    []mcmc.Chain
		want      string // of Draws and Field
		summarize bool
	}{
		{[]mcmc.Chain{chain(1, 2, 3, 4, 5, 6), chain(7, 8, 9, 10, 11)}, "f64[2 5]", true},
		{[]mcmc.Chain{chain(1), chain(2, 3)}, "f64[2 1]", true},
		{[]mcmc.Chain{chain(1, 2), chain()}, "f64[2 0]", false},
		{[]mcmc.Chain{chain(), chain()}, "f64[2 0]", false},
	} {
		fit := mcmc.Result{Sites: site, Variables: vars, Chains: c.chains}
		draws, err := fit.Draws("x")
		if err != nil || draws.Type().String() != c.want {
			t.Errorf("Draws: %v, %v; want %s", draws, err, c.want)
		}
		for _, name := range []string{"energy", "potential_energy", "z.x"} {
			if field, err := fit.Field(name); err != nil || field.Type().String() != c.want {
				t.Errorf("Field(%q): %v, %v; want %s", name, field, err, c.want)
			}
		}
		if _, err := fit.Field("diverging"); err == nil || err.Error() != `mcmc: there is no field "diverging"` {
			t.Errorf("a field that the kernel does not report: %v", err)
		}
		if _, err := fit.Summary(); (err == nil) != c.summarize || err != nil && !strings.Contains(err.Error(), "no draws") {
			t.Errorf("%s: Summary: %v", c.want, err)
		}
		if fit.Divergences() != 2 || fit.Pooled()["x"].Rank() != 1 {
			t.Errorf("%s: %d divergences, pooled %v", c.want, fit.Divergences(), fit.Pooled()["x"])
		}
	}
}

func TestField(t *testing.T) {
	fit := run(t, scaled, three, quick)
	for name, want := range map[string]string{
		"energy": "f64[2 40]", "step_size": "f64[2 40]", "adapt_state.step_size": "f64[2 40]", "accept_prob": "f64[2 40]",
		"num_steps": "i64[2 40]", "depth": "i64[2 40]", "diverging": "bool[2 40]", "log_density": "f64[2 40]",
		"potential_energy": "f64[2 40]", "z": "f64[2 40 3]", "z.s": "f64[2 40]", "z.b": "f64[2 40 2]",
	} {
		if got, err := fit.Field(name); err != nil || got.Type().String() != want {
			t.Errorf("%s: %v, %v; want %s", name, got.Type(), err, want)
		}
	}
	z, _ := fit.Field("z.s")
	s, _ := fit.Draws("s")
	if d := np.Abs(np.Exp(z).Sub(s)).Max().Item(); d > 1e-12 {
		t.Errorf("exp(z.s) differs from s by %v", d)
	}
	for _, name := range []string{"", "z.", "z.c", "warmth"} {
		if _, err := fit.Field(name); err == nil {
			t.Errorf("field %q: no error", name)
		}
	}
}
