package prim

import (
	"math"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/kernel"
	"github.com/phlox-ppl/phlox/ir"
)

// CholeskyOp computes the lower triangular L with L Lᵀ = A for symmetric positive definite A. It reads
// the lower triangle of A only. Where A is not positive definite, all of L is NaN.
type CholeskyOp struct{ notLinear }

// Cholesky applies CholeskyOp to (x + xᵀ)/2, as JAX does: derivatives then treat both triangles of x
// alike.
func Cholesky(x Value) Value {
	if err := inferSquare([]ir.Type{x.Type()}); err != nil {
		panic(ir.Errorf("cholesky: %v", err))
	}
	return ir.Bind1(CholeskyOp{}, symmetrize(x))
}

func (op CholeskyOp) Name() string { return "cholesky" }

func (op CholeskyOp) Infer(in []ir.Type) ([]ir.Type, error) {
	if err := inferSquare(in); err != nil {
		return nil, err
	}
	return in, nil
}

func (op CholeskyOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	a := stackOf(in[0])
	for k := range a.n {
		cholesky(a.at(k), a.rows)
	}
	return []*array.Buffer{a.buffer(out[0].DType, out[0].Shape)}
}

// cholesky replaces the n×n matrix a by its factor, row by row:
//
//	L_ij = (A_ij - Σ_{k<j} L_ik L_jk) / L_jj,  L_ii = √(A_ii - Σ_{k<i} L_ik²)
func cholesky(a []float64, n int) {
	for i := range n {
		for j := range i + 1 {
			s := a[i*n+j]
			for k := range j {
				s -= a[i*n+k] * a[j*n+k]
			}
			switch {
			case i != j:
				a[i*n+j] = s / a[j*n+j]
			case s > 0:
				a[i*n+i] = math.Sqrt(s)
			default:
				fillNaN(a)
				return
			}
		}
		clear(a[i*n+i+1 : (i+1)*n])
	}
}

func fillNaN(a []float64) {
	for i := range a {
		a[i] = math.NaN()
	}
}

// JVP is an op of its own, whose transpose is as fast as it.
func (op CholeskyOp) JVP(x, y, dx []Value) []Value {
	return []Value{ir.Bind1(CholeskyTangent{}, y[0], dx[0])}
}

func (op CholeskyOp) Batch(n int, x []Value, mapped []bool) []Value { return ir.Bind(op, x...) }

// Lower is a kernel of blocks.
func (op CholeskyOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	task := &expr.Task{Name: "cholesky", In: x, Dense: true, Emit: func(e expr.Emitter) { kernel.Cholesky(e, out[0]) }}
	return task.Results(expr.Loops, out)
}
