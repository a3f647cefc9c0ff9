package prim

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/ir"
)

// Ops of linear algebra take their operands as stacks of matrices: the last two axes are rows and
// columns, all others count the matrices. So an op batches by having one more axis in front. float32 is
// computed in float64 and rounded.

// stack is an operand or result of such an op while it is computed.
type stack struct {
	n, rows, cols int
	data          []float64 // the matrices one after the other, row-major
}

func newStack(t ir.Type) stack {
	n, rows, cols := split(t.Shape)
	return stack{n, rows, cols, make([]float64, n*rows*cols)}
}

// stackOf returns the elements of b, copied.
func stackOf(b *array.Buffer) stack {
	s := newStack(ir.TypeOf(b))
	for i := range s.data {
		s.data[i] = b.Float64(i)
	}
	return s
}

// split returns the number of matrices and their size.
func split(shape array.Shape) (n, rows, cols int) {
	lead := len(shape) - 2
	return shape[:lead].Size(), shape[lead], shape[lead+1]
}

// at returns the elements of matrix k, shared.
func (s stack) at(k int) []float64 {
	size := s.rows * s.cols
	return s.data[k*size : (k+1)*size]
}

func (s stack) buffer(d array.DType, shape array.Shape) *array.Buffer {
	b := array.New(d, shape)
	for i, v := range s.data {
		b.SetFloat64(i, v)
	}
	return b
}

// inferSquare requires one stack of square matrices of floats.
func inferSquare(in []ir.Type) error {
	if len(in) != 1 || !in[0].DType.IsFloat() || len(in[0].Shape) < 2 {
		return fmt.Errorf("operands %v, want one of floats with two axes or more", in)
	}
	if _, rows, cols := split(in[0].Shape); rows != cols {
		return fmt.Errorf("operand %v, want square matrices", in[0])
	}
	return nil
}

// inferSystem requires stacks of square matrices A and right-hand sides B with A X = B.
func inferSystem(in []ir.Type) error {
	if len(in) != 2 || in[0].DType != in[1].DType || len(in[0].Shape) != len(in[1].Shape) {
		return fmt.Errorf("operands %v, want two of one dtype and rank", in)
	}
	if err := inferSquare(in[:1]); err != nil {
		return err
	}
	lead := len(in[0].Shape) - 2
	if !in[0].Shape[:lead+1].Equal(in[1].Shape[:lead+1]) {
		return fmt.Errorf("operands %v differ in the leading axes or in the number of rows", in)
	}
	return nil
}

// triangle keeps the elements at row - column >= k of each matrix; the others become zero.
func triangle(x Value, k int) Value {
	return keep(x, func(i, j int) bool { return i-j >= k })
}

// upperTriangle keeps the elements at column - row >= k of each matrix; the others become zero.
func upperTriangle(x Value, k int) Value {
	return keep(x, func(i, j int) bool { return j-i >= k })
}

// keep puts zeros where in(row, column) does not hold. A select, not a product with a mask: what is
// there may be infinite.
func keep(x Value, in func(i, j int) bool) Value {
	return Select(mask(x.Shape(), in), x, Like(x, 0))
}

// mask tells at each element of a stack whether in(row, column) holds.
func mask(shape array.Shape, in func(i, j int) bool) Value {
	_, rows, cols := split(shape)
	m := make([]bool, 0, rows*cols)
	for i := range rows {
		for j := range cols {
			m = append(m, in(i, j))
		}
	}
	lead := len(shape) - 2
	return BroadcastTo(ir.Concrete(array.Of(m, array.Shape{rows, cols})), shape, axesFrom(lead, 2))
}

// identityLike returns a stack of identity matrices of x's type; x is square.
func identityLike(x Value) Value {
	return ConvertTo(mask(x.Shape(), func(i, j int) bool { return i == j }), x.DType())
}

// symmetrize returns (x + xᵀ)/2, which is x if x is symmetric.
func symmetrize(x Value) Value { return Mul(Add(x, MatTranspose(x)), Like(x, 0.5)) }

// mirror returns the symmetric matrices whose lower triangle is that of x: what an op that reads only the
// lower triangle takes x for.
func mirror(x Value) Value { return Add(triangle(x, 0), MatTranspose(triangle(x, 1))) }

// byKernel returns the results of an op that a kernel computes, of operands in memory: it reads them in an order of its own.
func byKernel(op ir.Op, x []*expr.Node, out []ir.Type, emit func(e expr.Emitter)) []*expr.Node {
	for i, n := range x {
		if n.Cost(1) > 0 {
			x[i] = expr.Compute(n)
		}
	}
	task := &expr.Task{Name: op.Name(), In: x, Kernel: true, Emit: emit}
	return task.Results(expr.Loops, out)
}
