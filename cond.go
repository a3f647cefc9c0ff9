package phlox

import (
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// Cond runs one of two parts of a model, as fn.Cond does: yes if pred, a bool scalar, holds, else no. Both
// must have the same sites with distributions of the same kinds and shapes. If pred is known the other
// part is not looked at.
func Cond[A, B any](p *P, pred np.Array, yes, no func(p *P, x A) B, x A) (y B) {
	if pred.IsConcrete() {
		if pred.AsType(np.Bool).Bools()[0] {
			return yes(p, x)
		}
		return no(p, x)
	}
	p.send(&Msg{Kind: ControlFlow, Run: func(m *Msg) {
		given := make([]map[string]np.Array, len(m.Steps))
		for k, step := range m.Steps {
			given[k] = step.Values
		}
		var found [2]packed
		part := func(k int, f func(p *P, x A) B) func(A) scanOut[B] {
			return func(x A) scanOut[B] {
				p, t := inner(m, given, m.Key)
				y := f(p, x)
				found[k] = pack(t, func(ir.Value) bool { return true })
				return scanOut[B]{y, found[k].arrays}
			}
		}
		out := fn.Cond(pred, part(1, yes), part(0, no), x)
		found[1].mustMatch(found[0], m)
		y = out.Y
		found[1].report(m.P, out.Sites, 0)
	}})
	return y
}

// mustMatch panics unless both parts have the same sites.
func (f packed) mustMatch(g packed, m *Msg) {
	if len(f.sites) != len(g.sites) {
		panic(m.Errorf("cond: %d sites where the predicate holds and %d where it does not", len(f.sites), len(g.sites)))
	}
	for i, a := range f.sites {
		b := g.sites[i]
		if a.Name != b.Name || a.Kind != b.Kind || a.Observed != b.Observed || a.Dist.String() != b.Dist.String() {
			panic(a.Errorf("cond: %v on one side, site %q %v on the other", a.Dist, b.Name, b.Dist))
		}
	}
}
