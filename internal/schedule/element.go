package schedule

import (
	"fmt"

	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/vmath"
)

// scalar returns the value of a node of rank 0.
func (l *level) scalar(n *expr.Node) *loop.Value {
	if v := l.values[n]; v != nil {
		return v
	}
	v := l.element(n, nil, l.values)
	l.values[n] = v
	return v
}

// scalars computes the rank-0 nodes in n, so that a nest finds them.
func (l *level) scalars(n *expr.Node) {
	n.Inspect(func(m *expr.Node) bool {
		if m != n && len(m.Shape) == 0 {
			return false // it is computed, and with it what it consists of
		}
		if y := divisor(m); y != nil {
			l.invert(y)
		}
		if y := subtrahend(m); y != nil {
			l.negate(y)
		}
		for _, a := range m.Args {
			if len(a.Shape) == 0 {
				l.scalar(a)
			}
		}
		for _, t := range m.Terms {
			if len(t.Index.Shape) == 0 {
				l.scalar(t.Index)
			}
		}
		return true
	})
}

// element returns the element of n at an index. Memo has elements at the same index that are known.
func (l *level) element(n *expr.Node, at []coordinate, memo map[*expr.Node]*loop.Value) *loop.Value {
	if v := memo[n]; v != nil {
		return v
	}
	var v *loop.Value
	switch n.Op {
	case loop.Const:
		return l.b.Bits(n.Type, n.Bits)
	case loop.Result:
		return n.Value
	case loop.None:
		return l.scalar(n.Args[0])
	case loop.Index:
		v = l.linear(n, at)
	case loop.Load:
		v = l.view(n, at, memo)
	default:
		if y, ok := l.inverses[divisor(n)]; ok {
			v = l.quotient(l.operand(n.Args[0], at, memo), y)
			break
		}
		if y := l.negative[subtrahend(n)]; y != nil {
			v = l.b.Op(loop.Add, l.operand(n.Args[0], at, memo), y)
			break
		}
		args := make([]*loop.Value, len(n.Args))
		for i, a := range n.Args {
			args[i] = l.operand(a, at, memo)
		}
		switch {
		case n.Op == loop.Convert:
			v = l.b.To(n.Type, args[0])
		case n.Op == loop.Bitcast:
			v = l.b.Cast(n.Type, args[0])
		default:
			v = l.apply(n.Op, args...)
		}
	}
	memo[n] = v
	return v
}

// apply applies op, by exact operations if the machine has no such function.
func (l *level) apply(op loop.Op, x ...*loop.Value) *loop.Value {
	if op.IsFunction() && !l.machine.Functions {
		return vmath.Apply(l.b, op, x...)
	}
	return l.b.Op(op, x...)
}

func (l *level) operand(n *expr.Node, at []coordinate, memo map[*expr.Node]*loop.Value) *loop.Value {
	if len(n.Shape) == 0 {
		return l.scalar(n)
	}
	return l.element(n, at, memo)
}

// linear returns Offset + Σ index·stride.
func (l *level) linear(n *expr.Node, at []coordinate) *loop.Value {
	offset := n.Offset
	for k, s := range n.Strides {
		offset += at[k].offset * s
	}
	v := l.b.Int(n.Type, int64(offset))
	if b := l.blocking; b != nil {
		v = l.b.Int(n.Type, int64(offset+n.Strides[b.axis]*b.offset))
		if s := n.Strides[b.axis] * b.size; b.index != nil && s != 0 {
			v = l.b.Op(loop.Add, v, l.b.Op(loop.Mul, b.index, l.b.Int(n.Type, int64(s))))
		}
	}
	for k, s := range n.Strides {
		for _, t := range at[k].times(s).terms {
			switch t.Stride {
			case 0:
			case 1:
				v = l.plus(v, t.Index)
			default:
				v = l.plus(v, l.b.Op(loop.Mul, t.Index, l.b.Int(n.Type, int64(t.Stride))))
			}
		}
	}
	return v
}

// plus returns the sum of integers, of which v may be zero.
func (l *level) plus(v, x *loop.Value) *loop.Value {
	if v.Op == loop.Const && v.Bits == 0 {
		return x
	}
	return l.b.Op(loop.Add, v, x)
}

// view returns an element of a root.
func (l *level) view(n *expr.Node, at []coordinate, memo map[*expr.Node]*loop.Value) *loop.Value {
	r := n.Root
	if r.Value != nil {
		return r.Value
	}
	if l.isNear(r) {
		return l.element(r.X, at, memo)
	}
	if r.Place.Buffer == nil {
		panic(fmt.Sprintf("schedule: array %v%v is read before it is computed", r.Type, r.Shape))
	}
	l.touch(r.Place.Buffer)
	place := l.address(r.Place, n, at, memo)
	if ahead := l.ahead(r); ahead > 0 {
		return l.b.LoadAhead(place, ahead, l.machine.fetchesEarly())
	}
	return l.b.Load(place)
}

// isNear reports whether r is computed in the nest that is being made.
func (l *level) isNear(r *expr.Root) bool {
	i := l.known[r]
	return l.nest != nil && i != nil && i.group == l.nest && r.Kind == expr.Map
}

// address returns the place of an element of the view n of what is at p.
func (l *level) address(p expr.Place, n *expr.Node, at []coordinate, memo map[*expr.Node]*loop.Value) loop.Address {
	a := loop.Address{Buffer: p.Buffer, Offset: p.Offset + n.Offset}
	for _, t := range p.Terms {
		add(&a, t.Index, t.Stride)
	}
	if b := l.blocking; b != nil && len(n.Strides) > 0 && !b.local[p.Buffer] {
		a.Offset += n.Strides[b.axis] * b.offset
		if b.index != nil {
			add(&a, b.index, n.Strides[b.axis]*b.size)
		}
	}
	for k, s := range n.Strides {
		if at != nil {
			at[k].times(s).addTo(&a)
		}
	}
	for _, t := range n.Terms {
		add(&a, l.operand(t.Index, at, memo), t.Stride)
	}
	return a
}

// add adds a term to an address.
func add(a *loop.Address, index *loop.Value, stride int) {
	if index.Op == loop.Const {
		a.Offset += int(int64(index.Bits)) * stride
		return
	}
	for i, t := range a.Terms {
		if t.Index == index {
			if a.Terms[i].Stride += stride; a.Terms[i].Stride == 0 {
				a.Terms = append(a.Terms[:i:i], a.Terms[i+1:]...)
			}
			return
		}
	}
	if stride != 0 {
		a.Terms = append(a.Terms, loop.Term{Index: index, Stride: stride})
	}
}
