package schedule

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/vmath"
	"github.com/phlox-ppl/phlox/ir"
)

// level is a program whose statements go in one block: the whole, the body of a loop, or a branch.
type level struct {
	*scheduler
	uses     []int // of each variable
	roots    []*expr.Root
	known    map[*expr.Root]*info
	groups   []*group
	values   map[*expr.Node]*loop.Value // scalars that are computed
	inverses map[*expr.Node]inverse     // of scalars
	negative map[*expr.Node]*loop.Value // of scalars
	rough    bool                       // terms of a sum are being computed
	step     int                        // the group that is being made, from 1
	nest     *group                     // the group whose loops are being made
	held     map[*loop.Buffer][]*expr.Root

	blocking *blocking // the block of rows that is being made, or nil
}

// info is what a level knows of a root.
type info struct {
	own   bool         // it is computed at this level
	reads []*expr.Node // the views it is computed from
	stage int
	group *group
	last  int  // the last step that reads it
	inner bool // it is read only by its own group, element by element
	hint  *expr.Place

	direct bool // it is computed where a result of the program goes
}

// lowerer is an op that says what the elements of its results are; nil if it can't for these operands.
type lowerer interface {
	Lower(x []*expr.Node, out []ir.Type) []*expr.Node
}

// level makes the statements of p. Results go to dest, and those of rank 0 are returned.
func (s *scheduler) level(p *ir.Program, in []*expr.Node, dest []expr.Place) []*loop.Value {
	l := &level{scheduler: s, uses: make([]int, p.Slots()), known: map[*expr.Root]*info{},
		values: map[*expr.Node]*loop.Value{}, inverses: map[*expr.Node]inverse{}, negative: map[*expr.Node]*loop.Value{}, held: map[*loop.Buffer][]*expr.Root{}}
	for _, e := range p.Eqns {
		l.use(e.In)
	}
	l.use(p.Out)
	env := ir.NewEnv[*expr.Node](p)
	for i, v := range p.In {
		env.Set(v, in[i])
	}
	l.lower(p, env, l.uses)
	out := l.results(env, p.Out)
	for _, n := range out {
		l.collect(n)
	}
	l.arrange()
	l.share()
	l.groups = l.merge(l.groups)
	l.hints(p, env, dest)
	l.measure(out, dest)
	for i, g := range l.groups {
		l.step = i + 1
		l.clock++
		l.emit(g)
	}
	l.clock++
	return l.finish(out, dest)
}

func (l *level) use(vars []*ir.Var) {
	for _, v := range vars {
		if v.Slot() >= 0 {
			l.uses[v.Slot()]++
		}
	}
}

// nodes returns the expressions of variables.
func (s *scheduler) nodes(env ir.Env[*expr.Node], vars []*ir.Var) []*expr.Node {
	out := make([]*expr.Node, len(vars))
	for i, v := range vars {
		if out[i] = env.Get(v); v.Slot() < 0 {
			out[i] = s.constant(v.Buffer())
		}
	}
	return out
}

// results returns the expressions of a program's results. Those of many rows are roots, so that they are computed in the
// pass over these.
func (l *level) results(env ir.Env[*expr.Node], vars []*ir.Var) []*expr.Node {
	for _, v := range vars {
		if v.Slot() < 0 || v.Rank() == 0 || slices.Max(v.Shape()) < fewRows {
			continue
		}
		if n := env.Get(v); n.Cost(1) > 0 {
			env.Set(v, expr.Compute(n))
		}
	}
	return l.nodes(env, vars)
}

// lower makes the expressions of all variables of p.
func (l *level) lower(p *ir.Program, env ir.Env[*expr.Node], uses []int) {
	for i := range p.Eqns {
		e := &p.Eqns[i]
		y := l.equation(e, l.nodes(env, e.In))
		for k, v := range e.Out {
			n := y[k]
			if uses[v.Slot()] > 1 && n.Cost(worthMemory) == worthMemory {
				n = expr.Compute(n)
			}
			env.Set(v, n)
		}
	}
}

// worthMemory is the cost of an element from which on an array that is used twice is computed once. Reading
// it costs about as much as two operations.
const worthMemory = 3

// equation returns the expressions of the results of e.
func (l *level) equation(e *ir.Eqn, x []*expr.Node) []*expr.Node {
	types := ir.TypesOf(e.Out)
	switch op := e.Op.(type) {
	case flow.Scan, flow.While, flow.Switch:
		for i := range x {
			x[i] = holdable(x[i])
		}
		t := &expr.Task{Name: op.Name(), In: x, Flow: op}
		return t.Results(expr.Flow, types)
	case lowerer:
		if y := op.Lower(x, types); y != nil && l.computes(y[0]) && !l.evaluates(y[0]) {
			return y
		}
	}
	if body := flow.Body(e.Op); body != nil {
		env := ir.NewEnv[*expr.Node](body)
		for i, v := range body.In {
			env.Set(v, x[i])
		}
		uses := make([]int, body.Slots())
		for i := range uses {
			uses[i] = 2 // results may be used twice
		}
		l.lower(body, env, uses)
		return l.nodes(env, body.Out)
	}
	return call(e.Op, x, types)
}

// evaluates reports whether n is the result of a task that is better left to Eval.
func (l *level) evaluates(n *expr.Node) bool {
	return l.machine.Functions && n.Root != nil && n.Root.Task != nil && n.Root.Task.Kernel
}

// computes reports whether the machine has the function that n is of its operands.
func (l *level) computes(n *expr.Node) bool {
	if n.Op == loop.None {
		n = n.Args[0]
	}
	return l.machine.Functions || !n.Op.IsFunction() || vmath.Has(n.Op, n.Type)
}

// call is an op that is computed by its Eval.
func call(op ir.Op, x []*expr.Node, types []ir.Type) []*expr.Node {
	for i := range x {
		x[i] = expr.Dense(x[i])
	}
	t := &expr.Task{Name: op.Name(), In: x, Run: func(in, out []*array.Buffer) {
		for i, y := range op.Eval(in, types) {
			array.Copy(out[i], 0, y, 0, y.Size())
		}
	}}
	return t.Results(expr.Call, types)
}

// holdable returns x as something that can be read at any time: scalars, constants and views.
func holdable(x *expr.Node) *expr.Node {
	if len(x.Shape) == 0 {
		return x
	}
	for _, t := range x.Terms {
		if len(t.Index.Shape) > 0 {
			return expr.Compute(x)
		}
	}
	switch x.Op {
	case loop.Load, loop.Const, loop.Index, loop.None:
		return x
	}
	return expr.Compute(x)
}

// finish puts results that are not where they should be there, and returns those of rank 0.
func (l *level) finish(out []*expr.Node, dest []expr.Place) []*loop.Value {
	scalars := make([]*loop.Value, len(out))
	var late []int // results that are copied
	for i, n := range out {
		switch {
		case len(n.Shape) == 0:
			scalars[i] = l.scalar(n)
		case !l.isAt(n, dest[i]):
			late = append(late, i)
		}
	}
	// What is read must not be overwritten first: then it is saved.
	from := make([]*expr.Node, len(late))
	for k, i := range late {
		from[k] = out[i]
		if l.isLost(out[i], i, late, dest) {
			saved := l.temp(out[i].Type, out[i].Shape.Size())
			l.fill(saved, out[i])
			from[k] = expr.Whole(&expr.Root{Kind: expr.Input, Type: out[i].Type, Shape: out[i].Shape, Place: saved})
		}
	}
	l.clock++
	for k, i := range late {
		l.fill(dest[i], from[k])
	}
	return scalars
}

// isAt reports whether n is in memory at p.
func (l *level) isAt(n *expr.Node, p expr.Place) bool {
	return n.IsWhole() && samePlace(n.Root.Place, p)
}

func samePlace(p, q expr.Place) bool {
	if p.Buffer != q.Buffer || p.Buffer == nil || p.Offset != q.Offset || len(p.Terms) != len(q.Terms) {
		return false
	}
	for i := range p.Terms {
		if p.Terms[i] != q.Terms[i] {
			return false
		}
	}
	return true
}

// inPlace reports whether n, element by element, reads of p's buffer only the element that it is to replace.
func inPlace(n *expr.Node, p expr.Place) bool {
	return !slices.ContainsFunc(n.Loads(), func(m *expr.Node) bool {
		return m.Root.Place.Buffer == p.Buffer && !(m.IsWhole() && m.Shape.Equal(n.Shape) && samePlace(m.Root.Place, p))
	})
}

// isLost reports whether something that n, which is result i, reads is overwritten when results are put in their places.
func (l *level) isLost(n *expr.Node, i int, results []int, dest []expr.Place) bool {
	return slices.ContainsFunc(n.Loads(), func(m *expr.Node) bool {
		return slices.ContainsFunc(results, func(j int) bool {
			return m.Root.Place.Buffer == dest[j].Buffer && (i != j || !inPlace(n, dest[i]))
		})
	})
}
