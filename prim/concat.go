package prim

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/ir"
)

// ConcatOp joins its operands along Axis; they agree on the other axes.
type ConcatOp struct{ Axis int }

// Concat joins the operands along axis in [0, rank); those of length 0 along it are dropped.
func Concat(axis int, x ...Value) Value {
	op := ConcatOp{axis}
	if _, err := op.Infer(ir.TypesOf(x)); err != nil {
		panic(ir.Errorf("concat: %v", err))
	}
	var kept []Value
	for _, v := range x {
		if v.Shape()[axis] > 0 {
			kept = append(kept, v)
		}
	}
	switch len(kept) {
	case 0:
		return x[0]
	case 1:
		return kept[0]
	}
	return ir.Bind1(op, kept...)
}

func (op ConcatOp) Name() string { return "concat" }

func (op ConcatOp) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) == 0 || op.Axis < 0 || op.Axis >= len(in[0].Shape) {
		return nil, fmt.Errorf("operands %v along axis %d", in, op.Axis)
	}
	shape := append(array.Shape(nil), in[0].Shape...)
	shape[op.Axis] = 0
	for _, t := range in {
		if t.DType != in[0].DType || len(t.Shape) != len(shape) || !t.Shape.Without([]int{op.Axis}).Equal(shape.Without([]int{op.Axis})) {
			return nil, fmt.Errorf("operands %v do not fit along axis %d", in, op.Axis)
		}
		shape[op.Axis] += t.Shape[op.Axis]
	}
	return []ir.Type{{DType: in[0].DType, Shape: shape}}, nil
}

func (op ConcatOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	y := array.New(out[0].DType, out[0].Shape)
	outer := y.Shape()[:op.Axis].Size()
	width := y.Shape()[op.Axis:].Size()
	at := 0
	for _, x := range in {
		w := x.Shape()[op.Axis:].Size()
		for i := range outer {
			array.Copy(y, i*width+at, x, i*w, w)
		}
		at += w
	}
	return []*array.Buffer{y}
}

func (op ConcatOp) JVP(x, y, dx []Value) []Value {
	full := make([]Value, len(x))
	for i := range x {
		if full[i] = dx[i]; dx[i] == nil {
			full[i] = Zeros(x[i].Type())
		}
	}
	return []Value{ir.Bind1(op, full...)}
}

func (op ConcatOp) Transpose(ct, x []Value, in []ir.Type) []Value {
	cts := make([]Value, len(x))
	if ct[0] == nil {
		return cts
	}
	at := 0
	for i, t := range in {
		n := t.Shape[op.Axis]
		if x[i] == nil {
			cts[i] = cut(ct[0], op.Axis, at, at+n)
		}
		at += n
	}
	return cts
}

func (op ConcatOp) Batch(n int, x []Value, mapped []bool) []Value {
	return []Value{ir.Bind1(ConcatOp{op.Axis + 1}, withBatches(n, x, mapped)...)}
}

// Lower writes one operand after the other.
func (op ConcatOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	strides, at := out[0].Shape.Strides(), 0
	parts := make([]expr.Part, len(x))
	for i, n := range x {
		parts[i] = expr.Part{At: expr.Block(ir.Type{DType: n.Type, Shape: n.Shape}, at*strides[op.Axis], strides), X: n}
		at += n.Shape[op.Axis]
	}
	return []*expr.Node{expr.Assemble(out[0], parts...)}
}
