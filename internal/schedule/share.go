package schedule

import (
	"slices"

	"github.com/phlox-ppl/phlox/internal/expr"
)

// Reductions over some axes have nests of their own. But arrays of the same shape are computed there, too, if they take functions of
// the same operands: most of what these need is the same. The log density of a logistic regression sums log(1 + exp z) over the
// rows, and its gradient takes 1/(1 + exp -z) of each; for many chains the sums are over some axes.

// share moves such arrays to the groups of the reductions. These have their axes in the order of the arrays then.
func (l *level) share() {
	groups := l.groups
	l.groups = slices.DeleteFunc(slices.Clone(groups), func(m *group) bool {
		i := slices.IndexFunc(groups, func(g *group) bool { return g.takes(m) })
		if i < 0 {
			return false
		}
		g := groups[i]
		for _, r := range g.roots {
			r.X, r.Axes = r.Given.X, r.Given.Axes
			l.known[r].reads = r.X.Loads()
		}
		for _, r := range m.roots {
			l.known[r].group = g
		}
		g.roots = append(g.roots, m.roots...)
		return true
	})
}

// takes reports whether g, of reductions over some axes, had better compute what is in m, too: arrays that are too large to be written out.
func (g *group) takes(m *group) bool {
	first := g.roots[0]
	if g.stage != m.stage || len(first.Shape) == 0 || !g.all(expr.Reduce) || !m.all(expr.Map) || isSmall(m.roots[0].Shape) {
		return false
	}
	known := map[*expr.Node]bool{}
	for _, r := range g.roots {
		if !slices.Equal(r.Given.Axes, first.Given.Axes) || !r.Given.X.Shape.Equal(m.roots[0].X.Shape) {
			return false
		}
		arguments(r.Given.X, func(x *expr.Node) { known[x] = true })
	}
	shared := false
	for _, r := range m.roots {
		arguments(r.X, func(x *expr.Node) { shared = shared || known[x] })
	}
	return shared
}

// all reports whether all roots of a group are of a kind.
func (g *group) all(k expr.Kind) bool {
	return !slices.ContainsFunc(g.roots, func(r *expr.Root) bool { return r.Kind != k })
}

// arguments calls f with what x takes functions of.
func arguments(x *expr.Node, f func(*expr.Node)) {
	x.Walk(func(n *expr.Node) {
		if n.Op.IsFunction() && len(n.Shape) > 0 {
			for _, a := range n.Args {
				f(a)
			}
		}
	})
}
