package handler_test

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/bijector"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/handler"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
	"github.com/phlox-ppl/phlox/reparam"
)

// none is the data of models that have none.
type none struct{}

type values = map[string]np.Array

func chain(p *phlox.P, _ none) {
	x := p.Sample("x", dist.Normal(0, 1))
	y := p.Sample("y", dist.Normal(x, 2))
	p.Observe("z", dist.Normal(y, 0.5), np.Of(0.3))
}

func schools(p *phlox.P, _ none) {
	mu := p.Sample("mu", dist.Normal(0, 5))
	tau := p.Sample("tau", dist.HalfCauchy(5))
	school := p.Plate("school", 8)
	theta := school.Sample("theta", dist.Normal(mu, tau))
	school.Observe("obs", dist.Normal(theta, np.Vec(15, 10, 16, 11, 9, 11, 10, 18)), np.Vec(28, 8, -3, 7, -1, 1, 18, 12))
}

func dims(p *phlox.P, _ none) {
	a := p.PlateWith(phlox.Frame{Name: "a", Size: 3, Dim: -2})
	x := a.Sample("x", dist.Gamma(2.0, 1.5))
	b := a.PlateWith(phlox.Frame{Name: "b", Size: 4, Dim: -1})
	y := b.Sample("y", dist.Normal(x, np.Ones(4)))
	b.Observe("z", dist.Normal(y, np.Vec(1, 2, 3, 4)), np.Full(np.Shape{3, 4}, 0.5))
}

func nested(p *phlox.P, _ none) {
	outer := p.Plate("outer", 2)
	x := outer.Sample("x", dist.Exponential(2.0))
	inner := outer.Plate("inner", 3)
	inner.Sample("y", dist.Dirichlet(np.Ones(3)))
	inner.Sample("w", dist.Laplace(x, 1))
}

func stack(p *phlox.P, _ none) {
	p.PlateStack("s", []int{2, 3}, -1).Sample("x", dist.Gamma(np.Full(np.Shape{2, 3}, 2.0), 3.0))
}

func subsampled(p *phlox.P, _ none) {
	m := p.Sample("m", dist.Normal(0, 1))
	n := p.PlateWith(phlox.Frame{Name: "N", Size: 10, Subsample: 4})
	x := n.Sample("x", dist.LogNormal(m, 1))
	data := n.Subsample(np.Arange(10).AsType(np.Float64), 0)
	n.Observe("y", dist.Normal(x.Log(), 1), data)
}

func masked(p *phlox.P, _ none) {
	n := p.Mask(np.New([]bool{true, false, true})).Plate("N", 3)
	x := n.Sample("x", dist.HalfNormal(2.0))
	n.Observe("y", dist.Normal(x, 1), np.Vec(1, 2, 3))
}

func scaled(p *phlox.P, _ none) {
	p = p.Scale(np.Of(0.25))
	x := p.Sample("x", dist.HalfNormal(2.0))
	p.Plate("N", 3).Observe("y", dist.Normal(x, 1), np.Vec(1, 2, 3))
}

func factors(p *phlox.P, _ none) {
	x := p.Sample("x", dist.Cauchy(0, 1))
	n := p.Plate("N", 3)
	n.Factor("f", x.Square().Neg())
	n.Deterministic("d", np.Vec(0, 1, 2).Add(x))
}

func partial(p *phlox.P, _ none) {
	m := p.Sample("m", dist.Normal(0, 1))
	p.Plate("N", 3).ObserveMasked("y", dist.Normal(m, 2), np.Vec(1, 2, 3), np.New([]bool{true, false, true}))
}

func events(p *phlox.P, _ none) {
	p.Sample("v", dist.Normal(np.Zeros(3), np.Vec(1, 2, 3)).Event(1))
	s := p.Sample("s", dist.Dirichlet(np.Vec(1, 2, 3)))
	p.Observe("c", dist.Categorical(s), np.Of(2))
	p.Sample("o", dist.MultivariateNormalTril(np.Zeros(2), np.Matrix([]float64{1, 0}, []float64{0.5, 2})))
}

func dependent(p *phlox.P, _ none) {
	top := p.Sample("top", dist.Gamma(3.0, 1.0))
	p.Sample("u", dist.Uniform(0, top))
	p.Plate("N", 2).Sample("w", dist.Uniform(top.Neg(), np.Vec(1, 2)))
}

type walkOut struct{ X, Y np.Array }

func walk(p *phlox.P, x, y np.Array) (np.Array, walkOut) {
	x = p.Sample("x", dist.Normal(x, 1))
	s := p.Sample("s", dist.HalfNormal(1.5))
	p.Deterministic("twice", x.Mul(2))
	y = p.Observe("y", dist.Normal(x, s), y)
	return x, walkOut{x, y}
}

func ar1(p *phlox.P, _ none) {
	x0 := p.Sample("x0", dist.Normal(0, 1))
	phlox.Scan(p, walk, x0, np.Vec(0.1, -0.2, 0.3, 0.4), fn.Steps{})
	p.Sample("end", dist.Normal(0, 1))
}

func panel(p *phlox.P, _ none) {
	y := np.Arange(6).AsType(np.Float64).Reshape(2, 3)
	phlox.Scan(p, func(p *phlox.P, x, y np.Array) (np.Array, struct{}) {
		n := p.Plate("N", 3)
		x = n.Sample("x", dist.Normal(x, 1))
		n.Observe("y", dist.Normal(x, 0.5), y)
		return x, struct{}{}
	}, np.Zeros(3), y, fn.Steps{})
}

func either(p *phlox.P, _ none) {
	c := p.Sample("c", dist.Normal(0, 1))
	x := phlox.Cond(p, c.Gt(0),
		func(p *phlox.P, _ none) np.Array { return p.Sample("x", dist.Normal(10, 1)) },
		func(p *phlox.P, _ none) np.Array { return p.Sample("x", dist.Normal(-10, 2)) }, none{})
	p.Observe("y", dist.Normal(x, 1), np.Of(0.5))
}

func scopes(p *phlox.P, _ none) {
	x := p.Sample("x", dist.Normal(0, 1))
	in := p.Scope("in")
	in.Plate("N", 2).Sample("x", dist.Normal(x, 1))
	in.ScopeWith("deep", ".").Sample("x", dist.Logistic(x, 1))
}

func parameters(p *phlox.P, _ none) {
	a := p.Param("a", np.Of(0.5), constraint.Positive{})
	p.Sample("x", dist.Normal(0, a))
	p.ParamWith("b", phlox.ParamConfig{InitFunc: func(key random.PRNGKey) np.Array {
		return random.Normal(key, np.Shape{2}, np.Float64)
	}})
	p.Sample("y", dist.Laplace(0, a))
}

func transformed(p *phlox.P, _ none) {
	loc := p.Sample("loc", dist.Normal(0, 1))
	d := dist.Transformed(dist.Normal(0, 1), bijector.Affine{Loc: loc, Scale: np.Of(2.0)})
	p.Plate("N", 2).Sample("x", d)
	p.Sample("y", dist.HalfNormal(1.0))
}

var models = map[string]phlox.Model[none]{
	"chain": chain, "schools": schools, "dims": dims, "nested": nested, "stack": stack, "masked": masked,
	"scaled": scaled, "factors": factors, "partial": partial, "events": events, "dependent": dependent, "ar1": ar1,
	"panel": panel, "either": either, "scopes": scopes, "parameters": parameters, "transformed": transformed,

	"noncentered": reparam.Noncenter(schools, "theta"),
	"partly":      handler.Reparam(schools, map[string]reparam.Strategy{"theta": reparam.LocScale{Centered: np.Of(0.3)}}),
	"learned":     handler.Reparam(schools, map[string]reparam.Strategy{"theta": reparam.LocScale{}}),
	"rebased": handler.Reparam(transformed, map[string]reparam.Strategy{
		"x": reparam.Transform{}, "y": reparam.Explicit{F: bijector.Invert(bijector.Exp{})}}),
	"subsampled":    handler.Substitute(subsampled, values{"N": np.IntVec(7, 1, 4, 2)}),
	"maskedscan":    handler.Mask(panel, np.New([]bool{true, false, true, false, true, true}, 2, 3)),
	"scaledscan":    handler.Scale(panel, np.Of(3.0)),
	"conditioned":   handler.Condition(panel, values{"x": np.Ones(2, 3)}),
	"lifted":        handler.Lift(parameters, map[string]dist.Dist{"a": dist.Exponential(1.0)}),
	"done":          handler.Do(schools, values{"mu": np.Of(2.0)}),
	"unconditioned": handler.Uncondition(chain),
}

// tables is traces.json.
type tables struct {
	Models []struct {
		Name  string
		Sites []struct {
			Name, Kind   string
			Shape        np.Shape
			Value        []float64
			Observed     bool
			Batch, Event np.Shape
			LogProb      float64 `json:"log_prob"`
		}
		Variables []string
		Points    []struct {
			Z         []float64
			Potential float64
		}
	}
}

func load(t *testing.T) (x tables) {
	t.Helper()
	text, err := os.ReadFile("testdata/traces.json")
	if err == nil {
		err = json.Unmarshal(text, &x)
	}
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// near compares with NumPyro's numbers: relative to their size, but no closer than to 1.
func near(x, y, tol float64) bool { return math.Abs(x-y) <= tol*max(1, math.Abs(y)) }

// Sites, their order, shapes, values under a seed and log densities are NumPyro's.
func TestTracesAreNumPyros(t *testing.T) {
	for _, want := range load(t).Models {
		t.Run(want.Name, func(t *testing.T) {
			got, err := handler.Trace(handler.Seed(models[want.Name], random.Key(7)), none{})
			if err != nil {
				t.Fatal(err)
			}
			var names, wantNames []string
			for _, m := range got.Sites() {
				names = append(names, m.Name)
			}
			for _, s := range want.Sites {
				wantNames = append(wantNames, s.Name)
			}
			if !slices.Equal(names, wantNames) {
				t.Fatalf("sites %v, want %v", names, wantNames)
			}
			for i, s := range want.Sites {
				m := got.Sites()[i]
				if m.Kind.String() != s.Kind || !m.Value.Shape().Equal(s.Shape) || m.Observed != s.Observed {
					t.Errorf("%s: %v %v, observed: %v; want %+v", s.Name, m.Kind, m.Value.Shape(), m.Observed, s)
					continue
				}
				for k, v := range m.Value.AsType(np.Float64).Float64s() {
					if !near(v, s.Value[k], 1e-12) {
						t.Errorf("%s: element %d is %v, want %v", s.Name, k, v, s.Value[k])
					}
				}
				if m.Kind != phlox.Sample {
					continue
				}
				if !m.Dist.BatchShape().Equal(s.Batch) || !m.Dist.EventShape().Equal(s.Event) {
					t.Errorf("%s: %v, want batch %v, event %v", s.Name, m.Dist, s.Batch, s.Event)
				}
				if lp := m.LogProb().Sum().Item(); !near(lp, s.LogProb, 1e-11) {
					t.Errorf("%s: log density %v, want %v", s.Name, lp, s.LogProb)
				}
			}
		})
	}
}

// The density over unconstrained space is minus NumPyro's potential energy, and follows its Jacobians into
// scales, masks, plates and scans.
func TestPotentialEnergyIsNumPyros(t *testing.T) {
	for _, want := range load(t).Models {
		if len(want.Variables) == 0 {
			continue
		}
		t.Run(want.Name, func(t *testing.T) {
			p, err := infer.NewPosterior(models[want.Name], none{}, random.Key(7), np.Float64)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, v := range p.Variables {
				names = append(names, v.Name)
			}
			if !slices.Equal(names, want.Variables) {
				t.Fatalf("variables %v, want %v", names, want.Variables)
			}
			for _, at := range want.Points {
				if lp := p.LogDensity(np.New(at.Z), none{}).Item(); !near(-lp, at.Potential, 1e-11) {
					t.Errorf("at %v: %v, want %v", at.Z, -lp, at.Potential)
				}
			}
		})
	}
}
