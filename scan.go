package phlox

import (
	"slices"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Scan runs a part of a model in steps, as fn.Scan does, with sites in it. Each site of a step becomes one
// site of the model whose value has the steps along a new leading axis; handlers around the model see
// that one, and give or take its values step by step. Values for the first steps only leave those after
// them to be drawn: a forecast. Scans nest. Inside, step gets a P of its own; that of the model must not be
// used there, and there are no parameters.
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
	n := s.steps.Length
	for _, l := range tree.Leaves(xs) {
		switch {
		case l.Array.Rank() == 0:
			panic(s.m.Errorf("scan: %s of the slices is a scalar", l.Path))
		case n > 0 && l.Array.Len() != n:
			panic(s.m.Errorf("scan over %d steps: %s of the slices has shape %v", n, l.Path, l.Array.Shape()))
		}
		n = l.Array.Len()
	}
	if n < 1 {
		panic(s.m.Errorf("scan of %d steps: there are no slices, or Steps.Length is not positive", n))
	}
	return n
}

// scanState and scanSlice are what goes through the steps besides the model's own state and slices.
type scanState[C any] struct {
	C   C
	Key random.PRNGKey
}

type scanSlice[X any] struct {
	X     X
	Index np.Array              // the number of the step
	Given []map[string]np.Array // the values that handlers give, for each Step of the message
}

type scanOut[Y any] struct {
	Y     Y
	Sites []np.Array
}

func (s scan[C, X, Y]) run(init C, xs X) (C, Y) {
	first := tree.Map(xs, func(a np.Array) np.Array { return a.At(0) })
	given, partial := s.m.given(s.discover(init, first), s.steps.Length)
	var found packed
	last, out := fn.Scan(func(c scanState[C], x scanSlice[X]) (scanState[C], scanOut[Y]) {
		var key random.PRNGKey
		if !c.Key.Data.IsZero() {
			keys := c.Key.Split(2)
			c.Key, key = keys[0], keys[1]
		}
		p, t := s.m.inside(key, func(k int) Handler {
			return partial[k].extend(s.m.Steps[k].handler(x.Given[k]), x.Index)
		})
		p.index = append(slices.Clone(s.m.Index), x.Index)
		next, y := s.step(p, c.C, x.X)
		inside := append(tree.Values(c), tree.Values(x)...)
		found = pack(t, func(v ir.Value) bool {
			return slices.ContainsFunc(inside, func(w ir.Value) bool { return v.SameTrace(w) })
		})
		return scanState[C]{next, c.Key}, scanOut[Y]{y, found.arrays}
	}, scanState[C]{init, s.m.Key}, scanSlice[X]{xs, np.Arange(s.steps.Length), given}, s.steps)
	found.report(s.m, out.Sites, s.steps.Length)
	return last.C, out.Y
}

// discover runs a step in a trace that is thrown away, to learn which sites each Step of the message sees.
// Values are not what counts: those that nothing gives are any in the support.
func (s scan[C, X, Y]) discover(init C, first X) []map[string]*Msg {
	type in struct {
		C     C
		X     X
		Index np.Array
	}
	seen := make([]map[string]*Msg, len(s.m.Steps))
	_, _, err := fn.Trace(func(x in) struct{} {
		p, _ := s.m.inside(random.Key(0), func(k int) Handler {
			if s.m.Steps[k].Values == nil {
				return s.m.Steps[k].handler(nil)
			}
			seen[k] = map[string]*Msg{}
			return watch(seen[k])
		}, feasible)
		p.index = append(slices.Clone(s.m.Index), x.Index)
		s.step(p, x.C, x.X)
		return struct{}{}
	}, in{init, first, np.Scalar(int64(0))})
	if err != nil {
		panic(err)
	}
	return seen
}

// watch collects the sites that pass.
func watch(seen map[string]*Msg) Handler {
	return func(m *Msg, next func(*Msg)) {
		if m.Kind == Sample || m.Kind == Deterministic {
			site := *m
			seen[m.Name] = &site
		}
		next(m)
	}
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
