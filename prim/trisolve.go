package prim

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/kernel"
	"github.com/phlox-ppl/phlox/ir"
)

// TriangularSolve solves A X = B, or Aᵀ X = B if Trans, for triangular matrices A. Only the triangle of A
// that LowerTriangle names is read, and not its diagonal if UnitDiagonal says that it is one. A zero on the
// diagonal gives Inf or NaN. It is linear in B.
type TriangularSolve struct{ LowerTriangle, Trans, UnitDiagonal bool }

// SolveTriangular returns X for a stack of matrices a and as many right-hand sides b.
func SolveTriangular(a, b Value, form TriangularSolve) Value { return ir.Bind1(form, a, b) }

func (op TriangularSolve) Name() string { return "triangular_solve" }

func (op TriangularSolve) Infer(in []ir.Type) ([]ir.Type, error) {
	if err := inferSystem(in); err != nil {
		return nil, err
	}
	return in[1:], nil
}

func (op TriangularSolve) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	a, x := stackOf(in[0]), stackOf(in[1])
	for k := range x.n {
		op.substitute(a.at(k), x.at(k), x.rows, x.cols)
	}
	return []*array.Buffer{x.buffer(out[0].DType, out[0].Shape)}
}

// substitute replaces the right-hand sides x, n rows of m, by the solution, row after row from the end of
// the triangle that has one element:
//
//	X_i = (B_i - Σ_j A_ij X_j) / A_ii,  j over the rows done
func (op TriangularSolve) substitute(a, x []float64, n, m int) {
	row, col := n, 1
	if op.Trans {
		row, col = 1, n
	}
	at := func(step int) int { return step }
	if op.LowerTriangle == op.Trans {
		at = func(step int) int { return n - 1 - step }
	}
	for step := range n {
		i := at(step)
		xi := x[i*m : (i+1)*m]
		for done := range step {
			j := at(done)
			for c := range xi {
				xi[c] -= a[i*row+j*col] * x[j*m+c]
			}
		}
		if !op.UnitDiagonal {
			for c := range xi {
				xi[c] /= a[i*n+i]
			}
		}
	}
}

// JVP: A X = B gives dX = A⁻¹ (dB - dA X).
func (op TriangularSolve) JVP(x, y, dx []Value) []Value {
	da := dx[0]
	if da != nil {
		da = op.part(da)
	}
	rhs := systemTangent(y[0], da, dx[1], op.Trans)
	return []Value{SolveTriangular(x[0], rhs, op)}
}

// part keeps what the op reads of a.
func (op TriangularSolve) part(a Value) Value {
	k := 0
	if op.UnitDiagonal {
		k = 1
	}
	if op.LowerTriangle {
		return triangle(a, k)
	}
	return upperTriangle(a, k)
}

// systemTangent returns dB - dA X, or dB - dAᵀ X if trans; nil is zero.
func systemTangent(x, da, db Value, trans bool) Value {
	if da == nil {
		return db
	}
	if trans {
		da = MatTranspose(da)
	}
	return AddTangents(db, Neg(MatMul(da, x)))
}

// Transpose: <ct, A⁻¹ B> = <A⁻ᵀ ct, B>.
func (op TriangularSolve) Transpose(ct, x []Value, in []ir.Type) []Value {
	if ct[0] == nil {
		return []Value{nil, nil}
	}
	op.Trans = !op.Trans
	return []Value{nil, SolveTriangular(x[0], ct[0], op)}
}

func (op TriangularSolve) Batch(n int, x []Value, mapped []bool) []Value {
	return batchSystem(op, n, x, mapped)
}

// batchSystem applies an op that solves A X = B to n examples. If they share A, their right-hand sides
// become columns of one, so that A is not repeated.
func batchSystem(op ir.Op, n int, x []Value, mapped []bool) []Value {
	if mapped[0] {
		return ir.Bind(op, withBatches(n, x, mapped)...)
	}
	rank := x[1].Rank()
	columns := Transpose(x[1], append(axesFrom(1, rank-1), 0))
	shape := columns.Shape()
	wide := append(shape[:rank-2:rank-2], shape[rank-2]*n)
	y := Reshape(ir.Bind1(op, x[0], Reshape(columns, wide)), shape)
	return []Value{Transpose(y, append([]int{rank - 1}, axesFrom(0, rank-1)...))}
}

// Lower is a kernel of blocks.
func (op TriangularSolve) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	form := kernel.Triangular{Lower: op.LowerTriangle, Trans: op.Trans, Unit: op.UnitDiagonal}
	return byKernel(op, x, out, func(e expr.Emitter) { form.Solve(e, out[0]) })
}
