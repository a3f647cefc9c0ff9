package prim

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/special"
	"github.com/phlox-ppl/phlox/ir"
)

// Polygamma is the N-th derivative of digamma, N >= 1, elementwise.
type Polygamma struct {
	N int
	notLinear
}

// PolygammaN returns the n-th derivative of digamma at x.
func PolygammaN(n int, x Value) Value { return ir.Bind1(Polygamma{N: n}, x) }

func (op Polygamma) Name() string { return "polygamma" }

func (op Polygamma) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) != 1 || !in[0].DType.IsFloat() || op.N < 1 {
		return nil, fmt.Errorf("operands %v, order %d", in, op.N)
	}
	return in, nil
}

func (op Polygamma) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	y := array.New(out[0].DType, out[0].Shape)
	for i := range y.Size() {
		y.SetFloat64(i, special.Polygamma(op.N, in[0].Float64(i)))
	}
	return []*array.Buffer{y}
}

func (op Polygamma) JVP(x, y, dx []Value) []Value {
	return []Value{Mul(dx[0], PolygammaN(op.N+1, x[0]))}
}

func (op Polygamma) Batch(n int, x []Value, mapped []bool) []Value { return ir.Bind(op, x...) }
