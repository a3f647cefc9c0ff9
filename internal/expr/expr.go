// Package expr describes arrays by their elements: an array is an expression of elements of other arrays at
// places that are strides times indices. That is what the op of a program says when it is compiled, and all
// it says: a scheduler decides which arrays are computed in memory, and makes the loops.
//
// Operations that only move elements make no work at all: they go through an expression down to its views
// and change their strides.
package expr

import (
	"slices"
	"sync/atomic"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// Node is an array as an expression. What it says does not change once it is made.
type Node struct {
	Type  array.DType
	Shape array.Shape

	// Op is what computes an element: a loop op of the elements of Args; or loop.Const, loop.Load of a
	// view, loop.Index of the integers Offset + Σ index·stride; or loop.Result, a Value that is known; or
	// loop.None, the only element of Args[0].
	Op    loop.Op
	Args  []*Node // of Shape or rank 0
	Bits  uint64
	Value *loop.Value

	// A view: the element of Root at Offset + Σ index·Strides + Σ Terms, in row-major order of Root.
	Root    *Root
	Offset  int
	Strides []int
	Terms   []Term

	met uint64 // the last walk that came here
}

// Term is a summand of the place in a view that is computed: Index, an int64 of the view's shape or rank 0,
// times Stride. It is always in range.
type Term struct {
	Index  *Node
	Stride int
}

// Apply returns op of the elements of x, which have one shape or rank 0.
func Apply(op loop.Op, x ...*Node) *Node {
	n := &Node{Type: x[len(x)-1].Type, Op: op, Args: x}
	switch op {
	case loop.Eq, loop.Ne, loop.Lt, loop.Le:
		n.Type = array.Bool
	}
	for _, a := range x {
		if len(a.Shape) > 0 {
			n.Shape = a.Shape
		}
	}
	return n
}

// Convert returns x with another dtype.
func Convert(t array.DType, x *Node) *Node {
	if x.Type == t {
		return x
	}
	return &Node{Type: t, Shape: x.Shape, Op: loop.Convert, Args: []*Node{x}}
}

// Bitcast returns x with its bits read as another dtype.
func Bitcast(t array.DType, x *Node) *Node {
	return &Node{Type: t, Shape: x.Shape, Op: loop.Bitcast, Args: []*Node{x}}
}

// Const returns an array whose elements all have the given bits.
func Const(t array.DType, shape array.Shape, bits uint64) *Node {
	return &Node{Type: t, Shape: shape, Op: loop.Const, Bits: bits}
}

// Number returns a rank-0 constant of type t.
func Number(t array.DType, x float64) *Node {
	b := array.New(t, nil)
	b.SetFloat64(0, x)
	return Const(t, nil, b.Bits(0))
}

// Known returns a rank-0 node for a value.
func Known(v *loop.Value) *Node { return &Node{Type: v.Type, Op: loop.Result, Value: v} }

// Iota returns the int64 array of offset + Σ index·stride.
func Iota(shape array.Shape, offset int, strides []int) *Node {
	return &Node{Type: array.Int64, Shape: shape, Op: loop.Index, Offset: offset, Strides: strides}
}

// Whole returns r as a node.
func Whole(r *Root) *Node {
	return &Node{Type: r.Type, Shape: r.Shape, Op: loop.Load, Root: r, Strides: r.Shape.Strides()}
}

// With returns n with other operands or, of a view, other strides and terms.
func (n *Node) With(args []*Node, strides []int, terms []Term) *Node {
	m := *n
	m.Args, m.Strides, m.Terms, m.met = args, strides, terms, 0
	return &m
}

// IsWhole reports whether n is all of its Root, in its order, if perhaps in another shape.
func (n *Node) IsWhole() bool {
	if n.Op != loop.Load || n.Offset != 0 || len(n.Terms) > 0 || n.Shape.Size() != n.Root.Shape.Size() {
		return false
	}
	for i, s := range n.Shape.Strides() {
		if n.Shape[i] > 1 && n.Strides[i] != s {
			return false
		}
	}
	return true
}

// Walk calls f for n and all nodes it consists of, each once. The nodes of one program are for one goroutine.
func (n *Node) Walk(f func(*Node)) {
	n.Inspect(func(m *Node) bool {
		f(m)
		return true
	})
}

// Inspect is Walk without what those nodes consist of for which f returns false.
func (n *Node) Inspect(f func(*Node) bool) { n.walk(walks.Add(1), f) }

// walks numbers the walks, so that a node tells whether it was met in this one.
var walks atomic.Uint64

func (n *Node) walk(number uint64, f func(*Node) bool) {
	if n.met == number {
		return
	}
	n.met = number
	if !f(n) {
		return
	}
	for _, a := range n.Args {
		a.walk(number, f)
	}
	for _, t := range n.Terms {
		t.Index.walk(number, f)
	}
}

// Loads returns the views that n reads.
func (n *Node) Loads() (views []*Node) {
	n.Walk(func(m *Node) {
		if m.Op == loop.Load {
			views = append(views, m)
		}
	})
	return views
}

// Cost is about how many instructions an element takes beyond reading its operands: at most limit.
func (n *Node) Cost(limit int) int {
	cost := n.OwnCost()
	for _, a := range n.Args {
		if cost >= limit {
			break
		}
		if len(a.Shape) > 0 {
			cost += a.Cost(limit - cost)
		}
	}
	return min(cost, limit)
}

// OwnCost is the part of the cost that the op has without its operands.
func (n *Node) OwnCost() int {
	switch {
	case n.Op.IsFunction():
		return 20
	case n.Op == loop.Div || n.Op == loop.Rem || n.Op == loop.Sqrt:
		return 8
	case len(n.Args) > 0 && n.Op != loop.None:
		return 1
	}
	return len(n.Terms)
}

// Kind says how a Root is computed.
type Kind uint8

// The kinds of roots.
const (
	Input  Kind = iota // known before
	Map                // the elements of X
	Reduce             // X folded with Fold over Axes
	Parts              // the elements of each of Parts, in order
	Loops              // by Emit
	Call               // by Run
	Flow               // a result of a control-flow op
)

// Root is an array that is computed as such, in memory unless it has rank 0 or turns out not to be needed
// there.
type Root struct {
	Kind  Kind
	Type  array.DType
	Shape array.Shape
	X     *Node
	Fold  loop.Op // Add Mul Min Max And Or, of a Reduce
	Axes  []int   // in increasing order
	Given Given   // of a Reduce: X and Axes in the order that they had
	Parts []Part
	Task  *Task // of Loops, Call and Flow: shared by all results
	Place Place
	Value *loop.Value // of rank 0, once it is computed
}

// Given is what a Reduce was made of, before its axes were put in the order of strides.
type Given struct {
	X    *Node
	Axes []int
}

// Part says that the elements of X go to the view At of the root. The first Part may be a Whole that is to
// be changed in place if that is possible.
type Part struct {
	At *Node // a view of the root's memory, Root being nil
	X  *Node
}

// Task is a computation with several results, or one that has loops of its own.
type Task struct {
	Name string
	In   []*Node
	Out  []*Root
	Emit func(e Emitter)               // of Loops
	Run  func(in, out []*array.Buffer) // of Call
	Flow any                           // of Flow: the equation

	InPlace bool // of Loops: the result begins as operand 0, so that only what changes is written
	Kernel  bool // of Loops: they are written for machine code, and an interpreter had better call Eval
}

// Emitter is what Task.Emit writes loops with.
type Emitter interface {
	// Builder returns where statements go.
	Builder() *loop.Builder
	// Vector returns how many bytes a vector register of the machine has, or 0 if that is not known.
	Vector() int
	// Op returns an operation on elements: of functions like exp, what the machine can do.
	Op(op loop.Op, x ...*loop.Value) *loop.Value
	// At returns the element of operand k at an index, one value for each axis.
	At(k int, index ...*loop.Value) *loop.Value
	// Load and Store access result k.
	Load(k int, index ...*loop.Value) *loop.Value
	Store(k int, x *loop.Value, index ...*loop.Value)
	// Temp returns a new buffer of n elements for the task alone.
	Temp(t array.DType, n int) *loop.Buffer
}

// Place is where a root is in memory: contiguous, from Offset + Σ Terms on.
type Place struct {
	Buffer *loop.Buffer
	Offset int
	Terms  []loop.Term
}

// Compute returns x as a root of its own.
func Compute(x *Node) *Node {
	if x.IsWhole() || len(x.Shape) == 0 {
		return x
	}
	return Whole(&Root{Kind: Map, Type: x.Type, Shape: x.Shape, X: x})
}

// Fold returns x reduced over axes, which are in increasing order.
func Fold(op loop.Op, x *Node, axes []int) *Node {
	if len(axes) == 0 {
		return x
	}
	shape := x.Shape.Without(axes)
	perm, folded := byStride(x, axes)
	return Whole(&Root{Kind: Reduce, Type: x.Type, Shape: shape, X: x.Permute(perm), Fold: op, Axes: folded, Given: Given{x, axes}})
}

// byStride returns an order of the axes of x in which those that are reduced come where their strides put them:
// before those with smaller ones. The order of the others stays. It also returns which are reduced then.
func byStride(x *Node, axes []int) (perm, reduced []int) {
	stride := make([]int, len(x.Shape))
	for _, m := range x.Loads() {
		if len(m.Shape) == len(x.Shape) {
			for k, s := range m.Strides {
				stride[k] = max(stride[k], s, -s)
			}
		}
	}
	var kept []int
	for a := range x.Shape {
		if !slices.Contains(axes, a) {
			kept = append(kept, a)
		}
	}
	folded := slices.SortedStableFunc(slices.Values(axes), func(a, b int) int { return stride[b] - stride[a] })
	for len(kept)+len(folded) > 0 {
		if len(kept) == 0 || len(folded) > 0 && stride[folded[0]] > stride[kept[0]] {
			reduced = append(reduced, len(perm))
			perm, folded = append(perm, folded[0]), folded[1:]
			continue
		}
		perm, kept = append(perm, kept[0]), kept[1:]
	}
	return perm, reduced
}

// Assemble returns an array of the given type that consists of parts.
func Assemble(t ir.Type, parts ...Part) *Node {
	return Whole(&Root{Kind: Parts, Type: t.DType, Shape: t.Shape, Parts: parts})
}

// Results returns the results of a task of the given kind.
func (t *Task) Results(kind Kind, types []ir.Type) []*Node {
	out := make([]*Node, len(types))
	for i, typ := range types {
		r := &Root{Kind: kind, Type: typ.DType, Shape: typ.Shape, Task: t}
		t.Out = append(t.Out, r)
		out[i] = Whole(r)
	}
	return out
}

// Block returns the view of an array of the given shape's memory that begins at start and has strides.
func Block(t ir.Type, offset int, strides []int, terms ...Term) *Node {
	return &Node{Type: t.DType, Shape: t.Shape, Op: loop.Load, Offset: offset, Strides: strides, Terms: terms}
}

// Dense returns n as all of a root, in its order and shape.
func Dense(n *Node) *Node {
	if n.IsWhole() {
		return n
	}
	return Compute(n)
}

// Head returns the first elements of n along each axis, as many as sizes says.
func (n *Node) Head(sizes array.Shape) *Node {
	zero, one := make([]int, len(sizes)), make([]int, len(sizes))
	for i := range one {
		one[i] = 1
	}
	return n.Slice(sizes, zero, one)
}

// Nest puts what f adds in loops over all indices of shape, which f finds in at.
func Nest(b *loop.Builder, shape array.Shape, at []*loop.Value, f func()) {
	axes := make([]int, len(shape))
	for i := range axes {
		axes[i] = i
	}
	NestAxes(b, shape, axes, at, f)
}

// NestAxes puts what f adds in loops over the indices of the given axes of shape, outermost first.
func NestAxes(b *loop.Builder, shape array.Shape, axes []int, at []*loop.Value, f func()) {
	switch {
	case slices.ContainsFunc(axes, func(a int) bool { return shape[a] == 0 }):
		return
	case len(axes) == 0:
		f()
		return
	}
	b.For(b.Int(array.Int64, 0), b.Int(array.Int64, int64(shape[axes[0]])), nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		at[axes[0]] = i
		NestAxes(b, shape, axes[1:], at, f)
		return nil
	})
}

// NestVector is NestAxes where it does not matter in which order the indices come: the innermost loop is a Vector loop.
func NestVector(b *loop.Builder, shape array.Shape, axes []int, at []*loop.Value, f func()) {
	if len(axes) == 0 {
		f()
		return
	}
	last := axes[len(axes)-1]
	NestAxes(b, shape, axes[:len(axes)-1], at, func() {
		b.Vector(b.Int(array.Int64, 0), b.Int(array.Int64, int64(shape[last])), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
			at[last] = i
			f()
			return nil
		})
	})
}
