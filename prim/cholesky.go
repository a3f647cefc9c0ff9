package prim

import (
	"math"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/kernel"
	"github.com/phlox-ppl/phlox/ir"
)

// CholeskyOp computes the lower triangular L with L Lᵀ = (A + Aᵀ)/2: its derivatives treat both triangles
// of A alike. Where that is not positive definite, all of L is NaN.
type CholeskyOp struct{ notLinear }

// Cholesky returns L with L Lᵀ = (x + xᵀ)/2, which is x if x is symmetric.
func Cholesky(x Value) Value { return ir.Bind1(CholeskyOp{}, x) }

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
		symmetrizeInto(a.at(k), a.rows)
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

// symmetrizeInto replaces the lower triangle of the n×n matrix a by that of (a + aᵀ)/2.
func symmetrizeInto(a []float64, n int) {
	for i := range n {
		for j := range i {
			a[i*n+j] = 0.5 * (a[i*n+j] + a[j*n+i])
		}
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
	return byKernel(op, x, out, func(e expr.Emitter) { kernel.Cholesky(e, out[0]) })
}
