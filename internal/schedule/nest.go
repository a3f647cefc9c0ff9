package schedule

import (
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// nest is a loop nest over the indices of Shape. Members are stores of elements, or reductions over Axes.
type nest struct {
	*level
	shape   array.Shape
	axes    []int // that are reduced: none, some, or all
	stores  []store
	folds   []fold
	extents array.Shape  // lengths of the loops, after axes are joined; 1 for an axis without one
	at      []coordinate // indices

	rows  bool                  // this is one block of rows
	row   int                   // the axis of these
	ready map[*expr.Root]matrix // packed before the pass, by fold
	carry []*loop.Value         // what reductions over all axes begin with in a block
	last  []*loop.Value         // and end with
}

// store writes the elements of X.
type store struct {
	place expr.Place
	to    *expr.Node // the view that they go to
	x     *expr.Node
}

// fill computes x to a place.
func (l *level) fill(p expr.Place, x *expr.Node) {
	whole := expr.Block(ir.Type{DType: x.Type, Shape: x.Shape}, 0, x.Shape.Strides())
	l.write(p, whole, x)
}

// write computes x to a view of a place.
func (l *level) write(p expr.Place, to, x *expr.Node) {
	l.scalars(x)
	for _, t := range to.Terms {
		l.scalar(t.Index)
	}
	l.touch(p.Buffer)
	n := &nest{level: l, shape: x.Shape, stores: []store{{p, to, x}}}
	n.emit()
}

// nestOf makes the nest of a group of Maps and Reduces.
func (l *level) nestOf(g *group) {
	n := l.prepare(g, func(r *expr.Root) expr.Place { return l.placed(r, nil) })
	l.nest = g
	n.emit()
	l.nest = nil
	for i, v := range n.last {
		n.folds[i].root.Value = v
	}
}

// prepare computes the scalars that a nest reads, and gives its results their places.
func (l *level) prepare(g *group, place func(r *expr.Root) expr.Place) *nest {
	n := &nest{level: l, shape: g.roots[0].X.Shape}
	for _, r := range g.roots {
		l.scalars(r.X)
		switch {
		case r.Kind == expr.Reduce:
			n.axes = r.Axes
			f := fold{root: r, op: r.Fold, x: r.X}
			if len(r.Shape) > 0 {
				r.Place = place(r)
				l.touch(r.Place.Buffer)
				f.dest = r.Place
			}
			n.folds = append(n.folds, f)
		case !l.known[r].inner:
			r.Place = place(r)
			l.touch(r.Place.Buffer)
			n.stores = append(n.stores, store{r.Place, expr.Whole(r), r.X})
		}
	}
	return n
}

func (n *nest) emit() {
	n.products()
	switch {
	case len(n.stores)+len(n.folds) == 0:
		return
	case len(n.folds) == 0:
		n.axes = nil
	}
	if n.isShort() {
		n.writeOut()
		return
	}
	n.join()
	n.at = make([]coordinate, len(n.shape))
	v := n.vectorAxis()
	switch {
	case len(n.axes) == 0 || len(n.axes) == len(n.shape):
		n.each(v)
	case n.shape.Without(n.axes).Size() == 0: // nothing to compute
	case v < 0 || slices.Contains(n.axes, v):
		n.some(v)
	case n.accumulates(v) && !n.rows:
		n.accumulate(v)
	default:
		n.someInside(v)
	}
}

// views calls f with the strides of all that the nest reads and writes.
func (n *nest) views(f func(strides []int)) {
	see := func(x *expr.Node) {
		x.Walk(func(m *expr.Node) {
			if len(m.Shape) == len(n.shape) && len(m.Strides) > 0 {
				f(m.Strides)
			}
		})
	}
	for _, s := range n.stores {
		f(s.to.Strides)
		n.walkInner(s.x, see)
	}
	for _, d := range n.folds {
		n.walkInner(d.x, see)
		if d.dest.Buffer != nil {
			f(n.outer(d.root).Strides)
		}
	}
}

// walkInner calls see for x and the expressions of what it reads that is computed in the same nest.
func (n *nest) walkInner(x *expr.Node, see func(*expr.Node)) {
	see(x)
	x.Walk(func(m *expr.Node) {
		if m.Op == loop.Load {
			if n.isNear(m.Root) {
				n.walkInner(m.Root.X, see)
			}
		}
	})
}

// outer returns a reduced root as a view with all axes of the nest.
func (n *nest) outer(r *expr.Root) *expr.Node {
	strides, k, own := make([]int, len(n.shape)), 0, r.Shape.Strides()
	if b := n.blocking; b != nil && b.layout[r] != nil {
		own = b.layout[r]
	}
	for i := range n.shape {
		if !slices.Contains(r.Axes, i) {
			strides[i] = own[k]
			k++
		}
	}
	return &expr.Node{Type: r.Type, Shape: n.shape, Op: loop.Load, Strides: strides}
}

// join makes one loop of neighboring axes that all views step through as through one.
func (n *nest) join() {
	n.extents = slices.Clone(n.shape)
	for a := len(n.shape) - 2; a >= 0; a-- {
		b := a + 1
		if n.extents[a] == 1 {
			continue
		}
		for b < len(n.shape) && n.extents[b] == 1 {
			b++
		}
		if b == len(n.shape) || slices.Contains(n.axes, a) != slices.Contains(n.axes, b) {
			continue
		}
		ok := true
		n.views(func(s []int) { ok = ok && s[a] == s[b]*n.extents[b] })
		if ok {
			n.extents[b] *= n.extents[a]
			n.extents[a] = 1
		}
	}
}

// vectorAxis returns the axis that most views go through in steps of 1, or -1 if there is no loop.
func (n *nest) vectorAxis() int {
	best, score := -1, math.MinInt
	for a, length := range n.extents {
		if length == 1 {
			continue
		}
		sum := 0
		n.views(func(s []int) {
			switch s[a] {
			case 0:
			case 1:
				sum += 2
			default:
				sum -= 3
			}
		})
		if sum >= score {
			best, score = a, sum
		}
	}
	return best
}

// over makes a loop over axis a around body.
func (n *nest) over(a int, vector bool, init []*loop.Value, combine []loop.Op, body func(carry []*loop.Value) []*loop.Value) []*loop.Value {
	if n.extents[a] == 1 {
		return body(init)
	}
	lo, hi := n.b.Int(array.Int64, 0), n.b.Int(array.Int64, int64(n.extents[a]))
	f := func(i *loop.Value, carry []*loop.Value) []*loop.Value {
		n.at[a] = along(i)
		next := body(carry)
		n.at[a] = coordinate{}
		return next
	}
	if vector {
		return n.b.Vector(lo, hi, init, combine, f)
	}
	return n.b.For(lo, hi, init, f)
}

// through makes loops over the given axes, the first outermost.
func (n *nest) through(axes []int, vector int, init []*loop.Value, combine []loop.Op, body func(carry []*loop.Value) []*loop.Value) []*loop.Value {
	if len(axes) == 0 {
		return body(init)
	}
	return n.over(axes[0], axes[0] == vector, init, combine, func(carry []*loop.Value) []*loop.Value {
		return n.through(axes[1:], vector, carry, combine, body)
	})
}

// list returns the axes for which is holds, v last.
func (n *nest) list(v int, is func(a int) bool) []int {
	var axes []int
	for a := range n.shape {
		if a != v && is(a) {
			axes = append(axes, a)
		}
	}
	if v >= 0 && is(v) {
		axes = append(axes, v)
	}
	return axes
}

// partial reports whether the nest, of one block, reduces over rows to arrays: they begin with what earlier
// blocks made.
func (n *nest) partial() bool {
	return n.rows && n.reduced(n.row) && len(n.axes) < len(n.shape)
}

func (n *nest) reduced(a int) bool { return slices.Contains(n.axes, a) }
func (n *nest) kept(a int) bool    { return !n.reduced(a) }

// each makes the nest whose reductions are over all axes.
func (n *nest) each(v int) {
	init, combine := n.starts()
	if n.rows {
		init = n.carry[:len(init)]
	}
	all := n.list(v, func(int) bool { return true })
	if n.last = init; n.shape.Size() == 0 {
		return
	}
	if n.streamed(v) {
		n.last = n.stream(v, init)
		return
	}
	n.last = n.through(all, v, init, combine, n.one)
}

// one computes what there is at an index: it returns the next values of the reductions.
func (n *nest) one(carry []*loop.Value) []*loop.Value {
	memo := map[*expr.Node]*loop.Value{}
	values := make([]*loop.Value, len(n.stores))
	for i, s := range n.stores { // all is read before anything is written
		values[i] = n.operand(s.x, n.at, memo)
	}
	next := n.next(carry, memo)
	for i, s := range n.stores {
		n.b.Store(n.address(s.place, s.to, n.at, memo), values[i])
	}
	n.fetchRows()
	return next
}

// some makes the nest of reductions over some axes, the vector axis one of them.
func (n *nest) some(v int) {
	if a := n.jams(v); a >= 0 {
		n.jam(a, v)
		return
	}
	n.through(n.list(-1, n.kept), -1, nil, nil, func([]*loop.Value) []*loop.Value {
		init, combine := n.starts()
		if n.partial() {
			init = n.gets()
		}
		out := init
		if n.shape.Size() > 0 {
			out = n.through(n.list(v, n.reduced), v, init, combine, n.one)
		}
		n.puts(out)
		return nil
	})
}

// someInside is some with the vector axis one of those that are kept.
func (n *nest) someInside(v int) {
	n.through(n.list(v, n.kept), v, nil, nil, func([]*loop.Value) []*loop.Value {
		init, combine := n.starts()
		if n.partial() {
			init = n.gets()
		}
		out := init
		if n.shape.Size() > 0 {
			folded := n.list(-1, n.reduced)
			out = n.through(folded, folded[len(folded)-1], init, combine, n.one)
		}
		n.puts(out)
		return nil
	})
}

// accumulates reports whether the results are so small, and what is reduced so large, that it is better
// read in its order.
func (n *nest) accumulates(v int) bool {
	const cache = 1 << 15 // elements
	kept, all := 1, 1
	for a, length := range n.extents {
		if all *= length; n.kept(a) {
			kept *= length
		}
	}
	return all > cache && kept*len(n.folds) < cache/4
}

// accumulate makes reductions in memory, with the loops over what is reduced outside.
func (n *nest) accumulate(v int) {
	n.reset(v)
	n.gather(v)
}

// clear makes results that blocks add to what they begin with.
func (n *nest) clear() {
	if n.partial() {
		n.join()
		n.at = make([]coordinate, len(n.shape))
		n.reset(-1)
	}
}

// reset stores what reductions begin with.
func (n *nest) reset(v int) {
	init, _ := n.starts()
	n.through(n.list(v, n.kept), v, nil, nil, func([]*loop.Value) []*loop.Value {
		n.puts(init)
		return nil
	})
}

// gather adds all that is reduced to the results in memory.
func (n *nest) gather(v int) {
	order := append(n.list(-1, n.reduced), n.list(v, n.kept)...)
	n.through(order, v, nil, nil, func([]*loop.Value) []*loop.Value {
		n.puts(n.one(n.gets()))
		return nil
	})
}

// gets loads the results so far.
func (n *nest) gets() []*loop.Value {
	out := make([]*loop.Value, len(n.folds))
	for i, f := range n.folds {
		out[i] = n.b.Load(n.address(f.dest, n.outer(f.root), n.at, nil))
	}
	return out
}
