package prim

import (
	"fmt"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/kernel"
	"github.com/phlox-ppl/phlox/ir"
)

// QROp factors each m×n matrix A = Q R in reduced form: with k = min(m, n), Q is m×k with Qᵀ Q = I, and R
// is k×n, upper triangular with a diagonal that is not negative. (LAPACK, and so NumPy and JAX, leave the
// signs of R's rows to the algorithm; this choice makes the factors a function of A where its first k
// columns are independent.) Where A is not finite, both results are NaN.
type QROp struct{ notLinear }

// QR returns the factors of each matrix.
func QR(a Value) (q, r Value) {
	y := ir.Bind(QROp{}, a)
	return y[0], y[1]
}

func (op QROp) Name() string { return "qr" }

func (op QROp) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) != 1 || !in[0].DType.IsFloat() || len(in[0].Shape) < 2 {
		return nil, fmt.Errorf("operands %v, want one of floats with two axes or more", in)
	}
	_, m, n := split(in[0].Shape)
	lead := in[0].Shape[:len(in[0].Shape)-2]
	of := func(rows, cols int) ir.Type {
		return ir.Type{DType: in[0].DType, Shape: append(lead[:len(lead):len(lead)], rows, cols)}
	}
	return []ir.Type{of(m, min(m, n)), of(min(m, n), n)}, nil
}

func (op QROp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	a, q, r := stackOf(in[0]), newStack(out[0]), newStack(out[1])
	for k := range a.n {
		if !isFinite(a.at(k)) {
			fillNaN(q.at(k))
			fillNaN(r.at(k))
		} else if len(a.at(k)) > 0 {
			qr(a.at(k), q.at(k), r.at(k), q.rows, r.cols)
		}
	}
	return []*array.Buffer{q.buffer(out[0].DType, out[0].Shape), r.buffer(out[1].DType, out[1].Shape)}
}

// qr sets q and r from the m×n matrix a, which it overwrites, by Householder reflections.
func qr(a, q, r []float64, m, n int) {
	k := min(m, n)
	tau := make([]float64, k)
	work := make([]float64, 64*max(m, n)) // 64: more than LAPACK's block of columns
	lapack64.Geqrf(blas64.General{Rows: m, Cols: n, Stride: n, Data: a}, tau, work, len(work))
	for i := range k {
		copy(r[i*n+i:(i+1)*n], a[i*n+i:])
	}
	for i := range m {
		copy(q[i*k:(i+1)*k], a[i*n:])
	}
	lapack64.Orgqr(blas64.General{Rows: m, Cols: k, Stride: k, Data: q}, tau, work, len(work))
	for j := range k {
		if r[j*n+j] >= 0 {
			continue
		}
		for c := j; c < n; c++ {
			r[j*n+c] = -r[j*n+c]
		}
		for i := range m {
			q[i*k+j] = -q[i*k+j]
		}
	}
}

// JVP: let A₁ be the first k columns of A, R₁ those of R, and C = Qᵀ dA₁ R₁⁻¹. The antisymmetric Ω = Qᵀ dQ
// has the strict lower triangle of C, since dR₁ R₁⁻¹ = C - Ω is upper triangular, and
//
//	dQ = dA₁ R₁⁻¹ - Q C + Q Ω,  dR = Qᵀ dA - Ω R.
//
// Walter, Lehmann, Lamour, "On evaluating higher-order derivatives of the QR decomposition of tall
// matrices with full column rank in forward and reverse mode algorithmic differentiation", 2012. For
// m < n, Q is square, and the same formulas hold. Where the first k columns are dependent, the tangents
// are Inf or NaN.
func (op QROp) JVP(x, y, dx []Value) []Value {
	q, r, da := y[0], y[1], dx[0]
	last, k := q.Rank()-1, q.Shape()[q.Rank()-1]
	r1, da1 := cut(r, last, 0, k), cut(da, last, 0, k)
	qt := MatTranspose(q)

	// X R₁ = dA₁ is R₁ᵀ Xᵀ = dA₁ᵀ.
	scaled := MatTranspose(SolveTriangular(r1, MatTranspose(da1), TriangularSolve{Trans: true}))
	c := MatMul(qt, scaled)
	lower := triangle(c, 1)
	omega := Sub(lower, MatTranspose(lower))

	dq := Add(scaled, MatMul(q, Sub(omega, c)))
	dr := upperTriangle(Sub(MatMul(qt, da), MatMul(omega, r)), 0)
	return []Value{dq, dr}
}

func (op QROp) Batch(n int, x []Value, mapped []bool) []Value { return ir.Bind(op, x...) }

// Lower reflects as LAPACK does, without blocks.
func (op QROp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	in := ir.Type{DType: x[0].Type, Shape: x[0].Shape}
	return byKernel(op, x, out, func(e expr.Emitter) { kernel.QR(e, in) })
}
