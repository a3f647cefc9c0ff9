package prim

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/ir"
)

// ReverseOp reverses the order of elements along Axes.
type ReverseOp struct{ Axes []int }

// Reverse reverses x along axes in [0, rank).
func Reverse(x Value, axes []int) Value {
	if len(axes) == 0 {
		return x
	}
	return ir.Bind1(ReverseOp{sorted(axes)}, x)
}

func (op ReverseOp) Name() string { return "reverse" }

func (op ReverseOp) Infer(in []ir.Type) ([]ir.Type, error) {
	if _, err := inferReduce(in, op.Axes); err != nil {
		return nil, fmt.Errorf("reverse: %w", err)
	}
	return in, nil
}

func (op ReverseOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	y := array.New(out[0].DType, out[0].Shape)
	strides, base := y.Shape().Strides(), 0
	for _, a := range op.Axes {
		base += (y.Shape()[a] - 1) * strides[a]
		strides[a] = -strides[a]
	}
	strided(y, in[0], strides, base)
	return []*array.Buffer{y}
}

func (op ReverseOp) JVP(x, y, dx []Value) []Value { return []Value{ir.Bind1(op, dx[0])} }

func (op ReverseOp) Transpose(ct, x []Value, in []ir.Type) []Value {
	if ct[0] == nil {
		return []Value{nil}
	}
	return []Value{ir.Bind1(op, ct[0])}
}

func (op ReverseOp) Batch(n int, x []Value, mapped []bool) []Value {
	return []Value{Reverse(x[0], shifted(op.Axes))}
}

// Lower negates strides.
func (op ReverseOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	return []*expr.Node{x[0].Reverse(op.Axes)}
}
