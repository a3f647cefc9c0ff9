package phlox

import (
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// Cond runs one of two parts of a model, as fn.Cond does: yes if pred, a bool scalar, holds, else no. Both
// must have the same sites with distributions of the same kinds and shapes. If pred is known the other
// part is not looked at. As in a Scan, there are no parameters, and the part gets a P of its own.
func Cond[A, B any](p *P, pred np.Array, yes, no func(p *P, x A) B, x A) (y B) {
	p.send(&Msg{Kind: ControlFlow, Run: func(m *Msg) {
		given := make([]map[string]np.Array, len(m.Steps))
		for k, step := range m.Steps {
			given[k] = step.Values
		}
		var found *packed
		part := func(f func(p *P, x A) B) func(A) scanOut[B] {
			return func(x A) scanOut[B] {
				p, t := m.inside(m.Key, func(k int) Handler { return m.Steps[k].handler(given[k]) })
				y := f(p, x)
				sites := pack(t, func(ir.Value) bool { return true })
				if found != nil {
					sites.mustMatch(*found, m)
				}
				found = &sites
				return scanOut[B]{y, sites.arrays}
			}
		}
		if pred.IsZero() {
			panic(m.Errorf("cond: the predicate is the zero Array"))
		}
		out := fn.Cond(pred, part(yes), part(no), x)
		y = out.Y
		found.report(m, out.Sites, 0)
	}})
	return y
}

// mustMatch panics unless f and g, of the two parts, have the same sites.
func (f packed) mustMatch(g packed, m *Msg) {
	if len(f.sites) != len(g.sites) {
		panic(m.Errorf("cond: %d sites in one part and %d in the other", len(f.sites), len(g.sites)))
	}
	for i, a := range f.sites {
		b := g.sites[i]
		switch {
		case a.Name != b.Name || a.Kind != b.Kind || a.Observed != b.Observed:
			panic(a.Errorf("cond: the other part has %s in its place", b.what()))
		case a.Kind == Sample && (a.Dist.String() != b.Dist.String() || len(tree.Arrays(a.Dist)) != len(tree.Arrays(b.Dist))):
			panic(a.Errorf("cond: %v in one part, %v in the other", a.Dist, b.Dist))
		case a.Scale.IsZero() != b.Scale.IsZero():
			panic(a.Errorf("cond: the density is scaled in one part only"))
		case !a.Value.Shape().Equal(b.Value.Shape()):
			panic(a.Errorf("cond: the value has shape %v in one part, %v in the other", a.Value.Shape(), b.Value.Shape()))
		}
	}
}

// what describes a site.
func (m *Msg) what() string {
	text := m.Kind.String() + " " + `"` + m.Name + `"`
	if m.Observed {
		text = "observed " + text
	}
	return text
}
