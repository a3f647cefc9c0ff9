package schedule

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// group is what is computed in one step: roots in one loop nest, or one task.
type group struct {
	stage int
	key   string
	roots []*expr.Root
	parts []*group // of one pass over blocks of rows; else none
	rows  int      // how many rows that has
}

// nests returns the groups whose nests g is.
func (g *group) nests() []*group {
	if g.parts != nil {
		return g.parts
	}
	return []*group{g}
}

// collect appends the roots that n needs to l.roots, each after those that it needs.
func (l *level) collect(n *expr.Node) {
	for _, m := range n.Loads() {
		l.collectRoot(m.Root)
	}
}

func (l *level) collectRoot(r *expr.Root) {
	if l.known[r] != nil {
		return
	}
	i := &info{}
	l.known[r] = i
	if r.Kind == expr.Input || r.Place.Buffer != nil || r.Value != nil { // it was there before
		if r.Place.Buffer != nil {
			l.held[r.Place.Buffer] = append(l.held[r.Place.Buffer], r)
		}
		return
	}
	i.own = true
	for _, n := range operands(r) {
		views := n.Loads()
		i.reads = append(i.reads, views...)
		for _, m := range views {
			l.collectRoot(m.Root)
		}
	}
	if r.Task != nil {
		for _, q := range r.Task.Out {
			if l.known[q] == nil {
				l.known[q] = &info{own: true, reads: i.reads}
			}
			if q != r && !slices.Contains(l.roots, q) {
				l.roots = append(l.roots, q)
			}
		}
	}
	if !slices.Contains(l.roots, r) {
		l.roots = append(l.roots, r)
	}
}

// operands returns what r is computed from.
func operands(r *expr.Root) []*expr.Node {
	switch {
	case r.Task != nil:
		return r.Task.In
	case r.Kind == expr.Parts:
		var in []*expr.Node
		for _, p := range r.Parts {
			in = append(in, p.X)
			for _, t := range p.At.Terms {
				in = append(in, t.Index)
			}
		}
		return in
	}
	return []*expr.Node{r.X}
}

// key tells which roots can share a nest: those of one shape whose reductions, if any, are over all axes, or
// over the same ones.
func key(r *expr.Root) string {
	switch {
	case r.Kind == expr.Map || r.Kind == expr.Reduce && len(r.Axes) == len(r.X.Shape):
		return "each" + r.X.Shape.String()
	case r.Kind == expr.Reduce:
		return fmt.Sprint("some", r.X.Shape, r.Axes)
	case r.Task != nil:
		return fmt.Sprintf("task%p", r.Task)
	}
	return fmt.Sprintf("root%p", r)
}

// arrange sorts roots into groups. What a root reads element by element in its own indices may be computed
// in the same nest; all else before.
func (l *level) arrange() {
	byKey := map[string]*group{}
	for _, r := range l.roots {
		i, k := l.known[r], key(r)
		for _, m := range i.reads {
			switch q := l.known[m.Root]; {
			case !q.own:
			case aligned(r, m) && q.group != nil && q.group.key == k:
				i.stage = max(i.stage, q.stage)
			default:
				i.stage = max(i.stage, q.stage+1)
			}
		}
		if r.Task != nil { // all results come at once
			for _, q := range r.Task.Out {
				i.stage = max(i.stage, l.known[q].stage)
			}
			for _, q := range r.Task.Out {
				l.known[q].stage = i.stage
			}
		}
		name := fmt.Sprint(i.stage, " ", k)
		g := byKey[name]
		if g == nil {
			g = &group{stage: i.stage, key: k}
			byKey[name] = g
			l.groups = append(l.groups, g)
		}
		g.roots = append(g.roots, r)
		i.group = g
	}
	slices.SortStableFunc(l.groups, func(a, b *group) int { return cmp.Compare(a.stage, b.stage) })
}

// aligned reports whether r reads m, a view, in its own indices, where m is a whole Map.
func aligned(r *expr.Root, m *expr.Node) bool {
	return (r.Kind == expr.Map || r.Kind == expr.Reduce) && m.Root.Kind == expr.Map && m.IsWhole() &&
		len(m.Shape) > 0 && m.Shape.Equal(r.X.Shape) && m.Root.Shape.Equal(m.Shape)
}

// never is a step after all others.
const never = math.MaxInt

// measure finds when each root is read last, and which need no memory.
func (l *level) measure(out []*expr.Node, dest []expr.Place) {
	for _, r := range l.roots {
		l.known[r].inner = r.Kind == expr.Map
	}
	read := func(m *expr.Node, step int, inside bool) {
		i := l.known[m.Root]
		i.last = max(i.last, step)
		i.inner = i.inner && inside
	}
	for at, whole := range l.groups {
		for _, g := range whole.nests() {
			for _, r := range g.roots {
				for _, m := range l.known[r].reads {
					read(m, at+1, aligned(r, m) && l.known[m.Root].group == g)
				}
			}
		}
	}
	for i, n := range out {
		for _, m := range n.Loads() {
			q := l.known[m.Root]
			if n.IsWhole() && q.hint != nil && samePlace(*q.hint, dest[i]) {
				q.inner, q.direct = false, true
				continue
			}
			read(m, never, false)
		}
	}
}

// hints notes where roots should best be: where results go, and, where an op may pass an operand on as a result
// or change it in place, where that is.
func (l *level) hints(p *ir.Program, env ir.Env[*expr.Node], dest []expr.Place) {
	place := ir.NewEnv[*expr.Place](p)
	want := func(v *ir.Var, d *expr.Place) {
		if v.Slot() < 0 || v.Rank() == 0 || place.Get(v) != nil || d == nil {
			return
		}
		place.Set(v, d)
		if n := env.Get(v); n.IsWhole() {
			if i := l.known[n.Root]; i != nil && i.own && i.hint == nil {
				i.hint = d
			}
		}
	}
	for i, v := range p.Out {
		want(v, &dest[i])
	}
	for k := len(p.Eqns) - 1; k >= 0; k-- {
		e := &p.Eqns[k]
		for i, v := range e.Out {
			if d := place.Get(v); d != nil {
				for _, in := range passed(e, i) {
					want(in, d)
				}
			}
		}
	}
}

// passed returns operands of e that result i may be, or be made from in place.
func passed(e *ir.Eqn, i int) []*ir.Var {
	switch op := e.Op.(type) {
	case flow.Switch:
		var in []*ir.Var
		for _, b := range op.Branches {
			if k := slices.Index(b.In, b.Out[i]); k >= 0 && b.Out[i].Slot() >= 0 {
				in = append(in, e.In[1+k])
			}
		}
		return in
	case flow.While:
		return e.In[op.TestConsts+op.BodyConsts+i:][:1]
	case flow.Scan:
		if i < op.Carry {
			return e.In[op.Consts+i:][:1]
		}
	case interface{ InPlace() }:
		return e.In[:1]
	}
	return nil
}

// placed returns where r is to be computed: where its hint says, if nothing is lost, else in a buffer of
// its own. Operand is a view through which r's own step may read what is there.
func (l *level) placed(r *expr.Root, operand *expr.Node) expr.Place {
	i := l.known[r]
	if i.hint == nil || !l.free(i.hint.Buffer, r, operand) {
		return l.temp(r.Type, r.Shape.Size())
	}
	l.held[i.hint.Buffer] = append(l.held[i.hint.Buffer], r)
	l.touch(i.hint.Buffer)
	return *i.hint
}

// free reports whether what is in buf is not needed any more when r is computed.
func (l *level) free(buf *loop.Buffer, r *expr.Root, operand *expr.Node) bool {
	for _, q := range l.held[buf] {
		i := l.known[q]
		switch {
		case q == r || i.last < l.step:
		case i.last > l.step:
			return false
		case operand != nil && operand.IsWhole() && operand.Root == q && l.readsOnce(r, q):
		case (r.Kind == expr.Map) && l.inStep(r, q):
		default:
			return false
		}
	}
	return true
}

// readsOnce reports whether only one operand of r's task reads q.
func (l *level) readsOnce(r *expr.Root, q *expr.Root) bool {
	n := 0
	for _, m := range l.known[r].reads {
		if m.Root == q {
			n++
		}
	}
	return n == 1
}

// inStep reports whether the step that is being made reads q in the indices of its nests only, and not after
// that of r: then it reads each element before it writes r's.
func (l *level) inStep(r, q *expr.Root) bool {
	after := false
	for _, g := range l.groups[l.step-1].nests() {
		for _, s := range g.roots {
			for _, m := range l.known[s].reads {
				if m.Root == q && (after || !m.IsWhole() || !m.Shape.Equal(s.X.Shape) || len(m.Shape) == 0) {
					return false
				}
			}
		}
		after = after || g == l.known[r].group
	}
	return true
}
