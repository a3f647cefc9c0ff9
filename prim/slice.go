package prim

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/ir"
)

// SliceOp takes elements Start, Start+Stride, ... below Limit along each axis. Strides are positive.
type SliceOp struct{ Start, Limit, Stride []int }

// Slice applies SliceOp, or nothing if it would keep everything. A nil stride is 1 on all axes.
func Slice(x Value, start, limit, stride []int) Value {
	ones := slices.Repeat([]int{1}, x.Rank())
	if stride == nil {
		stride = ones
	}
	if slices.Equal(start, make([]int, x.Rank())) && x.Shape().Equal(limit) && slices.Equal(stride, ones) {
		return x
	}
	return ir.Bind1(SliceOp{start, limit, stride}, x)
}

func (op SliceOp) shape() array.Shape {
	shape := make(array.Shape, len(op.Start))
	for i := range shape {
		if n := op.Limit[i] - op.Start[i]; n > 0 {
			shape[i] = 1 + (n-1)/op.Stride[i]
		}
	}
	return shape
}

func (op SliceOp) Name() string { return "slice" }

func (op SliceOp) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) != 1 || len(op.Start) != len(in[0].Shape) || len(op.Limit) != len(op.Start) || len(op.Stride) != len(op.Start) {
		return nil, fmt.Errorf("operands %v with start %v", in, op.Start)
	}
	for i, n := range in[0].Shape {
		if op.Start[i] < 0 || op.Limit[i] > n || op.Start[i] > op.Limit[i] || op.Stride[i] < 1 {
			return nil, fmt.Errorf("[%d:%d:%d] is out of range for axis %d of %v", op.Start[i], op.Limit[i], op.Stride[i], i, in[0])
		}
	}
	return []ir.Type{{DType: in[0].DType, Shape: op.shape()}}, nil
}

func (op SliceOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	y := array.New(out[0].DType, out[0].Shape)
	strides, base := in[0].Shape().Strides(), 0
	for i := range strides {
		base += op.Start[i] * strides[i]
		strides[i] *= op.Stride[i]
	}
	strided(y, in[0], strides, base)
	return []*array.Buffer{y}
}

func (op SliceOp) JVP(x, y, dx []Value) []Value { return []Value{ir.Bind1(op, dx[0])} }

// Transpose pads with zeros where nothing was taken.
func (op SliceOp) Transpose(ct, x []Value, in []ir.Type) []Value {
	if ct[0] == nil {
		return []Value{nil}
	}
	rank := len(op.Start)
	low, high, interior := make([]int, rank), make([]int, rank), make([]int, rank)
	for i, n := range ct[0].Shape() {
		low[i], interior[i] = op.Start[i], op.Stride[i]-1
		taken := op.Start[i]
		if n > 0 {
			taken += (n-1)*op.Stride[i] + 1
		}
		high[i] = in[0].Shape[i] - taken
	}
	return []Value{Pad(ct[0], Like(ct[0], 0), low, high, interior)}
}

func (op SliceOp) Batch(n int, x []Value, mapped []bool) []Value {
	return []Value{Slice(x[0], append([]int{0}, op.Start...), append([]int{n}, op.Limit...), append([]int{1}, op.Stride...))}
}

// Lower multiplies strides.
func (op SliceOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	return []*expr.Node{x[0].Slice(op.shape(), op.Start, op.Stride)}
}
