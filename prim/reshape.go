package prim

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/ir"
)

// ReshapeOp gives its operand's elements, in row-major order, another shape of the same size.
type ReshapeOp struct{ Shape array.Shape }

// Reshape applies ReshapeOp, or nothing if the shape is the same.
func Reshape(x Value, shape array.Shape) Value {
	if x.Shape().Equal(shape) {
		return x
	}
	return ir.Bind1(ReshapeOp{shape}, x)
}

func (op ReshapeOp) Name() string { return "reshape" }

func (op ReshapeOp) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) != 1 || in[0].Shape.Size() != op.Shape.Size() || isNegative(op.Shape) {
		return nil, fmt.Errorf("operands %v do not fill shape %v", in, op.Shape)
	}
	return []ir.Type{{DType: in[0].DType, Shape: op.Shape}}, nil
}

func (op ReshapeOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	return []*array.Buffer{in[0].Reshape(op.Shape)}
}

func (op ReshapeOp) JVP(x, y, dx []Value) []Value { return []Value{Reshape(dx[0], op.Shape)} }

func (op ReshapeOp) Transpose(ct, x []Value, in []ir.Type) []Value {
	if ct[0] == nil {
		return []Value{nil}
	}
	return []Value{Reshape(ct[0], in[0].Shape)}
}

func (op ReshapeOp) Batch(n int, x []Value, mapped []bool) []Value {
	return []Value{Reshape(x[0], op.Shape.Prepend(n))}
}

// Lower changes strides, if it can.
func (op ReshapeOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	return []*expr.Node{x[0].Reshape(op.Shape)}
}
