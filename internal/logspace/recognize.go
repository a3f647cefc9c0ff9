package logspace

import (
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// recursion is a scan in log space.
type recursion struct {
	op    flow.Scan
	terms ir.Env[*term]   // of the values in op.Body that depend on the state; nil for the others
	made  ir.Env[*ir.Eqn] // what computes each value
	apart []int           // the state's axes along which elements do not meet: independent recursions
	mixed []int           // the other axes
}

// kind is what a value in a step is for weights x, the state being log x + M.
type kind uint8

const (
	unknown kind = iota // anything: it must cancel
	logs                // log of a linear function of the weights, plus M
	linear              // a linear function of the weights, times e^M
)

// term is a value that depends on the state.
type term struct {
	kind kind
	axes []int  // of logs and linear: which axis of the state each axis has always been; -1 if none
	off  *shift // what was taken off logs: linear is times e^-off

	// log-sum-exp takes the logarithm of 1 in place of 0, and then -Inf in place of its result.
	patched *ir.Var // of logs and linear: the linear value whose zeros have been replaced
	zeroOf  *ir.Var // of unknown: the linear value that it compares with 0

	of shift // of unknown
}

// shift is a value, broadcast.
type shift struct {
	of   *ir.Var
	axes []int // where each axis of it is
}

func (s *shift) equal(t *shift) bool { return s.of == t.of && slices.Equal(s.axes, t.axes) }

// recognize returns the recursion that op is, or nil.
func recognize(op flow.Scan) *recursion {
	if op.Carry != 1 || op.Length == 0 {
		return nil
	}
	r := &recursion{op: op, terms: ir.NewEnv[*term](op.Body), made: makers(op.Body)}
	state := r.state()
	if state.DType() != array.Float64 {
		return nil
	}
	r.terms.Set(state, &term{kind: logs, axes: count(state.Rank())})
	for i := range op.Body.Eqns {
		e := &op.Body.Eqns[i]
		if slices.ContainsFunc(e.In, r.moves) {
			for _, v := range e.Out {
				r.terms.Set(v, &term{of: shift{v, count(v.Rank())}})
			}
			if t := r.step(e); t != nil {
				r.terms.Set(e.Out[0], t)
			}
		}
	}
	if !r.closes() {
		return nil
	}
	return r
}

// state returns the state before a step.
func (r *recursion) state() *ir.Var { return r.op.Body.In[r.op.Consts] }

// moves reports whether v depends on the state.
func (r *recursion) moves(v *ir.Var) bool { return r.terms.Get(v) != nil }

// step returns what the result of e is, nil if that is unknown.
func (r *recursion) step(e *ir.Eqn) *term {
	x := r.terms.Get(e.In[0])
	switch op := e.Op.(type) {
	case prim.Broadcast:
		return x.broadcast(op)
	case prim.SumOp:
		return x.sum(op.Axes)
	case prim.SelectOp:
		return r.choose(e)
	}
	switch name := e.Op.Name(); {
	case name == "exp" && x.kind == logs:
		return &term{kind: linear, axes: x.axes, off: x.off, patched: x.patched}
	case name == "log" && x.kind == linear:
		return &term{kind: logs, axes: x.axes, off: x.off, patched: x.patched}
	case name == "add":
		if y := r.added(e, 0, 1); y != nil {
			return y
		}
		return r.added(e, 1, 0)
	case name == "sub":
		return r.subtracted(e)
	case name == "eq" && x != nil && x.kind == linear && isNumber(e.In[1], 0):
		return &term{of: shift{e.Out[0], count(e.Out[0].Rank())}, zeroOf: e.In[0]}
	}
	return nil
}

func (x *term) broadcast(op prim.Broadcast) *term {
	y := *x
	if y.patched != nil || y.zeroOf != nil {
		return nil
	}
	if y.kind == unknown {
		y.of = x.of.broadcast(op)
		return &y
	}
	y.axes = make([]int, len(op.Shape))
	for i := range y.axes {
		y.axes[i] = -1
	}
	for i, d := range op.Dims {
		y.axes[d] = x.axes[i]
	}
	if x.off != nil {
		off := x.off.broadcast(op)
		y.off = &off
	}
	return &y
}

func (s shift) broadcast(op prim.Broadcast) shift {
	axes := make([]int, len(s.axes))
	for i, a := range s.axes {
		axes[i] = op.Dims[a]
	}
	return shift{s.of, axes}
}

// sum is of weights that have been shifted by as much as all others that they meet.
func (x *term) sum(axes []int) *term {
	if x.kind != linear || x.patched != nil {
		return nil
	}
	y := term{kind: linear}
	place := make([]int, len(x.axes)) // of what remains
	for i, a := range x.axes {
		place[i] = -1
		if !slices.Contains(axes, i) {
			place[i] = len(y.axes)
			y.axes = append(y.axes, a)
		}
	}
	if x.off != nil {
		y.off = &shift{of: x.off.of}
		for _, a := range x.off.axes {
			if place[a] < 0 {
				return nil
			}
			y.off.axes = append(y.off.axes, place[a])
		}
	}
	return &y
}

// added is the sum of logs, operand i of e, and of operand k, which is known or was taken off before.
func (r *recursion) added(e *ir.Eqn, i, k int) *term {
	x, d := r.terms.Get(e.In[i]), r.terms.Get(e.In[k])
	switch {
	case x == nil || x.kind != logs || len(x.axes) != e.Out[0].Rank():
		return nil
	case d == nil:
		return x
	case d.kind == unknown && x.off != nil && x.off.equal(&d.of):
		return &term{kind: logs, axes: x.axes, patched: x.patched}
	}
	return nil
}

func (r *recursion) subtracted(e *ir.Eqn) *term {
	x, d := r.terms.Get(e.In[0]), r.terms.Get(e.In[1])
	switch {
	case x == nil || x.kind != logs || len(x.axes) != e.Out[0].Rank():
		return nil
	case d == nil:
		return x
	case d.kind == unknown && x.off == nil:
		return &term{kind: logs, axes: x.axes, off: &d.of, patched: x.patched}
	}
	return nil
}

// choose is 1 in place of a weight that is 0, or -Inf in place of the logarithm of such a weight.
func (r *recursion) choose(e *ir.Eqn) *term {
	zero, x := r.terms.Get(e.In[0]), r.terms.Get(e.In[2])
	if zero == nil || zero.zeroOf == nil || x == nil {
		return nil
	}
	switch {
	case x.kind == linear && e.In[2] == zero.zeroOf && isNumber(e.In[1], 1):
		return &term{kind: linear, axes: x.axes, off: x.off, patched: zero.zeroOf}
	case x.kind == logs && x.patched == zero.zeroOf && isNumber(e.In[1], math.Inf(-1)):
		return &term{kind: logs, axes: x.axes, off: x.off}
	}
	return nil
}

// closes reports whether the results are what they must be, and finds the axes that are apart.
func (r *recursion) closes() bool {
	out := r.op.Body.Out
	for i, v := range out {
		t := r.terms.Get(v)
		if i == 0 && t == nil || t != nil && (t.kind != logs || t.off != nil || t.patched != nil) {
			return false
		}
	}
	for k, a := range r.terms.Get(out[0]).axes {
		if a == k {
			r.apart = append(r.apart, k)
		} else {
			r.mixed = append(r.mixed, k)
		}
	}
	for _, e := range r.op.Body.Eqns {
		if t := r.terms.Get(e.Out[0]); t != nil && t.kind != unknown && !slices.Equal(r.together(t.axes), r.apart) {
			return false
		}
	}
	return len(r.mixed) > 0
}

// together returns the axes of the state that are apart, of those in axes.
func (r *recursion) together(axes []int) []int {
	var out []int
	for _, a := range axes {
		if slices.Contains(r.apart, a) {
			out = append(out, a)
		}
	}
	return out
}

// isNumber reports whether v is the constant x everywhere.
func isNumber(v *ir.Var, x float64) bool {
	return v.Buffer() != nil && v.DType() == array.Float64 && !slices.ContainsFunc(array.Data[float64](v.Buffer()), func(y float64) bool { return y != x })
}

// count returns 0, 1, ..., n-1.
func count(n int) []int {
	x := make([]int, n)
	for i := range x {
		x[i] = i
	}
	return x
}
