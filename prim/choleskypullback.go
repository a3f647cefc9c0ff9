package prim

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/kernel"
	"github.com/phlox-ppl/phlox/ir"
)

// CholeskyPullback computes the cotangent of A from L and the cotangent C of L, where (A + Aᵀ)/2 = L Lᵀ: the transpose of
// CholeskyTangent. It reads the lower triangles of both operands; the result is symmetric. It is linear in C.
//
//	Ā = (N + Nᵀ)/2,  N = L⁻ᵀ Φ(Lᵀ C) L⁻¹
type CholeskyPullback struct{}

func (op CholeskyPullback) Name() string { return "cholesky_pullback" }

func (op CholeskyPullback) Infer(in []ir.Type) ([]ir.Type, error) { return inferFactor(in) }

func (op CholeskyPullback) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	l, x := stackOf(in[0]), stackOf(in[1])
	for k := range x.n {
		choleskyPullback(l.at(k), x.at(k), x.rows)
	}
	return []*array.Buffer{x.buffer(out[0].DType, out[0].Shape)}
}

// choleskyPullback replaces the cotangent x of L by that of A: it goes through the steps of cholesky backward.
func choleskyPullback(l, x []float64, n int) {
	for i := n - 1; i >= 0; i-- {
		for j := i; j >= 0; j-- {
			if i == j {
				x[i*n+i] /= 2 * l[i*n+i]
			} else {
				x[i*n+j] /= l[j*n+j]
				x[j*n+j] -= x[i*n+j] * l[i*n+j]
			}
			for k := range j {
				x[i*n+k] -= x[i*n+j] * l[j*n+k]
				x[j*n+k] -= x[i*n+j] * l[i*n+k]
			}
		}
	}
	for i := range n {
		for j := range i {
			x[i*n+j] *= 0.5
			x[j*n+i] = x[i*n+j]
		}
	}
}

// JVP: the derivative of N in L is
//
//	L⁻ᵀ Φ(Lᵀ X) L⁻¹ - L⁻ᵀ dLᵀ N - N dL L⁻¹,  Lᵀ X = dLᵀ C
//
// so that of Ā is the op for X, less Ā dL L⁻¹ and the transpose of that.
func (op CholeskyPullback) JVP(x, y, dx []Value) []Value {
	l, dc := x[0], dx[1]
	if dx[0] == nil {
		return []Value{ir.Bind1(op, l, dc)}
	}
	upper := TriangularSolve{LowerTriangle: true, Trans: true}
	dlt := MatTranspose(triangle(dx[0], 0))
	dc = AddTangents(dc, SolveTriangular(l, MatMul(dlt, triangle(x[1], 0)), upper))
	z := SolveTriangular(l, MatMul(dlt, y[0]), upper)
	return []Value{Sub(ir.Bind1(op, l, dc), Add(z, MatTranspose(z)))}
}

// Transpose: the transpose of the transpose.
func (op CholeskyPullback) Transpose(ct, x []Value, in []ir.Type) []Value {
	if ct[0] == nil {
		return []Value{nil, nil}
	}
	return []Value{nil, ir.Bind1(CholeskyTangent{}, x[0], ct[0])}
}

func (op CholeskyPullback) Batch(n int, x []Value, mapped []bool) []Value {
	return ir.Bind(op, withBatches(n, x, mapped)...)
}

// Lower is a kernel of blocks.
func (op CholeskyPullback) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	return byKernel(op, x, out, func(e expr.Emitter) { kernel.CholeskyPullback(e, out[0]) })
}
