package phlox_test

import (
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/handler"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// choose samples x from one of two normals.
func choose(p *phlox.P, pred np.Array) {
	x := phlox.Cond(p, pred, func(p *phlox.P, _ none) np.Array { return p.Sample("x", dist.Normal(10, 1)) },
		func(p *phlox.P, _ none) np.Array { return p.Sample("x", dist.Normal(-10, 1)) }, none{})
	p.Deterministic("d", x)
}

// Draws do not depend on whether the predicate is known, or part of a program; given values reach the parts.
func TestCond(t *testing.T) {
	for _, yes := range []bool{true, false} {
		pred := np.Scalar(yes)
		known := trace(t, func(p *phlox.P, _ none) { choose(p, pred) }).Site("x").Value.Item()
		if (known > 0) != yes {
			t.Errorf("%v: x is %v", yes, known)
		}
		run := func(model phlox.Model[np.Array]) values {
			got, err := fn.Jit(func(c np.Array) values {
				tr := phlox.NewTrace()
				handler.Seed(model, random.Key(0))(phlox.New().With(tr.Handler()), c)
				return values{"d": tr.Site("d").Value, "lp": tr.Site("x").LogProb()}
			}).Call(pred)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		if got := run(choose)["d"].Item(); got != known {
			t.Errorf("%v: x is %v, and %v when the predicate is traced", yes, known, got)
		}
		if got := run(handler.Substitute(choose, values{"x": np.Of(3.0)}))["d"].Item(); got != 3 {
			t.Errorf("%v: x is %v, want 3", yes, got)
		}
		if got := run(handler.Scale(handler.Condition(choose, values{"x": np.Of(10.0)}), np.Of(2.0)))["lp"].Item(); (got > -2) != yes {
			t.Errorf("%v: the scaled log density is %v", yes, got)
		}
	}
}

// Both parts must have the same sites.
func TestCondMismatch(t *testing.T) {
	normal := dist.Normal(0, 1)
	x := func(d dist.Dist) func(p *phlox.P, _ none) none {
		return func(p *phlox.P, _ none) none { p.Sample("x", d); return none{} }
	}
	tests := []struct {
		name string
		no   func(p *phlox.P, _ none) none
		want string
	}{
		{"family", x(dist.Laplace(0, 1)), `site "x": cond: Normal(batch [], event []) in one part, Laplace`},
		{"shape", x(dist.Normal(np.Zeros(2), 1)), "Normal(batch [2], event [])"},
		{"mask", x(normal.Mask(np.Scalar(true))), "in one part"},
		{"none", func(*phlox.P, none) none { return none{} }, "cond: 1 sites in one part and 0 in the other"},
		{"name", func(p *phlox.P, _ none) none { p.Sample("z", normal); return none{} }, `the other part has sample "z"`},
		{"observed", func(p *phlox.P, _ none) none { p.Observe("x", normal, np.Of(1.0)); return none{} }, `observed sample "x"`},
		{"scaled", func(p *phlox.P, d none) none { return x(normal)(p.Scale(np.Of(2.0)), d) }, "scaled in one part only"},
	}
	for _, test := range tests {
		_, _, err := fn.Trace(func(c np.Array) none {
			phlox.Cond(phlox.New().Seed(random.Key(0)), c, x(normal), test.no, none{})
			return none{}
		}, np.Scalar(true))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}
