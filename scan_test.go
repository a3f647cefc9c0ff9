package phlox_test

import (
	"math"
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/handler"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/reparam"
)

// walk is a random walk with noisy observations y.
func walk(p *phlox.P, y np.Array) {
	s := p.Sample("s", dist.HalfNormal(1.0))
	phlox.Scan(p, func(p *phlox.P, x, y np.Array) (np.Array, struct{}) {
		x = p.Sample("x", dist.Normal(x, s))
		p.Deterministic("twice", x.Mul(2))
		p.Observe("y", dist.Normal(x, 0.5), y)
		return x, struct{}{}
	}, np.Of(0.0), y, fn.Steps{})
}

func walk3(p *phlox.P, _ none) { walk(p, np.Vec(1, 2, 3)) }

// unrolled is walk3 without a scan.
func unrolled(p *phlox.P, _ none) {
	s := p.Sample("s", dist.HalfNormal(1.0))
	x := np.Of(0.0)
	for i, y := range []float64{1, 2, 3} {
		x = p.Sample("x"+string(rune('0'+i)), dist.Normal(x, s))
		p.Observe("y"+string(rune('0'+i)), dist.Normal(x, 0.5), np.Of(y))
	}
}

// A scan means what the loop means.
func TestScanIsTheLoop(t *testing.T) {
	given := values{"s": np.Of(1.5), "x": np.Vec(0.5, 1, 2)}
	scan := trace(t, handler.Substitute(walk3, given))
	flat := trace(t, handler.Substitute(unrolled, values{"s": np.Of(1.5), "x0": np.Of(0.5), "x1": np.Of(1.0), "x2": np.Of(2.0)}))
	if got, want := scan.LogDensity().Item(), flat.LogDensity().Item(); math.Abs(got-want) > 1e-13 {
		t.Errorf("log density %v, want %v", got, want)
	}
	if got, want := names(scan), "s x twice y"; got != want {
		t.Errorf("sites %q, want %q", got, want)
	}
	if got := scan.Site("twice").Value.Float64s(); !slices.Equal(got, []float64{1, 2, 4}) {
		t.Errorf("twice: %v", got)
	}
	if m := scan.Site("x"); m.Line == 0 || m.Line != scan.Site("twice").Line-1 {
		t.Errorf("x is at line %d, twice at %d", m.Line, scan.Site("twice").Line)
	}
}

// Handlers reach into scans, with values step by step.
func TestHandlersInScan(t *testing.T) {
	x := np.Vec(0.5, 1, 2)
	recorded := trace(t, walk3)
	var inner *phlox.Trace
	tests := []struct {
		name  string
		model phlox.Model[none]
		check func(tr *phlox.Trace) bool
	}{
		{"substitute", handler.Substitute(walk3, values{"x": x}), func(tr *phlox.Trace) bool {
			return equal(tr.Site("x").Value, x) && !tr.Site("x").Observed && equal(tr.Site("twice").Value, x.Mul(2))
		}},
		{"condition", handler.Condition(walk3, values{"x": x}), func(tr *phlox.Trace) bool {
			return equal(tr.Site("x").Value, x) && tr.Site("x").Observed
		}},
		{"condition the first", handler.Condition(walk3, values{"x": np.Vec(7)}), func(tr *phlox.Trace) bool {
			v := tr.Site("x").Value.Float64s()
			return v[0] == 7 && v[1] != v[2] && v[1] != 0 && equal(tr.Site("twice").Value, tr.Site("x").Value.Mul(2))
		}},
		{"replay", handler.Replay(walk3, recorded), func(tr *phlox.Trace) bool {
			return equal(tr.Site("x").Value, recorded.Site("x").Value) && equal(tr.Site("s").Value, recorded.Site("s").Value)
		}},
		{"uncondition", handler.Uncondition(walk3), func(tr *phlox.Trace) bool {
			y := tr.Site("y")
			return !y.Observed && y.Infer.WasObserved && equal(y.Infer.Observation, np.Vec(1, 2, 3)) && !equal(y.Value, np.Vec(1, 2, 3))
		}},
		{"do", handler.Do(walk3, values{"x": x}), func(tr *phlox.Trace) bool {
			return !equal(tr.Site("x").Value, x) && equal(tr.Site("twice").Value, x.Mul(2))
		}},
		{"mask", handler.Mask(walk3, np.Scalar(false)), func(tr *phlox.Trace) bool { return tr.LogDensity().Item() == 0 }},
		{"mask steps", func(p *phlox.P, _ none) {
			loop(p.Mask(np.New([]bool{true, false, true})), func(p *phlox.P) { p.Sample("y", dist.Normal(0, 1)) })
		}, func(tr *phlox.Trace) bool {
			lp := tr.Site("y").LogProb().Float64s()
			return lp[0] != 0 && lp[1] == 0 && lp[2] != 0
		}},
		{"scale", handler.Scale(walk3, np.Of(3.0)), func(tr *phlox.Trace) bool {
			return math.Abs(tr.LogDensity().Item()-3*recorded.LogDensity().Item()) < 1e-10
		}},
		{"scope", handler.Scope(walk3, "a"), func(tr *phlox.Trace) bool { return names(tr) == "a/s a/x a/twice a/y" }},
		{"values inside of a scope", handler.Scope(handler.Substitute(walk3, values{"x": x}), "a"),
			func(tr *phlox.Trace) bool { return equal(tr.Site("a/x").Value, x) }},
		{"values outside of a scope", handler.Substitute(handler.Scope(walk3, "a"), values{"a/x": x}),
			func(tr *phlox.Trace) bool { return equal(tr.Site("a/x").Value, x) }},
		{"infer config", handler.InferConfig(walk3, func(*phlox.Msg) phlox.Infer { return phlox.Infer{Enumerate: true} }),
			func(tr *phlox.Trace) bool { return tr.Site("x").Infer.Enumerate }},
		{"block", handler.Substitute(handler.Block(func(p *phlox.P, d none) {
			inner = phlox.NewTrace()
			walk3(p.With(inner.Handler()), d)
		}, handler.Hide{Names: []string{"x"}}), values{"x": x, "s": np.Of(1.0)}), func(tr *phlox.Trace) bool {
			return names(tr) == "s twice y" && names(inner) == "s x twice y" && !equal(inner.Site("x").Value, x) && tr.Site("s").Value.Item() == 1
		}},
		{"reparam", reparam.Noncenter(walk3, "x"), func(tr *phlox.Trace) bool {
			return names(tr) == "s x_decentered x twice y" && tr.Site("x").Kind == phlox.Deterministic
		}},
		{"reparam in a scope", reparam.Noncenter(handler.Scope(walk3, "a"), "a/x"), func(tr *phlox.Trace) bool {
			return names(tr) == "a/s a/x_decentered a/x a/twice a/y"
		}},
		{"values of reparam", handler.Substitute(reparam.Noncenter(walk3, "x"), values{"s": np.Of(2.0), "x_decentered": np.Ones(3)}),
			func(tr *phlox.Trace) bool { return equal(tr.Site("x").Value, np.Vec(2, 4, 6)) }},
	}
	for _, test := range tests {
		if tr := trace(t, test.model); !test.check(tr) {
			t.Errorf("%s: %v", test.name, tr.Values())
		}
	}
}

func equal(x, y np.Array) bool {
	return slices.Equal(x.Float64s(), y.Float64s()) && x.Shape().Equal(y.Shape())
}

// Scans nest, also with plates and conds: values have the outer steps first, then the inner ones, then plates.
func TestNestedControlFlow(t *testing.T) {
	step := func(p *phlox.P) { p.Plate("N", 2).Sample("x", dist.Normal(0, 1)) }
	pick := func(p *phlox.P, c np.Array, f func(p *phlox.P)) {
		part := func(p *phlox.P, _ none) none { f(p); return none{} }
		phlox.Cond(p, c, part, part, none{})
	}
	yes := np.New([]bool{true}).At(0)
	tests := []struct {
		name  string
		model phlox.Model[none]
		want  np.Shape
	}{
		{"scan in scan", func(p *phlox.P, _ none) { loop(p, func(p *phlox.P) { loop(p, step) }) }, np.Shape{3, 3, 2}},
		{"scan in cond", func(p *phlox.P, _ none) { pick(p, yes, func(p *phlox.P) { loop(p, step) }) }, np.Shape{3, 2}},
		{"cond in scan", func(p *phlox.P, _ none) {
			loop(p, func(p *phlox.P) { pick(p, p.Sample("c", dist.Normal(0, 1)).Gt(0), step) })
		}, np.Shape{3, 2}},
		{"cond in scan in scan", func(p *phlox.P, _ none) {
			loop(p, func(p *phlox.P) {
				loop(p, func(p *phlox.P) { pick(p, p.Sample("c", dist.Normal(0, 1)).Gt(0), step) })
			})
		}, np.Shape{3, 3, 2}},
	}
	for _, test := range tests {
		m := trace(t, test.model).Site("x")
		if !m.Value.Shape().Equal(test.want) || !m.Dist.BatchShape().Equal(test.want) {
			t.Errorf("%s: shape %v, %v, want %v", test.name, m.Value.Shape(), m.Dist, test.want)
		}
		x := m.Value.Ravel().Float64s()
		slices.Sort(x)
		if len(slices.Compact(x)) != test.want.Size() {
			t.Errorf("%s: draws are equal: %v", test.name, m.Value)
		}
		given := np.Arange(test.want.Size()).AsType(np.Float64).Reshape(test.want...)
		tr := trace(t, handler.Substitute(test.model, values{"x": given}))
		if !equal(tr.Site("x").Value, given) {
			t.Errorf("%s: given %v, has %v", test.name, given, tr.Site("x").Value)
		}
		want := 0.0
		for _, x := range given.Float64s() {
			want -= x*x/2 + math.Log(2*math.Pi)/2
		}
		if got := tr.Site("x").LogProb().Sum().Item(); math.Abs(got-want) > 1e-12*math.Abs(want) {
			t.Errorf("%s: log density %v, want %v", test.name, got, want)
		}
	}
}

// In reverse, values and slices belong to the same step.
func TestScanReverse(t *testing.T) {
	model := func(p *phlox.P, _ none) {
		phlox.Scan(p, func(p *phlox.P, s, y np.Array) (np.Array, struct{}) {
			x := p.Sample("x", dist.Normal(0, 1))
			p.Deterministic("d", x.Sub(y))
			return s, struct{}{}
		}, np.Of(0.0), np.Vec(1, 2, 3), fn.Steps{Reverse: true})
	}
	if d := trace(t, handler.Substitute(model, values{"x": np.Vec(1, 2, 3)})).Site("d").Value; !equal(d, np.Zeros(3)) {
		t.Errorf("d = %v", d)
	}
}

// A forecast of steps beyond the values needs a key.
func TestForecastNeedsKey(t *testing.T) {
	if _, err := handler.Trace(handler.Substitute(walk3, values{"s": np.Of(1.0), "x": np.Vec(7)}), none{}); err == nil {
		t.Error("no error")
	}
}
