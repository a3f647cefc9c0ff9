package schedule

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Nests over small arrays are written out, element by element at addresses that are known: then the loop.Builder
// passes on what is stored to where it is loaded, and what nothing loads any more is swept away. So small arrays
// are values in registers, though nothing but memory is spoken of here.

// Arrays with axes of more elements fill vector registers, and are best left to loops.
const (
	smallAxis = 4
	smallSize = 16
)

// isSmall reports whether an array is so small that its elements may be values.
func isSmall(s array.Shape) bool {
	for _, n := range s {
		if n > smallAxis {
			return false
		}
	}
	return s.Size() <= smallSize
}

// isShort reports whether the nest is over few elements, and these cost so little that they may be written out.
func (n *nest) isShort() bool {
	if n.rows || !isSmall(n.shape) {
		return false
	}
	const most = 400 // instructions, about
	left := most / max(1, n.shape.Size())
	for _, s := range n.stores {
		left -= n.cost(s.x, left)
	}
	for _, f := range n.folds {
		left -= n.cost(f.x, left)
	}
	return left > 0
}

// cost is that of an element of x and of what is computed for it in the same nest, at most limit.
func (n *nest) cost(x *expr.Node, limit int) int {
	cost := x.Cost(limit)
	for _, m := range x.Loads() {
		if cost < limit && n.isNear(m.Root) {
			cost += n.cost(m.Root.X, limit-cost)
		}
	}
	return min(cost, limit)
}

// elements is what is known of the elements at each index of a nest.
type elements []map[*expr.Node]*loop.Value

// writeOut makes the nest without loops.
func (n *nest) writeOut() {
	n.at, n.last = make([]coordinate, len(n.shape)), nil
	known := make(elements, n.shape.Size())
	for k := range known {
		known[k] = map[*expr.Node]*loop.Value{}
	}
	n.functions(known)
	sums := make([][]term, len(n.folds))
	n.indices(n.list(-1, n.kept), func() {
		for i := range sums {
			sums[i] = nil
		}
		n.indices(n.list(-1, n.reduced), func() { n.writeElement(known[n.flat()], sums) })
		out := make([]*loop.Value, len(n.folds))
		for i, f := range n.folds {
			out[i] = n.sum(f, sums[i])
		}
		if len(n.axes) == len(n.shape) {
			n.last = out
		} else {
			n.puts(out)
		}
	})
}

// writeElement stores what the nest has at one index, and appends what it reduces.
func (n *nest) writeElement(known map[*expr.Node]*loop.Value, sums [][]term) {
	values := make([]*loop.Value, len(n.stores))
	for i, s := range n.stores { // all is read before anything is written
		values[i] = n.operand(s.x, n.at, known)
	}
	for i, f := range n.folds {
		sums[i] = append(sums[i], n.term(f, known))
	}
	for i, s := range n.stores {
		n.b.Store(n.address(s.place, s.to, n.at, known), values[i])
	}
}

// indices calls f with each index of some axes in n.at.
func (n *nest) indices(axes []int, f func()) {
	if len(axes) == 0 {
		f()
		return
	}
	for i := range n.shape[axes[0]] {
		n.at[axes[0]] = coordinate{offset: i}
		n.indices(axes[1:], f)
	}
}

// flat returns the number of the index that n.at is.
func (n *nest) flat() int {
	k := 0
	for a, stride := range n.shape.Strides() {
		k += n.at[a].offset * stride
	}
	return k
}

// term is an element to reduce: x, or x·y.
type term struct{ x, y *loop.Value }

func (n *nest) term(f fold, memo map[*expr.Node]*loop.Value) term {
	if f.isDot() {
		return term{n.operand(f.x.Args[0], n.at, memo), n.operand(f.x.Args[1], n.at, memo)}
	}
	return term{x: n.operand(f.x, n.at, memo)}
}

// isDot reports whether f is a sum of products.
func (f fold) isDot() bool {
	return f.sums() && f.x.Op == loop.Mul && len(f.x.Shape) > 0
}

// sum reduces terms one after the other, as lanes do.
func (n *nest) sum(f fold, terms []term) *loop.Value {
	if len(terms) == 0 {
		return n.b.Bits(f.root.Type, unit(f.op, f.root.Type))
	}
	z := terms[0].x
	if f.isDot() {
		z = n.b.Op(loop.Mul, z, terms[0].y)
	}
	for _, t := range terms[1:] {
		if f.isDot() {
			z = n.b.Op(loop.FMA, t.x, t.y, z)
		} else {
			z = n.b.Op(f.op, z, t.x)
		}
	}
	return z
}
