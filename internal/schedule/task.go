package schedule

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// emit makes the statements of a group.
func (l *level) emit(g *group) {
	if g.parts != nil {
		l.blockOf(g)
		return
	}
	switch r := g.roots[0]; r.Kind {
	case expr.Map, expr.Reduce:
		l.nestOf(g)
	case expr.Parts:
		l.parts(r)
	case expr.Loops:
		l.loopsOf(r.Task)
	case expr.Call:
		l.call(r.Task)
	default:
		switch op := r.Task.Flow.(type) {
		case flow.Scan:
			l.scan(op, r.Task)
		case flow.While:
			l.while(op, r.Task)
		case flow.Switch:
			l.choose(op, r.Task)
		}
	}
}

// parts writes one part after the other. The first may be there already.
func (l *level) parts(r *expr.Root) {
	p := l.placed(r, r.Parts[0].X)
	for i, part := range r.Parts {
		if i == 0 && l.isAt(part.X, p) && part.X.Shape.Equal(r.Shape) {
			continue
		}
		l.write(p, part.At, part.X)
	}
	r.Place = p
}

// loopsOf has a task make its loops.
func (l *level) loopsOf(t *expr.Task) {
	elements := 0
	for i, r := range t.Out {
		elements += r.Shape.Size()
		if len(r.Shape) == 0 {
			continue
		}
		if i == 0 && t.InPlace {
			p := l.placed(r, t.In[0])
			if !l.isAt(t.In[0], p) {
				l.fill(p, t.In[0])
			}
			r.Place = p
			continue
		}
		r.Place = l.placed(r, nil)
	}
	if elements == 0 {
		return
	}
	for _, n := range t.In {
		if len(n.Shape) == 0 {
			l.scalar(n)
		}
		l.scalars(n)
	}
	l.clock++
	e := &emitter{l: l, task: t}
	t.Emit(e)
	l.clock++
	for _, b := range e.temps { // loops of the task may use them again
		l.touch(b)
	}
	for _, n := range t.In {
		for _, m := range n.Loads() {
			if m.Root.Place.Buffer != nil {
				l.touch(m.Root.Place.Buffer)
			}
		}
	}
}

// emitter implements expr.Emitter.
type emitter struct {
	l     *level
	task  *expr.Task
	temps []*loop.Buffer
}

func (e *emitter) Builder() *loop.Builder { return e.l.b }

func (e *emitter) Vector() int { return e.l.machine.Vector }

func (e *emitter) Op(op loop.Op, x ...*loop.Value) *loop.Value { return e.l.apply(op, x...) }

func (e *emitter) At(k int, index ...*loop.Value) *loop.Value {
	return e.l.operand(e.task.In[k], coordinates(index), map[*expr.Node]*loop.Value{})
}

func (e *emitter) address(k int, index []*loop.Value) loop.Address {
	r := e.task.Out[k]
	e.l.touch(r.Place.Buffer)
	return e.l.address(r.Place, expr.Whole(r), coordinates(index), nil)
}

func (e *emitter) Load(k int, index ...*loop.Value) *loop.Value {
	return e.l.b.Load(e.address(k, index))
}

func (e *emitter) Store(k int, x *loop.Value, index ...*loop.Value) {
	if r := e.task.Out[k]; len(r.Shape) == 0 {
		r.Value = x
		return
	}
	e.l.b.Store(e.address(k, index), x)
}

func (e *emitter) Temp(t array.DType, n int) *loop.Buffer {
	e.temps = append(e.temps, e.l.temp(t, n).Buffer)
	return e.temps[len(e.temps)-1]
}

// call has Go compute whole buffers.
func (l *level) call(t *expr.Task) {
	c := &loop.Call{Name: t.Name, Run: t.Run}
	for _, n := range t.In {
		c.In = append(c.In, loop.Operand{Buffer: l.whole(n), Shape: n.Shape})
	}
	for _, r := range t.Out {
		p := l.temp(r.Type, r.Shape.Size())
		if len(r.Shape) > 0 {
			r.Place = p
		}
		c.Out = append(c.Out, loop.Operand{Buffer: p.Buffer, Shape: r.Shape})
	}
	l.b.Call(c)
	for i, r := range t.Out {
		if len(r.Shape) == 0 {
			r.Value = l.b.Load(loop.Address{Buffer: c.Out[i].Buffer})
		}
	}
}

// whole returns a buffer that holds n and nothing else.
func (l *level) whole(n *expr.Node) *loop.Buffer {
	if len(n.Shape) == 0 {
		p := l.temp(n.Type, 1)
		l.b.Store(loop.Address{Buffer: p.Buffer}, l.scalar(n))
		return p.Buffer
	}
	if n.IsWhole() {
		if p := n.Root.Place; p.Offset == 0 && len(p.Terms) == 0 && p.Buffer.Len == n.Shape.Size() {
			l.touch(p.Buffer)
			return p.Buffer
		}
	}
	p := l.temp(n.Type, n.Shape.Size())
	l.fill(p, n)
	return p.Buffer
}
