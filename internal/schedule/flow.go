package schedule

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// freeze returns x, which is holdable, for the programs of a control-flow op: what scalars it has are
// computed now.
func (l *level) freeze(x *expr.Node) *expr.Node {
	if len(x.Shape) == 0 {
		return expr.Known(l.scalar(x))
	}
	y := *x
	switch x.Op {
	case loop.None:
		y.Args = []*expr.Node{expr.Known(l.scalar(x.Args[0]))}
	case loop.Load:
		y.Terms = slices.Clone(x.Terms)
		for i, t := range x.Terms {
			y.Terms[i].Index = expr.Known(l.scalar(t.Index))
		}
		l.touch(x.Root.Place.Buffer)
	}
	return &y
}

func (l *level) freezeAll(x []*expr.Node) []*expr.Node {
	out := make([]*expr.Node, len(x))
	for i, n := range x {
		out[i] = l.freeze(n)
	}
	return out
}

// state is what a loop carries: scalars and the elements of small arrays as values, arrays in places. What values say
// is in the places too, but if nothing reads it there, it is not written (loop.Func.Sweep).
type state struct {
	types  []ir.Type
	places []expr.Place
	init   []*loop.Value
}

// carry puts the initial state where the loop will find it. Results are the roots of its last state.
func (l *level) carry(init []*expr.Node, results []*expr.Root) state {
	s := state{places: make([]expr.Place, len(init))}
	first := make([]*loop.Value, len(init))
	for i, n := range init {
		s.types = append(s.types, ir.Type{DType: n.Type, Shape: n.Shape})
		if len(n.Shape) == 0 {
			first[i] = l.scalar(n)
			continue
		}
		if isSmall(n.Shape) { // a place of its own is not written in each turn if nothing reads it there
			s.places[i] = l.temp(n.Type, n.Shape.Size())
		} else {
			s.places[i] = l.placed(results[i], n)
		}
		if !l.isAt(n, s.places[i]) {
			l.fill(s.places[i], n)
		}
	}
	s.init = s.values(l.b, first)
	return s
}

// values returns the values of the state, of which scalars are given and arrays are in their places.
func (s state) values(b *loop.Builder, scalars []*loop.Value) []*loop.Value {
	var values []*loop.Value
	for i, t := range s.types {
		switch {
		case len(t.Shape) == 0:
			values = append(values, scalars[i])
		case isSmall(t.Shape):
			for k := range t.Shape.Size() {
				values = append(values, b.Load(element(s.places[i], k)))
			}
		}
	}
	return values
}

// nodes returns the state, given its values, as operands of a program.
func (s state) nodes(b *loop.Builder, values []*loop.Value) []*expr.Node {
	out := make([]*expr.Node, len(s.types))
	for i, t := range s.types {
		if len(t.Shape) == 0 {
			out[i], values = expr.Known(values[0]), values[1:]
			continue
		}
		if isSmall(t.Shape) {
			for k := range t.Shape.Size() {
				b.Holds(element(s.places[i], k), values[k])
			}
			values = values[t.Shape.Size():]
		}
		out[i] = expr.Whole(&expr.Root{Kind: expr.Input, Type: t.DType, Shape: t.Shape, Place: s.places[i]})
	}
	return out
}

// done notes the last state as results.
func (s state) done(b *loop.Builder, results []*expr.Root, last []*loop.Value) {
	for i, n := range s.nodes(b, last) {
		if r := results[i]; len(r.Shape) == 0 {
			r.Value = n.Value
		} else {
			r.Place = s.places[i]
		}
	}
}

// element returns the address of element k of what is at p.
func element(p expr.Place, k int) loop.Address {
	return loop.Address{Buffer: p.Buffer, Offset: p.Offset + k, Terms: p.Terms}
}

// while makes a loop with a test.
func (l *level) while(op flow.While, t *expr.Task) {
	test, body := l.freezeAll(t.In[:op.TestConsts]), l.freezeAll(t.In[op.TestConsts:op.TestConsts+op.BodyConsts])
	s := l.carry(t.In[op.TestConsts+op.BodyConsts:], t.Out)
	var out []*loop.Value
	l.inLoop(func() {
		l.touchAll(s.places)
		out = l.b.While(s.init, func(vars []*loop.Value) *loop.Value {
			return l.level(op.Test, slices.Concat(test, s.nodes(l.b, vars)), make([]expr.Place, 1))[0]
		}, func(vars []*loop.Value) []*loop.Value {
			return s.values(l.b, l.level(op.Body, slices.Concat(body, s.nodes(l.b, vars)), s.places))
		})
	})
	s.done(l.b, t.Out, out)
}

func (l *level) touchAll(places []expr.Place) {
	for _, p := range places {
		if p.Buffer != nil {
			l.touch(p.Buffer)
		}
	}
}

// scan makes a loop over slices.
func (l *level) scan(op flow.Scan, t *expr.Task) {
	consts, slicesIn := l.freezeAll(t.In[:op.Consts]), l.freezeAll(t.In[op.Consts+op.Carry:])
	s := l.carry(t.In[op.Consts:op.Consts+op.Carry], t.Out[:op.Carry])
	stacks := make([]expr.Place, len(t.Out)-op.Carry)
	for i, r := range t.Out[op.Carry:] {
		stacks[i] = l.placed(r, nil)
	}
	b, out := l.b, s.init
	if op.Length > 0 {
		l.inLoop(func() {
			l.touchAll(s.places)
			l.touchAll(stacks)
			out = b.For(b.Int(array.Int64, 0), b.Int(array.Int64, int64(op.Length)), s.init, func(k *loop.Value, vars []*loop.Value) []*loop.Value {
				if op.Reverse {
					k = b.Op(loop.Sub, b.Int(array.Int64, int64(op.Length-1)), k)
				}
				rows := make([]*expr.Node, len(slicesIn))
				for i, x := range slicesIn {
					rows[i] = row(x, k)
				}
				dest := slices.Clone(s.places)
				for i, p := range stacks {
					dest = append(dest, rowOf(p, k, t.Out[op.Carry+i].Shape[1:].Size()))
				}
				y := l.level(op.Body, slices.Concat(consts, s.nodes(b, vars), rows), dest)
				for i, v := range y[op.Carry:] {
					if v != nil {
						d := dest[op.Carry+i]
						b.Store(loop.Address{Buffer: d.Buffer, Offset: d.Offset, Terms: d.Terms}, v)
					}
				}
				return s.values(b, y[:op.Carry])
			})
		})
	}
	s.done(b, t.Out[:op.Carry], out)
	for i, r := range t.Out[op.Carry:] {
		r.Place = stacks[i]
	}
}

// row returns element k of the first axis of x.
func row(x *expr.Node, k *loop.Value) *expr.Node {
	switch x.Op {
	case loop.Load:
		return x.Row(expr.Known(k))
	case loop.Const:
		return expr.Const(x.Type, x.Shape[1:], x.Bits)
	case loop.None:
		return x.Args[0].Broadcast(x.Shape[1:], nil)
	}
	inner := expr.Iota(x.Shape[1:], x.Offset, x.Strides[1:])
	return expr.Apply(loop.Add, inner, expr.Apply(loop.Mul, expr.Known(k), expr.Number(array.Int64, float64(x.Strides[0]))))
}

// rowOf returns where row k of n elements is of what is at p.
func rowOf(p expr.Place, k *loop.Value, n int) expr.Place {
	a := loop.Address{Buffer: p.Buffer, Offset: p.Offset, Terms: slices.Clone(p.Terms)}
	add(&a, k, n)
	return expr.Place{Buffer: p.Buffer, Offset: a.Offset, Terms: a.Terms}
}

// choose makes branches. Arrays that they result in go to one place.
func (l *level) choose(op flow.Switch, t *expr.Task) {
	in := l.freezeAll(t.In[1:])
	s := state{places: make([]expr.Place, len(t.Out))}
	for i, r := range t.Out {
		s.types = append(s.types, ir.Type{DType: r.Type, Shape: r.Shape})
		if len(r.Shape) > 0 {
			s.places[i] = l.placed(r, l.passedOn(op, t, i))
		}
	}
	last := len(op.Branches) - 1
	var branch func(k int) []*loop.Value
	branch = func(k int) []*loop.Value {
		run := func(i int) []*loop.Value {
			l.clock++
			return s.values(l.b, l.level(op.Branches[i], in, s.places))
		}
		if k == last {
			return run(k)
		}
		index := l.scalar(t.In[0])
		here := l.b.Op(loop.Le, index, l.b.Int(index.Type, int64(k)))
		if k == 0 && index.Op == loop.Convert && index.Args[0].Type == array.Bool {
			here = l.b.Op(loop.Not, index.Args[0])
		}
		return l.b.If(here, func() []*loop.Value { return run(k) }, func() []*loop.Value { return branch(k + 1) })
	}
	l.scalar(t.In[0])
	s.done(l.b, t.Out, branch(0))
	l.touchAll(s.places)
}

// passedOn returns an operand that some branch returns as result i.
func (l *level) passedOn(op flow.Switch, t *expr.Task, i int) *expr.Node {
	for _, b := range op.Branches {
		if k := slices.Index(b.In, b.Out[i]); k >= 0 {
			return t.In[1+k]
		}
	}
	return nil
}
