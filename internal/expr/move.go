package expr

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// axis says where an axis of an operand comes from: it has index Start + Step·i for index i of axis To of
// the result, or Start alone if Step is 0.
type axis struct{ Start, Step, To int }

// Broadcast repeats n to shape: axis i becomes axis dims[i], whose length is the same, or any if it is 1.
// What takes work to compute is computed before, not for each repetition.
func (n *Node) Broadcast(shape array.Shape, dims []int) *Node {
	if len(n.Shape) > 0 && shape.Size() > n.Shape.Size() && n.Cost(1) > 0 {
		n = Compute(n)
	}
	from := make([]axis, len(dims))
	for i, d := range dims {
		if from[i] = (axis{0, 1, d}); n.Shape[i] != shape[d] {
			from[i].Step = 0
		}
	}
	return n.move(shape, from)
}

// Permute puts axis perm[i] at i.
func (n *Node) Permute(perm []int) *Node {
	if slices.IsSorted(perm) {
		return n
	}
	shape, from := make(array.Shape, len(perm)), make([]axis, len(perm))
	for i, p := range perm {
		shape[i], from[p] = n.Shape[p], axis{0, 1, i}
	}
	return n.move(shape, from)
}

// Slice takes elements start, start+stride, ... along each axis, as many as shape says.
func (n *Node) Slice(shape array.Shape, start, stride []int) *Node {
	from := make([]axis, len(shape))
	for i := range from {
		from[i] = axis{start[i], stride[i], i}
	}
	return n.move(shape, from)
}

// Reverse turns the given axes around.
func (n *Node) Reverse(axes []int) *Node {
	from := make([]axis, len(n.Shape))
	for i := range from {
		from[i] = axis{0, 1, i}
	}
	for _, a := range axes {
		from[a] = axis{n.Shape[a] - 1, -1, a}
	}
	return n.move(n.Shape, from)
}

// Diagonal returns the elements whose indices along the last two axes, which are as long, are the same.
func (n *Node) Diagonal() *Node {
	last := len(n.Shape) - 1
	from := make([]axis, len(n.Shape))
	for i := range from {
		from[i] = axis{0, 1, min(i, last-1)}
	}
	return n.move(n.Shape[:last], from)
}

// Row returns element k, an int64 of rank 0, of the first axis of a view.
func (n *Node) Row(k *Node) *Node {
	row := *n
	row.Shape, row.Strides = n.Shape[1:], n.Strides[1:]
	if n.Strides[0] != 0 {
		row.Terms = append(n.Terms[:len(n.Terms):len(n.Terms)], Term{k, n.Strides[0]})
	}
	for _, t := range n.Terms {
		if len(t.Index.Shape) > 0 {
			panic("expr: row of a gather")
		}
	}
	return &row
}

// Taken returns a view of the elements of n whose places along an axis are given by index, an int64 array of the shape of the
// result. The other axes of n become axes to[i].
func (n *Node) Taken(along int, index *Node, to []int) *Node {
	if n.Op != loop.Load || len(n.Shape) == 0 || n.gathers(along) {
		n = Dense(n)
	}
	from := make([]axis, len(n.Shape))
	for i := range from {
		from[i] = axis{0, 1, to[i]}
	}
	from[along] = axis{}
	return n.move(index.Shape, from).Shifted(Term{index, n.Strides[along]})
}

// gathers reports whether the places of n's elements depend on their index along an axis by more than a stride.
func (n *Node) gathers(along int) (yes bool) {
	for _, t := range n.Terms {
		t.Index.Walk(func(m *Node) { yes = yes || len(m.Strides) > along && m.Strides[along] != 0 })
	}
	return yes
}

// Shifted returns the view n moved by terms.
func (n *Node) Shifted(terms ...Term) *Node {
	m := *n
	m.Terms = append(n.Terms[:len(n.Terms):len(n.Terms)], terms...)
	return &m
}

func (n *Node) move(shape array.Shape, from []axis) *Node {
	return mover{shape, from, map[*Node]*Node{}}.node(n)
}

// mover rewrites an expression for other indices.
type mover struct {
	shape array.Shape
	from  []axis
	done  map[*Node]*Node
}

func (m mover) node(n *Node) *Node {
	if d := m.done[n]; d != nil {
		return d
	}
	out := *n
	out.Shape = m.shape
	switch n.Op {
	case loop.Const, loop.None:
		if len(n.Shape) == 0 && n.Op == loop.Const && len(m.from) == 0 {
			break // a rank-0 constant becomes an array of it
		}
	case loop.Load, loop.Index:
		if len(n.Shape) == 0 {
			out = Node{Type: n.Type, Shape: m.shape, Op: loop.None, Args: []*Node{n}}
			break
		}
		out.Strides = make([]int, len(m.shape))
		for i, a := range m.from {
			out.Offset += n.Strides[i] * a.Start
			if a.Step != 0 {
				out.Strides[a.To] += n.Strides[i] * a.Step
			}
		}
		out.Terms = make([]Term, len(n.Terms))
		for i, t := range n.Terms {
			out.Terms[i] = Term{m.operand(t.Index), t.Stride}
		}
	default:
		if len(n.Shape) == 0 {
			out = Node{Type: n.Type, Shape: m.shape, Op: loop.None, Args: []*Node{n}}
			break
		}
		out.Args = make([]*Node, len(n.Args))
		for i, a := range n.Args {
			out.Args[i] = m.operand(a)
		}
	}
	m.done[n] = &out
	return &out
}

func (m mover) operand(n *Node) *Node {
	if len(n.Shape) == 0 {
		return n
	}
	return m.node(n)
}

// Reshape gives n another shape of the same size. Where strides cannot say that, n is computed.
func (n *Node) Reshape(shape array.Shape) *Node {
	if n.Shape.Equal(shape) {
		return n
	}
	if out, ok := (reshaper{shape, map[*Node]*Node{}}).node(n); ok {
		return out
	}
	out, _ := (reshaper{shape, map[*Node]*Node{}}).node(Compute(n))
	return out
}

// reshaper rewrites an expression for another shape of the same size.
type reshaper struct {
	shape array.Shape
	done  map[*Node]*Node
}

func (r reshaper) node(n *Node) (*Node, bool) {
	if d, ok := r.done[n]; ok {
		return d, d != nil
	}
	out := r.rewrite(n)
	r.done[n] = out
	return out, out != nil
}

// operand is node for what may have rank 0.
func (r reshaper) operand(n *Node) (*Node, bool) {
	if len(n.Shape) == 0 {
		return n, true
	}
	return r.node(n)
}

// rewrite returns nil if strides don't suffice.
func (r reshaper) rewrite(n *Node) *Node {
	out := *n
	out.Shape = r.shape
	switch {
	case n.Op == loop.Const, n.Op == loop.None && len(r.shape) > 0:
		return &out
	case len(n.Shape) == 0:
		return &Node{Type: n.Type, Shape: r.shape, Op: loop.None, Args: []*Node{n}}
	case len(r.shape) == 0:
		return n.scalar()
	}
	if n.Op == loop.Load || n.Op == loop.Index {
		var ok bool
		if out.Strides, ok = restride(n.Shape, n.Strides, r.shape); !ok {
			return nil
		}
	}
	out.Args, out.Terms = make([]*Node, len(n.Args)), make([]Term, len(n.Terms))
	for i, a := range n.Args {
		var ok bool
		if out.Args[i], ok = r.operand(a); !ok {
			return nil
		}
	}
	for i, t := range n.Terms {
		out.Terms[i].Stride = t.Stride
		var ok bool
		if out.Terms[i].Index, ok = r.operand(t.Index); !ok {
			return nil
		}
	}
	return &out
}

// scalar returns the only element of n, of rank 0.
func (n *Node) scalar() *Node {
	if n.Op == loop.None {
		return n.Args[0]
	}
	return n.move(nil, make([]axis, len(n.Shape)))
}

// restride returns the strides that the elements with the given strides have in another shape.
func restride(shape array.Shape, strides []int, to array.Shape) ([]int, bool) {
	out := make([]int, len(to))
	if shape.Size() == 0 {
		return out, true
	}
	i := 0 // axes of shape that are used up
	for k := 0; k < len(to); {
		if to[k] == 1 {
			k++
			continue
		}
		for i < len(shape) && shape[i] == 1 {
			i++
		}
		// Match a group of axes of to with one of shape, of the same size.
		lo, from, n, m := k, i, to[k], shape[i]
		k, i = k+1, i+1
		for n != m {
			if n < m {
				n *= to[k]
				k++
			} else {
				m *= shape[i]
				i++
			}
		}
		// The group of shape must be one run.
		last, step := -1, 0
		for a := i - 1; a >= from; a-- {
			switch {
			case shape[a] == 1:
				continue
			case last < 0:
				step = strides[a]
			case strides[a] != strides[last]*shape[last]:
				return nil, false
			}
			last = a
		}
		for a := k - 1; a >= lo; a-- {
			out[a] = step
			step *= to[a]
		}
	}
	return out, true
}
