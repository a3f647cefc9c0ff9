package prim

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/kernel"
	"github.com/phlox-ppl/phlox/ir"
)

// SortOp sorts along Axis, ascending and stable. The first Keys operands are compared, earlier ones
// first; the others, of the same shape, are carried along. NaN is greater than all numbers.
type SortOp struct{ Axis, Keys int }

// Sort returns x sorted along axis in [0, rank).
func Sort(x Value, axis int) Value { return ir.Bind1(SortOp{axis, 1}, x) }

// Argsort returns the places, as int64, of x's elements in sorted order along axis in [0, rank).
func Argsort(x Value, axis int) Value { return SortBy(axis, []Value{x}, places(x.Shape(), axis))[1] }

// SortBy sorts keys and carried operands by the keys; it returns both, in that order.
func SortBy(axis int, keys []Value, carried ...Value) []Value {
	return ir.Bind(SortOp{axis, len(keys)}, slices.Concat(keys, carried)...)
}

// places returns the place along axis of each element of an array.
func places(shape array.Shape, axis int) Value {
	iota := Iota(array.Int64, shape[axis:axis+1], 0)
	return BroadcastTo(iota, shape, []int{axis})
}

func (op SortOp) Name() string { return "sort" }

func (op SortOp) Infer(in []ir.Type) ([]ir.Type, error) {
	if op.Keys < 1 || op.Keys > len(in) || op.Axis < 0 || op.Axis >= len(in[0].Shape) {
		return nil, fmt.Errorf("operands %v with %d keys along axis %d", in, op.Keys, op.Axis)
	}
	for _, t := range in {
		if !t.Shape.Equal(in[0].Shape) {
			return nil, fmt.Errorf("operands %v differ in shape", in)
		}
	}
	return in, nil
}

func (op SortOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	from := make([]int, out[0].Shape.Size()) // for each place of the results, the element that goes there
	for line := range lines(out[0].Shape, op.Axis) {
		order := make([]int, line.n)
		for i := range order {
			order[i] = line.at(i)
		}
		slices.SortStableFunc(order, func(i, j int) int {
			for _, key := range in[:op.Keys] {
				if c := compare(key, i, key, j); c != 0 {
					return c
				}
			}
			return 0
		})
		for i, j := range order {
			from[line.at(i)] = j
		}
	}
	y := make([]*array.Buffer, len(in))
	for k, x := range in {
		y[k] = array.New(out[k].DType, out[k].Shape)
		array.Gather(y[k], x, from)
	}
	return y
}

// compare orders element i of x and element j of y, of the same dtype; NaN is the greatest, false is
// less than true.
func compare(x *array.Buffer, i int, y *array.Buffer, j int) int {
	switch {
	case x.DType().IsFloat():
		if a, b := isNaNAt(x, i), isNaNAt(y, j); a || b {
			return int(truthInt(a) - truthInt(b))
		}
		return cmp.Compare(x.Float64(i), y.Float64(j))
	case x.DType() == array.Uint64:
		return cmp.Compare(array.Data[uint64](x)[i], array.Data[uint64](y)[j])
	}
	return cmp.Compare(intAt(x, i), intAt(y, j))
}

func isNaNAt(x *array.Buffer, i int) bool {
	v := x.Float64(i)
	return v != v
}

// line is the elements that share their indices on all axes but one.
type line struct {
	k               int // which line it is, in row-major order of the other axes
	n, base, stride int
}

// at returns the position of element i.
func (l line) at(i int) int { return l.base + i*l.stride }

// lines yields the lines along axis.
func lines(shape array.Shape, axis int) iter.Seq[line] {
	return func(yield func(line) bool) {
		n, stride := shape[axis], shape[axis+1:].Size()
		for k := range shape.Without([]int{axis}).Size() {
			if !yield(line{k, n, k/stride*n*stride + k%stride, stride}) {
				return
			}
		}
	}
}

// JVP takes tangents from where the elements came from.
func (op SortOp) JVP(x, y, dx []Value) []Value {
	from := SortBy(op.Axis, x[:op.Keys], places(x[0].Shape(), op.Axis))[op.Keys]
	dy := make([]Value, len(x))
	for i, d := range dx {
		if d != nil {
			dy[i] = takeAlong(d, from, op.Axis)
		}
	}
	return dy
}

// takeAlong returns y with y[..., i, ...] = x[..., index[..., i, ...], ...] along axis.
func takeAlong(x, index Value, axis int) Value {
	last := x.Rank() - 1
	perm := append(without(x.Rank(), []int{axis}), axis)
	taken := Take(Transpose(x, perm), Transpose(index, perm), last, last)
	return restore(taken, perm)
}

func (op SortOp) Transpose([]Value, []Value, []ir.Type) []Value {
	return notLinear{}.Transpose(nil, nil, nil)
}

func (op SortOp) Batch(n int, x []Value, mapped []bool) []Value {
	return ir.Bind(SortOp{op.Axis + 1, op.Keys}, withBatches(n, x, mapped)...)
}

// Lower is a merge sort.
func (op SortOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	return byKernel(op, x, out, func(e expr.Emitter) { kernel.Sort(e, op.Axis, op.Keys, out) })
}
