package prim

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// SelectOp takes each element from its second operand where the first, a bool, is true, and from the
// third elsewhere. Operands have the result's shape or rank 0.
type SelectOp struct{}

// Select returns x where pred holds, else y.
func Select(pred, x, y Value) Value { return ir.Bind1(SelectOp{}, pred, x, y) }

func (op SelectOp) Name() string { return "select" }

func (op SelectOp) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) != 3 || in[0].DType != array.Bool || in[1].DType != in[2].DType {
		return nil, fmt.Errorf("operands %v, want a bool and two of one dtype", in)
	}
	shape, err := sameOrScalar(in)
	return []ir.Type{{DType: in[1].DType, Shape: shape}}, err
}

func (op SelectOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	y := array.New(out[0].DType, out[0].Shape)
	switch y.DType() {
	case array.Float64:
		selects[float64](y, in)
	case array.Float32:
		selects[float32](y, in)
	case array.Int32:
		selects[int32](y, in)
	case array.Int64:
		selects[int64](y, in)
	case array.Uint32:
		selects[uint32](y, in)
	case array.Uint64:
		selects[uint64](y, in)
	default:
		selects[bool](y, in)
	}
	return []*array.Buffer{y}
}

func selects[T array.Elem](out *array.Buffer, in []*array.Buffer) {
	z, pred, x, y := array.Data[T](out), array.Data[bool](in[0]), array.Data[T](in[1]), array.Data[T](in[2])
	sp, sx, sy := step(len(pred), len(z)), step(len(x), len(z)), step(len(y), len(z))
	for i := range z {
		if pred[i*sp] {
			z[i] = x[i*sx]
		} else {
			z[i] = y[i*sy]
		}
	}
}

func (op SelectOp) JVP(x, y, dx []Value) []Value {
	a, b := dx[1], dx[2]
	if a == nil {
		a = Like(x[1], 0)
	}
	if b == nil {
		b = Like(x[2], 0)
	}
	return []Value{BroadcastScalar(Select(x[0], a, b), y[0].Shape())}
}

func (op SelectOp) Transpose(ct, x []Value, in []ir.Type) []Value {
	cts := make([]Value, 3)
	if ct[0] == nil {
		return cts
	}
	zero := Like(ct[0], 0)
	if x[1] == nil {
		cts[1] = Select(x[0], ct[0], zero)
	}
	if x[2] == nil {
		cts[2] = Select(x[0], zero, ct[0])
	}
	for i := 1; i < 3; i++ {
		if cts[i] != nil && len(in[i].Shape) == 0 {
			cts[i] = SumAll(cts[i])
		}
	}
	return cts
}

func (op SelectOp) Batch(n int, x []Value, mapped []bool) []Value {
	return ir.Bind(op, alignBatch(n, x, mapped)...)
}

// Lower selects each element.
func (op SelectOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	return []*expr.Node{expr.Apply(loop.Select, x...)}
}
