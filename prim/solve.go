package prim

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/kernel"
	"github.com/phlox-ppl/phlox/ir"
)

// SolveOp solves A X = B, or Aᵀ X = B if Trans, by LU factorization with partial pivoting. Where A is
// singular, X is Inf or NaN. It is linear in B.
type SolveOp struct{ Trans bool }

// Solve returns a⁻¹ b for a stack of matrices a and as many right-hand sides b.
func Solve(a, b Value) Value { return ir.Bind1(SolveOp{}, a, b) }

// Inv returns the inverses of a stack of matrices.
func Inv(a Value) Value {
	if err := inferSquare([]ir.Type{a.Type()}); err != nil {
		panic(ir.Errorf("inv: %v", err))
	}
	return Solve(a, identityLike(a))
}

func (op SolveOp) Name() string { return "solve" }

func (op SolveOp) Infer(in []ir.Type) ([]ir.Type, error) {
	if err := inferSystem(in); err != nil {
		return nil, err
	}
	return in[1:], nil
}

func (op SolveOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	a, b, x := stackOf(in[0]), stackOf(in[1]), newStack(out[0])
	for k := range x.n {
		op.solve(a.at(k), b.at(k), x.at(k), x.rows, x.cols)
	}
	return []*array.Buffer{x.buffer(out[0].DType, out[0].Shape)}
}

// solve sets x, n rows of m, from P A = L U:
//
//	A X = B:   L U X = P B
//	Aᵀ X = B:  Uᵀ Lᵀ (P X) = B
func (op SolveOp) solve(a, b, x []float64, n, m int) {
	pivots, _ := lu(a, n)
	l := TriangularSolve{LowerTriangle: true, UnitDiagonal: true, Trans: op.Trans}
	u := TriangularSolve{Trans: op.Trans}
	if op.Trans {
		u.substitute(a, b, n, m)
		l.substitute(a, b, n, m)
		for i, p := range pivots {
			copy(x[p*m:(p+1)*m], b[i*m:])
		}
		return
	}
	for i, p := range pivots {
		copy(x[i*m:(i+1)*m], b[p*m:])
	}
	l.substitute(a, x, n, m)
	u.substitute(a, x, n, m)
}

// JVP: A X = B gives dX = A⁻¹ (dB - dA X).
func (op SolveOp) JVP(x, y, dx []Value) []Value {
	return []Value{ir.Bind1(op, x[0], systemTangent(y[0], dx[0], dx[1], op.Trans))}
}

// Transpose: <ct, A⁻¹ B> = <A⁻ᵀ ct, B>.
func (op SolveOp) Transpose(ct, x []Value, in []ir.Type) []Value {
	if ct[0] == nil {
		return []Value{nil, nil}
	}
	return []Value{nil, ir.Bind1(SolveOp{!op.Trans}, x[0], ct[0])}
}

func (op SolveOp) Batch(n int, x []Value, mapped []bool) []Value {
	return batchSystem(op, n, x, mapped)
}

// Lower eliminates in A and B together.
func (op SolveOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	return byKernel(op, x, out, func(e expr.Emitter) { kernel.Solve(e, op.Trans, out[0]) })
}
