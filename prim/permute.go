package prim

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/ir"
)

// Permute reorders axes: axis i of the result is axis Perm[i] of the operand.
type Permute struct{ Perm []int }

// Transpose applies Permute, or nothing if perm is the identity.
func Transpose(x Value, perm []int) Value {
	if slices.Equal(perm, axesFrom(0, x.Rank())) {
		return x
	}
	return ir.Bind1(Permute{perm}, x)
}

func (op Permute) Name() string { return "transpose" }

func (op Permute) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) != 1 || len(op.Perm) != len(in[0].Shape) {
		return nil, fmt.Errorf("operands %v for permutation %v", in, op.Perm)
	}
	seen := make([]bool, len(op.Perm))
	shape := make(array.Shape, len(op.Perm))
	for i, p := range op.Perm {
		if p < 0 || p >= len(seen) || seen[p] {
			return nil, fmt.Errorf("%v is not a permutation", op.Perm)
		}
		seen[p] = true
		shape[i] = in[0].Shape[p]
	}
	return []ir.Type{{DType: in[0].DType, Shape: shape}}, nil
}

func (op Permute) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	y := array.New(out[0].DType, out[0].Shape)
	from := in[0].Shape().Strides()
	strides := make([]int, len(op.Perm))
	for i, p := range op.Perm {
		strides[i] = from[p]
	}
	strided(y, in[0], strides, 0)
	return []*array.Buffer{y}
}

func (op Permute) JVP(x, y, dx []Value) []Value { return []Value{ir.Bind1(op, dx[0])} }

func (op Permute) Transpose(ct, x []Value, in []ir.Type) []Value {
	if ct[0] == nil {
		return []Value{nil}
	}
	inverse := make([]int, len(op.Perm))
	for i, p := range op.Perm {
		inverse[p] = i
	}
	return []Value{Transpose(ct[0], inverse)}
}

func (op Permute) Batch(n int, x []Value, mapped []bool) []Value {
	return []Value{Transpose(x[0], append([]int{0}, shifted(op.Perm)...))}
}

// Lower permutes strides.
func (op Permute) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	return []*expr.Node{x[0].Permute(op.Perm)}
}
