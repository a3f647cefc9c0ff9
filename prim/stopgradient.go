package prim

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/ir"
)

// StopGradient is the identity, whose derivative is taken to be zero.
type StopGradient struct{ flat }

// StopGradientOf returns x as a constant to differentiation.
func StopGradientOf(x Value) Value {
	if x.Buffer() != nil || !x.DType().IsFloat() {
		return x
	}
	return ir.Bind1(StopGradient{}, x)
}

func (op StopGradient) Name() string { return "stop_gradient" }

func (op StopGradient) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) != 1 {
		return nil, fmt.Errorf("%d operands, want 1", len(in))
	}
	return in, nil
}

func (op StopGradient) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer { return in[:1:1] }

func (op StopGradient) Batch(n int, x []Value, mapped []bool) []Value { return ir.Bind(op, x...) }

// Lower is the identity.
func (op StopGradient) Lower(x []*expr.Node, out []ir.Type) []*expr.Node { return x }
