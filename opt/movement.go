package opt

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// movement applies identities of ops that move elements without computing on them, of conversions, and of
// sums (sums.go).
func movement(r *rewriter, e *ir.Eqn) []Value {
	rule := movements[e.Op.Name()]
	if rule == nil {
		return nil
	}
	if moves[e.Op.Name()] {
		if s := r.scalarOf(e.In[0]); s != nil && (e.In[0].Rank() > 0 || e.Op.Name() == "reshape") {
			return []Value{r.repeat(s, e)} // all elements are s, wherever they are
		}
	}
	if y := rule(r, e); y != nil {
		return []Value{y}
	}
	return nil
}

// moves has the ops whose result has elements of the first operand and no others.
var moves = map[string]bool{
	"reshape": true, "transpose": true, "reverse": true, "slice": true, "dynamic_slice": true, "broadcast": true,
}

// movements by op. A rule returns another value for the only result, or nil.
var movements = map[string]func(r *rewriter, e *ir.Eqn) Value{
	"reshape":        reshapeIdentity,
	"transpose":      transposeIdentity,
	"broadcast":      broadcastIdentity,
	"reverse":        reverseIdentity,
	"slice":          sliceIdentity,
	"take":           takeIdentity,
	"scatter":        scatterIdentity,
	"dynamic_slice":  dynamicSliceIdentity,
	"dynamic_update": dynamicUpdateIdentity,
	"pad":            padIdentity,
	"add":            addPads,
	"concat":         concatIdentity,
	"convert":        convertIdentity,
	"sum":            sumIdentity,
	"reduce":         reduceIdentity,
	"cumulative":     cumulativeIdentity,
}

func reshapeIdentity(r *rewriter, e *ir.Eqn) Value {
	x := e.In[0]
	if x.Shape().Equal(e.Out[0].Shape()) {
		return x // reshape to the same shape
	}
	if y := r.arg(x, "reshape"); y != nil {
		return prim.Reshape(y, e.Out[0].Shape()) // reshape(reshape x) = reshape x
	}
	return nil
}

func transposeIdentity(r *rewriter, e *ir.Eqn) Value {
	x, perm := e.In[0], e.Op.(prim.Permute).Perm
	if movesNothing(x.Shape(), perm) {
		return prim.Reshape(x, e.Out[0].Shape()) // only axes of length 1 move
	}
	if d := r.def(x, "transpose"); d != nil { // transpose_p(transpose_q x) = transpose_{q∘p} x
		return prim.Transpose(d.In[0], at(d.Op.(prim.Permute).Perm, perm))
	}
	if d := r.def(x, "broadcast"); d != nil { // transpose(broadcast x) = broadcast x at other axes
		dims := make([]int, 0, len(perm))
		for _, k := range d.Op.(prim.Broadcast).Dims {
			dims = append(dims, slices.Index(perm, k))
		}
		if slices.IsSorted(dims) {
			return prim.BroadcastTo(d.In[0], e.Out[0].Shape(), dims)
		}
	}
	return nil
}

// movesNothing reports whether a permutation keeps the order of the axes that are longer than 1.
func movesNothing(shape array.Shape, perm []int) bool {
	var long []int
	for _, p := range perm {
		if shape[p] != 1 {
			long = append(long, p)
		}
	}
	return slices.IsSorted(long)
}

func broadcastIdentity(r *rewriter, e *ir.Eqn) Value {
	x, op := e.In[0], e.Op.(prim.Broadcast)
	if x.Shape().Equal(op.Shape) {
		return x // broadcast to the same shape
	}
	if x.Rank() > 0 && x.Shape().Size() == op.Shape.Size() {
		return prim.Reshape(x, op.Shape) // nothing is repeated
	}
	if d := r.def(x, "broadcast"); d != nil { // broadcast(broadcast x) = broadcast x
		return prim.BroadcastTo(d.In[0], op.Shape, at(op.Dims, d.Op.(prim.Broadcast).Dims))
	}
	if i := slices.Index(x.Shape(), 1); i >= 0 { // an axis of length 1 is no axis
		var shape array.Shape
		var dims []int
		for k, n := range x.Shape() {
			if n != 1 {
				shape, dims = append(shape, n), append(dims, op.Dims[k])
			}
		}
		return prim.BroadcastTo(prim.Reshape(x, shape), op.Shape, dims)
	}
	return nil
}

// at returns list[k] for each k of places.
func at(list, places []int) []int {
	out := make([]int, len(places))
	for i, k := range places {
		out[i] = list[k]
	}
	return out
}

func reverseIdentity(r *rewriter, e *ir.Eqn) Value {
	x, axes := e.In[0], e.Op.(prim.ReverseOp).Axes
	if !slices.ContainsFunc(axes, func(a int) bool { return x.Shape()[a] > 1 }) {
		return x // reverse of one element
	}
	if d := r.def(x, "reverse"); d != nil && slices.Equal(d.Op.(prim.ReverseOp).Axes, axes) {
		return d.In[0] // reverse(reverse x) = x
	}
	return nil
}

func sliceIdentity(r *rewriter, e *ir.Eqn) Value {
	if x := e.In[0]; x.Shape().Equal(e.Out[0].Shape()) {
		return x // slice of everything
	}
	op := e.Op.(prim.SliceOp)
	switch d := r.trace.Def(e.In[0]); {
	case d == nil:
	case d.Op.Name() == "slice":
		return sliceOfSlice(op, d, e.Out[0].Shape())
	case d.Op.Name() == "transpose": // slice(transpose x) = transpose(slice x)
		perm := d.Op.(prim.Permute).Perm
		start, limit, stride := make([]int, len(perm)), make([]int, len(perm)), make([]int, len(perm))
		for i, p := range perm {
			start[p], limit[p], stride[p] = op.Start[i], op.Limit[i], op.Stride[i]
		}
		return prim.Transpose(prim.Slice(d.In[0], start, limit, stride), perm)
	case d.Op.Name() == "take":
		return sliceOfTake(op, d, e.Out[0].Shape())
	}
	return nil
}

// sliceOfSlice is a slice of what d slices: element i is i s + a of what is element j t + b of x.
func sliceOfSlice(op prim.SliceOp, d *ir.Eqn, shape array.Shape) Value {
	in := d.Op.(prim.SliceOp)
	n := len(op.Start)
	start, limit, stride := make([]int, n), make([]int, n), make([]int, n)
	for k, size := range shape {
		start[k] = in.Start[k] + op.Start[k]*in.Stride[k]
		stride[k] = op.Stride[k] * in.Stride[k]
		limit[k] = start[k]
		if size > 0 {
			limit[k] += (size-1)*stride[k] + 1
		} else {
			start[k], limit[k] = 0, 0
		}
	}
	return prim.Slice(d.In[0], start, limit, stride)
}

func dynamicSliceIdentity(r *rewriter, e *ir.Eqn) Value {
	x := e.In[0]
	if x.Shape().Equal(e.Out[0].Shape()) {
		return x // wherever it starts, it starts at 0
	}
	n := x.Rank()
	start, limit := make([]int, n), make([]int, n)
	for k, s := range e.In[1:] { // a known start, clamped so that the block fits
		b, size := s.Buffer(), e.Out[0].Shape()[k]
		if b == nil {
			return nil
		}
		start[k] = int(max(0, min(b.Float64(0), float64(x.Shape()[k]-size))))
		limit[k] = start[k] + size
	}
	return prim.Slice(x, start, limit, nil)
}

func dynamicUpdateIdentity(r *rewriter, e *ir.Eqn) Value {
	if block := e.In[1]; block.Shape().Equal(e.Out[0].Shape()) {
		return block // all is replaced
	}
	return nil
}

func padIdentity(r *rewriter, e *ir.Eqn) Value {
	op := e.Op.(prim.PadOp)
	zero := func(list []int) bool { return !slices.ContainsFunc(list, func(n int) bool { return n != 0 }) }
	if x := e.In[0]; zero(op.Low) && zero(op.High) && x.Shape().Equal(e.Out[0].Shape()) {
		return x // no padding
	}
	if s := r.scalarOf(e.In[0]); s != nil && sameValue(s, e.In[1]) {
		return r.repeat(s, e) // padded with more of the same
	}
	return nil
}

func concatIdentity(r *rewriter, e *ir.Eqn) Value {
	if len(e.In) == 1 {
		return e.In[0] // concat of one
	}
	return nil
}
