package prim

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/lapack64"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/kernel"
	"github.com/phlox-ppl/phlox/ir"
)

// EighOp computes two results for each symmetric matrix A: its eigenvalues w, ascending, and the matrix V
// whose columns are the eigenvectors, A V = V diag(w), Vᵀ V = I. It reads the lower triangle of A only.
// Of v and -v it takes the one whose first component of at least half the greatest magnitude is positive.
// (LAPACK leaves the sign to rounding; half, so that components of equal magnitude don't.) Where A is not
// finite, both results are NaN.
type EighOp struct{ notLinear }

// Eigh applies EighOp to (x + xᵀ)/2: derivatives then treat both triangles of x alike.
func Eigh(x Value) (values, vectors Value) {
	if err := inferSquare([]ir.Type{x.Type()}); err != nil {
		panic(ir.Errorf("eigh: %v", err))
	}
	y := ir.Bind(EighOp{}, symmetrize(x))
	return y[0], y[1]
}

func (op EighOp) Name() string { return "eigh" }

func (op EighOp) Infer(in []ir.Type) ([]ir.Type, error) {
	if err := inferSquare(in); err != nil {
		return nil, err
	}
	w := ir.Type{DType: in[0].DType, Shape: in[0].Shape[:len(in[0].Shape)-1]}
	return []ir.Type{w, in[0]}, nil
}

func (op EighOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	v := stackOf(in[0])
	w := stack{v.n, v.rows, 1, make([]float64, v.n*v.rows)}
	for k := range v.n {
		if a := v.at(k); !isFinite(a) || !eigh(a, w.at(k), v.rows) {
			fillNaN(a)
			fillNaN(w.at(k))
		}
	}
	return []*array.Buffer{w.buffer(out[0].DType, out[0].Shape), v.buffer(out[1].DType, out[1].Shape)}
}

// eigh replaces the n×n matrix a by its eigenvectors and sets w to its eigenvalues. It reports whether
// the iteration converged.
func eigh(a, w []float64, n int) bool {
	if n == 0 {
		return true
	}
	s := blas64.Symmetric{Uplo: blas.Lower, N: n, Stride: n, Data: a}
	query := make([]float64, 1)
	lapack64.Syev(lapack.EVCompute, s, w, query, -1)
	work := make([]float64, int(query[0]))
	if !lapack64.Syev(lapack.EVCompute, s, w, work, len(work)) {
		return false
	}
	for j := range n {
		if leading(a, n, j) < 0 {
			for i := range n {
				a[i*n+j] = -a[i*n+j]
			}
		}
	}
	return true
}

// leading returns the first element of column j whose magnitude is at least half the greatest.
func leading(a []float64, n, j int) float64 {
	greatest := 0.0
	for i := range n {
		greatest = max(greatest, math.Abs(a[i*n+j]))
	}
	i := 0
	for math.Abs(a[i*n+j]) < greatest/2 {
		i++
	}
	return a[i*n+j]
}

func isFinite(a []float64) bool {
	for _, v := range a {
		if v-v != 0 {
			return false
		}
	}
	return true
}

// JVP: with M = Vᵀ dA V and F_ij = 1/(w_j - w_i) off the diagonal, 0 on it,
//
//	dw = diag M,  dV = V (F ∘ M).
//
// Giles, "An extended collection of matrix derivative results for forward and reverse mode algorithmic
// differentiation", 2008. Where eigenvalues are equal, their vectors are not a function of A, and dV is
// Inf or NaN, as in JAX; dw remains finite and right for symmetric functions of the equal ones.
func (op EighOp) JVP(x, y, dx []Value) []Value {
	w, v := y[0], y[1]
	rank := v.Rank()
	dav := MatMul(mirror(dx[0]), v)
	dw := Sum(Mul(v, dav), []int{rank - 2})

	wi := BroadcastTo(w, v.Shape(), axesFrom(0, rank-1))
	wj := BroadcastTo(w, v.Shape(), append(axesFrom(0, rank-2), rank-1))
	eye := identityLike(v)
	f := Sub(Reciprocal(Add(Sub(wj, wi), eye)), eye)
	return []Value{dw, MatMul(v, Mul(f, MatMul(MatTranspose(v), dav)))}
}

func (op EighOp) Batch(n int, x []Value, mapped []bool) []Value { return ir.Bind(op, x...) }

// Lower reduces to a tridiagonal matrix and that to a diagonal one, as LAPACK does.
func (op EighOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	return byKernel(op, x, out, func(e expr.Emitter) { kernel.Eigh(e, out[1]) })
}
