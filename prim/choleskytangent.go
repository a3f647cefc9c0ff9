package prim

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/kernel"
	"github.com/phlox-ppl/phlox/ir"
)

// CholeskyTangent computes dL from L and dA, where (A + Aᵀ)/2 = L Lᵀ:
//
//	dL = L Φ(L⁻¹ dS L⁻ᵀ),  dS = (dA + dAᵀ)/2
//
// where Φ takes the lower triangle and halves the diagonal. It reads the lower triangle of L. It is linear in dA, and its transpose is
// CholeskyPullback. Murray, "Differentiation of the Cholesky decomposition", arXiv:1602.07527.
type CholeskyTangent struct{}

func (op CholeskyTangent) Name() string { return "cholesky_tangent" }

func (op CholeskyTangent) Infer(in []ir.Type) ([]ir.Type, error) { return inferFactor(in) }

func (op CholeskyTangent) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	l, x := stackOf(in[0]), stackOf(in[1])
	for k := range x.n {
		symmetrizeInto(x.at(k), x.rows)
		choleskyTangent(l.at(k), x.at(k), x.rows)
	}
	return []*array.Buffer{x.buffer(out[0].DType, out[0].Shape)}
}

// choleskyTangent replaces the tangent x of the symmetric matrix by that of L, row by row:
//
//	dL_ij = (dS_ij - Σ_{k<j} (dL_ik L_jk + L_ik dL_jk) - L_ij dL_jj) / L_jj,  dL_ii = (dS_ii - 2 Σ_{k<i} L_ik dL_ik) / 2L_ii
func choleskyTangent(l, x []float64, n int) {
	for i := range n {
		for j := range i + 1 {
			s := x[i*n+j]
			for k := range j {
				s -= x[i*n+k]*l[j*n+k] + l[i*n+k]*x[j*n+k]
			}
			if i == j {
				x[i*n+i] = s / (2 * l[i*n+i])
			} else {
				x[i*n+j] = (s - l[i*n+j]*x[j*n+j]) / l[j*n+j]
			}
		}
		clear(x[i*n+i+1 : (i+1)*n])
	}
}

// JVP: with P = L⁻¹ dS L⁻ᵀ and W = dL L⁻¹ dS, the derivative of L Φ(P) in L is
//
//	dL Φ(P) + L Φ(dP),  L dP Lᵀ = -(W + Wᵀ).
func (op CholeskyTangent) JVP(x, y, dx []Value) []Value {
	var out Value
	if dx[1] != nil {
		out = ir.Bind1(op, x[0], dx[1])
	}
	if dx[0] != nil {
		lower := TriangularSolve{LowerTriangle: true}
		dl := triangle(dx[0], 0)
		half := SolveTriangular(x[0], symmetrize(x[1]), lower)
		whole := SolveTriangular(x[0], MatTranspose(half), lower)
		w := MatMul(dl, half)
		moved := Sub(MatMul(dl, phi(whole)), ir.Bind1(op, x[0], Mul(w, Like(w, 2))))
		out = AddTangents(out, moved)
	}
	return []Value{out}
}

// phi takes the lower triangle and halves the diagonal.
func phi(x Value) Value { return Mul(Add(triangle(x, 0), triangle(x, 1)), Like(x, 0.5)) }

func (op CholeskyTangent) Transpose(ct, x []Value, in []ir.Type) []Value {
	if ct[0] == nil {
		return []Value{nil, nil}
	}
	return []Value{nil, ir.Bind1(CholeskyPullback{}, x[0], ct[0])}
}

func (op CholeskyTangent) Batch(n int, x []Value, mapped []bool) []Value {
	return ir.Bind(op, withBatches(n, x, mapped)...)
}

// Lower is a kernel of blocks.
func (op CholeskyTangent) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	return byKernel(op, x, out, func(e expr.Emitter) { kernel.CholeskyTangent(e, out[0]) })
}

// inferFactor requires stacks of square matrices, a factor and a tangent or cotangent of the same type.
func inferFactor(in []ir.Type) ([]ir.Type, error) {
	err := inferSystem(in)
	if err == nil {
		err = inferSquare(in[1:])
	}
	if err != nil {
		return nil, err
	}
	return in[1:], nil
}
