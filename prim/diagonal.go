package prim

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/ir"
)

// DiagonalOp takes the diagonals of a stack of square matrices. It is linear.
type DiagonalOp struct{}

// Diagonal returns the diagonal of each of a stack of square matrices.
func Diagonal(x Value) Value { return ir.Bind1(DiagonalOp{}, x) }

func (op DiagonalOp) Name() string { return "diagonal" }

func (op DiagonalOp) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) != 1 || len(in[0].Shape) < 2 {
		return nil, fmt.Errorf("operands %v, want one with two axes or more", in)
	}
	_, rows, cols := split(in[0].Shape)
	if rows != cols {
		return nil, fmt.Errorf("operand %v, want square matrices", in[0])
	}
	return []ir.Type{{DType: in[0].DType, Shape: in[0].Shape[:len(in[0].Shape)-1]}}, nil
}

func (op DiagonalOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	y := array.New(out[0].DType, out[0].Shape)
	_, n, _ := split(in[0].Shape())
	for i := range y.Size() {
		array.Copy(y, i, in[0], i*n+i%n, 1)
	}
	return []*array.Buffer{y}
}

func (op DiagonalOp) JVP(x, y, dx []Value) []Value { return []Value{Diagonal(dx[0])} }

// Transpose puts the cotangents on the diagonal of matrices that are zero elsewhere.
func (op DiagonalOp) Transpose(ct, x []Value, in []ir.Type) []Value {
	if ct[0] == nil {
		return []Value{nil}
	}
	rank := len(in[0].Shape)
	rows := BroadcastTo(ct[0], in[0].Shape, axesFrom(0, rank-1))
	return []Value{keep(rows, func(i, j int) bool { return i == j })}
}

func (op DiagonalOp) Batch(n int, x []Value, mapped []bool) []Value { return ir.Bind(op, x...) }

// Lower steps through rows and columns at the same time.
func (op DiagonalOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	return []*expr.Node{x[0].Diagonal()}
}
