package phlox

import (
	"maps"
	"slices"

	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Scan runs a part of a model in steps, as fn.Scan does, with sites in it. Each site of a step becomes one
// site of the model whose value has the steps along a new leading axis; handlers around the model see
// that one, and give or take its values step by step. Scans nest. Inside, step gets a P of its own; that
// of the model must not be used there, and there are no parameters.
func Scan[C, X, Y any](p *P, step func(p *P, state C, x X) (C, Y), init C, xs X, steps fn.Steps) (last C, ys Y) {
	p.send(&Msg{Kind: ControlFlow, Run: func(m *Msg) {
		s := scan[C, X, Y]{m: m, step: step, steps: steps}
		s.steps.Length = s.length(xs)
		last, ys = s.run(init, xs)
	}})
	return last, ys
}

type scan[C, X, Y any] struct {
	m     *Msg
	step  func(p *P, state C, x X) (C, Y)
	steps fn.Steps
}

func (s scan[C, X, Y]) length(xs X) int {
	for _, l := range tree.Leaves(xs) {
		if l.Array.Rank() == 0 {
			panic(s.m.Errorf("scan: %s of the slices is a scalar", l.Path))
		}
		return l.Array.Len()
	}
	if s.steps.Length < 1 {
		panic(s.m.Errorf("scan without slices: Steps.Length is %d", s.steps.Length))
	}
	return s.steps.Length
}

// scanState and scanSlice are what goes through the steps besides the model's own state and slices.
type scanState[C any] struct {
	C   C
	Key random.PRNGKey
}

type scanSlice[X any] struct {
	X     X
	Given []map[string]np.Array // the values that handlers give, for each Step of the message
}

type scanOut[Y any] struct {
	Y     Y
	Sites []np.Array
}

func (s scan[C, X, Y]) run(init C, xs X) (C, Y) {
	first := tree.Map(xs, func(a np.Array) np.Array { return a.At(0) })
	names := s.discover(init, first)
	given := make([]map[string]np.Array, len(s.m.Steps))
	for k, step := range s.m.Steps {
		given[k] = map[string]np.Array{}
		for _, site := range names {
			if v, ok := step.Values[site.Name]; ok {
				if v.Rank() == 0 || v.Len() != s.steps.Length {
					panic(site.Errorf("a value of shape %v is given to a site in a scan of %d steps", v.Shape(), s.steps.Length))
				}
				given[k][site.Name] = v
			}
		}
	}
	var found packed
	last, out := fn.Scan(func(c scanState[C], x scanSlice[X]) (scanState[C], scanOut[Y]) {
		var key random.PRNGKey
		if !c.Key.Data.IsZero() {
			keys := c.Key.Split(2)
			c.Key, key = keys[0], keys[1]
		}
		p, t := inner(s.m, x.Given, key)
		next, y := s.step(p, c.C, x.X)
		inside := append(tree.Values(c), tree.Values(x)...)
		found = pack(t, func(v ir.Value) bool {
			return slices.ContainsFunc(inside, func(w ir.Value) bool { return v.SameTrace(w) })
		})
		return scanState[C]{next, c.Key}, scanOut[Y]{y, found.arrays}
	}, scanState[C]{init, s.m.Key}, scanSlice[X]{xs, given}, s.steps)
	found.report(s.m.P, out.Sites, s.steps.Length)
	return last.C, out.Y
}

// discover runs a step in a trace that is thrown away, to learn which sites there are. Values are not
// what counts: those that nothing gives are any in the support.
func (s scan[C, X, Y]) discover(init C, first X) (found []*Msg) {
	type in struct {
		C C
		X X
	}
	_, _, err := fn.Trace(func(x in) struct{} {
		p := New().With(feasible)
		t := NewTrace()
		p = p.With(t.Handler())
		for _, step := range slices.Backward(s.m.Steps) {
			if step.Values == nil {
				p = p.With(step.Wrap(nil))
			}
		}
		s.step(p.Seed(random.Key(0)), x.C, x.X)
		found = t.Sites()
		return struct{}{}
	}, in{init, first})
	if err != nil {
		panic(err)
	}
	return found
}

// feasible gives sites some value in the support.
func feasible(m *Msg, next func(*Msg)) {
	if m.Kind == Sample && m.Value.IsZero() {
		d := np.Float64
		if m.Dist.IsDiscrete() {
			d = np.Int64
		}
		m.Value = m.Dist.Support().Feasible(np.ZerosOf(d, slices.Concat(m.Dist.BatchShape(), m.Dist.EventShape())...))
	}
	next(m)
}

// inner returns a P for a part of the model that is traced by itself, with the handlers that m has
// collected for it, and the record of its sites.
func inner(m *Msg, given []map[string]np.Array, key random.PRNGKey) (*P, *Trace) {
	t := NewTrace()
	p := New().With(t.Handler())
	for k, step := range slices.Backward(m.Steps) {
		var values map[string]np.Array
		if step.Values != nil {
			values = maps.Clone(given[k])
		}
		p = p.With(step.Wrap(values))
	}
	if !key.Data.IsZero() {
		p = p.Seed(key)
	}
	return p, t
}

// packed is the sites of a part of the model with their arrays taken out, to be returned from a traced
// function.
type packed struct {
	sites  []*Msg
	arrays []np.Array
	inside [][]bool // for each site, which arrays of siteArrays are among arrays
}

// siteArrays is what of a site depends on the step.
type siteArrays struct {
	Value, Scale np.Array
	Dist         dist.Dist
}

// pack takes the arrays out of the sites of t; those for which inside does not hold are the same for all
// steps and are left.
func pack(t *Trace, inside func(v ir.Value) bool) packed {
	var p packed
	for _, m := range t.Sites() {
		switch m.Kind {
		case Plate:
			continue
		case Param:
			panic(m.Errorf("a parameter inside of a scan or cond; make it outside"))
		}
		var marks []bool
		for i, a := range tree.Arrays(siteArrays{m.Value, m.Scale, m.Dist}) {
			in := i == 0 || inside(a.IR())
			marks = append(marks, in)
			if in {
				p.arrays = append(p.arrays, a)
			}
		}
		p.sites = append(p.sites, m)
		p.inside = append(p.inside, marks)
	}
	return p
}

// report sends the sites from p, with the arrays that came back. length is the number of steps along
// their leading axis, or 0 if there is no such axis.
func (f packed) report(p *P, arrays []np.Array, length int) {
	for i, site := range f.sites {
		old := siteArrays{site.Value, site.Scale, site.Dist}
		all := tree.Arrays(old)
		for k, in := range f.inside[i] {
			if in {
				all[k], arrays = arrays[0], arrays[1:]
			}
		}
		got := tree.With(old, all)
		m := &Msg{Kind: site.Kind, Name: site.Name, Value: got.Value, Observed: site.Observed, Dist: got.Dist, Scale: got.Scale,
			Plates: site.Plates, Infer: site.Infer, Done: true}
		if site.Kind == Sample && length > 0 {
			stacked := f.inside[i][1:] // after the value come the scale, if there is one, and the distribution
			if !m.Scale.IsZero() {
				m.Scale = leadingAxis(m.Scale, stacked[0], len(m.Dist.BatchShape()))
				stacked = stacked[1:]
			}
			m.Dist = dist.Stacked(m.Dist, length, stacked)
		}
		p.send(m)
	}
}

// leadingAxis makes a stacked scale broadcast against a batch of the given rank with the steps in front.
func leadingAxis(scale np.Array, stacked bool, rank int) np.Array {
	for stacked && scale.Rank() < rank+1 {
		scale = scale.ExpandDims(1)
	}
	return scale
}
