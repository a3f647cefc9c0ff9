package prim

import (
	"fmt"
	"sort"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// SearchsortedOp finds, for each element v of its second operand, the place as int64 in its first operand
// a where v would go: the number of elements < v if Side is left, <= v if it is right. The last axis of a
// is sorted with NaN last. The first Lead axes of the operands are the same and count pairs of a sorted
// list and what is looked up in it.
type SearchsortedOp struct {
	Side string
	Lead int
	flat
}

// Searchsorted returns the places of the elements of v, of any shape, in a, which has one axis. Side is
// left or right.
func Searchsorted(a, v Value, side string) Value {
	return ir.Bind1(SearchsortedOp{Side: side}, a, v)
}

func (op SearchsortedOp) Name() string { return "searchsorted" }

func (op SearchsortedOp) Infer(in []ir.Type) ([]ir.Type, error) {
	if op.Side != "left" && op.Side != "right" {
		return nil, fmt.Errorf("side %q, want left or right", op.Side)
	}
	if len(in) != 2 || in[0].DType != in[1].DType || op.Lead < 0 || len(in[0].Shape) != op.Lead+1 ||
		len(in[1].Shape) < op.Lead || !in[0].Shape[:op.Lead].Equal(in[1].Shape[:op.Lead]) {
		return nil, fmt.Errorf("operands %v with %d leading axes", in, op.Lead)
	}
	return []ir.Type{in[1].With(array.Int64)}, nil
}

func (op SearchsortedOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	a, v := in[0], in[1]
	n, each := a.Shape()[op.Lead], v.Shape()[op.Lead:].Size()
	y := make([]int64, v.Size())
	for k := range y {
		list := k / each * n
		y[k] = int64(sort.Search(n, func(i int) bool {
			c := compare(a, list+i, v, k)
			return c > 0 || c == 0 && op.Side == "left"
		}))
	}
	return []*array.Buffer{array.Of(y, out[0].Shape)}
}

// Batch: lookups in one list are one lookup of more elements.
func (op SearchsortedOp) Batch(n int, x []Value, mapped []bool) []Value {
	if !mapped[0] && op.Lead == 0 {
		return ir.Bind(op, x...)
	}
	op.Lead++
	return ir.Bind(op, withBatches(n, x, mapped)...)
}

// Lower is a binary search without branches: the place is at least base, of the count elements from there on it is not known yet, and
// each step halves count, which is the same for all lookups.
func (op SearchsortedOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	list, v := expr.Dense(x[0]), x[1]
	count := list.Shape[op.Lead]
	base := expr.Const(array.Int64, out[0].Shape, 0)
	if count == 0 {
		return []*expr.Node{base}
	}
	at := *list
	at.Shape, at.Strides = out[0].Shape, make([]int, len(out[0].Shape))
	copy(at.Strides, list.Strides[:op.Lead])
	step := func(skip, ahead int) { // skip elements if the one ahead of base comes before v
		place := expr.Term{Index: expr.Apply(loop.Add, base, expr.Const(array.Int64, nil, uint64(ahead))), Stride: 1}
		more := expr.Const(array.Int64, nil, uint64(skip))
		base = expr.Apply(loop.Add, base, expr.Apply(loop.Select, op.before(at.Shifted(place), v), more, expr.Const(array.Int64, nil, 0)))
	}
	for ; count > 1; count -= count / 2 {
		step(count/2, count/2-1)
	}
	step(1, 0)
	return []*expr.Node{base}
}

// before reports whether an element of the list stands before the place of v.
func (op SearchsortedOp) before(a, v *expr.Node) *expr.Node {
	is, nan := loop.Lt, expr.Apply(loop.Ne, v, v)
	if op.Side == "right" {
		is = loop.Le
	} else {
		nan = expr.Apply(loop.And, nan, expr.Apply(loop.Eq, a, a))
	}
	if !v.Type.IsFloat() {
		return expr.Apply(is, a, v)
	}
	return expr.Apply(loop.Or, expr.Apply(is, a, v), nan)
}
