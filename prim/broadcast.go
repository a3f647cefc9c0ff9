package prim

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/ir"
)

// Broadcast repeats its operand to Shape: axis i of the operand becomes axis Dims[i] of the result,
// whose length is the same, or any if the operand's is 1. Dims is increasing.
type Broadcast struct {
	Shape array.Shape
	Dims  []int
}

// BroadcastTo applies Broadcast, or nothing if it would change nothing.
func BroadcastTo(x Value, shape array.Shape, dims []int) Value {
	if x.Shape().Equal(shape) {
		return x
	}
	return ir.Bind1(Broadcast{shape, dims}, x)
}

// BroadcastScalar repeats a rank-0 x to shape; an x that has that shape already is returned.
func BroadcastScalar(x Value, shape array.Shape) Value { return BroadcastTo(x, shape, nil) }

func (op Broadcast) Name() string { return "broadcast" }

func (op Broadcast) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) != 1 || len(op.Dims) != len(in[0].Shape) || !slices.IsSorted(op.Dims) || isNegative(op.Shape) {
		return nil, fmt.Errorf("operands %v do not fit axes %v of shape %v", in, op.Dims, op.Shape)
	}
	for i, d := range op.Dims {
		if d < 0 || d >= len(op.Shape) || i > 0 && op.Dims[i-1] == d || in[0].Shape[i] != 1 && in[0].Shape[i] != op.Shape[d] {
			return nil, fmt.Errorf("shape %v does not broadcast to %v at axes %v", in[0].Shape, op.Shape, op.Dims)
		}
	}
	return []ir.Type{{DType: in[0].DType, Shape: op.Shape}}, nil
}

func (op Broadcast) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	x, y := in[0], array.New(out[0].DType, out[0].Shape)
	from := x.Shape().Strides()
	strides := make([]int, len(op.Shape))
	for i, d := range op.Dims {
		if x.Shape()[i] != 1 {
			strides[d] = from[i]
		}
	}
	strided(y, x, strides, 0)
	return []*array.Buffer{y}
}

func (op Broadcast) JVP(x, y, dx []Value) []Value { return []Value{ir.Bind1(op, dx[0])} }

// Transpose sums over what was repeated.
func (op Broadcast) Transpose(ct, x []Value, in []ir.Type) []Value {
	if ct[0] == nil {
		return []Value{nil}
	}
	var axes []int
	for d := range op.Shape {
		i := slices.Index(op.Dims, d)
		if i < 0 || in[0].Shape[i] == 1 && op.Shape[d] != 1 {
			axes = append(axes, d)
		}
	}
	return []Value{Reshape(Sum(ct[0], axes), in[0].Shape)}
}

func (op Broadcast) Batch(n int, x []Value, mapped []bool) []Value {
	dims := append([]int{0}, shifted(op.Dims)...)
	return []Value{BroadcastTo(x[0], op.Shape.Prepend(n), dims)}
}

// walk returns the positions base + Σ i_k strides_k for all indices i of shape in row-major order.
func walk(shape array.Shape, strides []int, base int) []int {
	index := make([]int, shape.Size())
	if len(index) == 0 {
		return index
	}
	index[0] = base
	filled := 1 // the positions of one index of all axes before k
	for k := len(shape) - 1; k >= 0; k-- {
		for i := 1; i < shape[k]; i++ {
			block := index[i*filled : (i+1)*filled]
			for j := range block {
				block[j] = index[j] + i*strides[k]
			}
		}
		filled *= shape[k]
	}
	return index
}

// Lower repeats by strides of 0.
func (op Broadcast) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	return []*expr.Node{x[0].Broadcast(op.Shape, op.Dims)}
}
