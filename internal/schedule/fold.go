package schedule

import (
	"math"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// fold reduces X.
type fold struct {
	root *expr.Root
	op   loop.Op
	x    *expr.Node
	dest expr.Place // of what has axes left
}

// starts returns what each reduction begins with, and how it combines.
func (n *nest) starts() (init []*loop.Value, combine []loop.Op) {
	for _, f := range n.folds {
		init, combine = append(init, n.b.Bits(f.root.Type, unit(f.op, f.root.Type))), append(combine, f.op)
	}
	return init, combine
}

// next returns the reductions with the element at hand. Sums come last: what others have computed exactly is good for
// them, too.
func (n *nest) next(carry []*loop.Value, memo map[*expr.Node]*loop.Value) []*loop.Value {
	out := make([]*loop.Value, len(n.folds))
	for i, f := range n.folds {
		if !f.sums() {
			out[i] = n.b.Op(f.op, carry[i], n.operand(f.x, n.at, memo))
		}
	}
	n.inSum(func() {
		for i, f := range n.folds {
			if f.sums() {
				out[i] = n.plus(carry[i], f.x, memo)
			}
		}
	})
	return out
}

// sums reports whether a fold is a sum of floats.
func (f fold) sums() bool { return f.op == loop.Add && f.x.Type.IsFloat() }

// plus returns sum + x.
func (n *nest) plus(sum *loop.Value, x *expr.Node, memo map[*expr.Node]*loop.Value) *loop.Value {
	if x.Op == loop.Mul && len(x.Shape) > 0 {
		return n.b.Op(loop.FMA, n.operand(x.Args[0], n.at, memo), n.operand(x.Args[1], n.at, memo), sum)
	}
	return n.b.Op(loop.Add, sum, n.operand(x, n.at, memo))
}

// puts stores the results of reductions over some axes.
func (n *nest) puts(out []*loop.Value) {
	for i, f := range n.folds {
		n.b.Store(n.address(f.dest, n.outer(f.root), n.at, nil), out[i])
	}
}

// unit returns the bits of the element that op leaves others as they are with.
func unit(op loop.Op, t array.DType) uint64 {
	b := array.New(t, nil)
	switch {
	case op == loop.Mul || op == loop.And:
		b.SetFloat64(0, 1)
	case op == loop.Max && t.IsFloat():
		b.SetFloat64(0, math.Inf(-1))
	case op == loop.Min && t.IsFloat():
		b.SetFloat64(0, math.Inf(1))
	case op == loop.Max && t.IsSigned():
		return 1 << (8*t.Size() - 1)
	case op == loop.Min && t.IsSigned():
		return 1<<(8*t.Size()-1) - 1
	case op == loop.Min && t == array.Bool:
		return 1
	case op == loop.Min:
		return math.MaxUint64 >> (64 - 8*t.Size())
	}
	return b.Bits(0)
}
