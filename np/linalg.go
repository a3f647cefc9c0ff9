package np

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// Functions of matrices act on the last two axes; the axes before them count matrices. Integers are
// converted to float64.

// Cholesky returns the lower triangular L with L Lᵀ = (x + xᵀ)/2, which is x if x is symmetric; NaN where
// that is not positive definite.
func Cholesky(x Array) Array { return Array{v: prim.Cholesky(matrices("cholesky", x).v)} }

// Triangular says which system SolveTriangular solves. The zero value is upper triangular.
type Triangular struct {
	Lower        bool // a is lower triangular; what is above its diagonal is not read
	Trans        bool // solve with aᵀ
	UnitDiagonal bool // the diagonal is one and not read
}

// SolveTriangular returns the X with a X = b for triangular matrices a [..., n, n] and right-hand sides b
// [..., n, m], or one vector b [n]; the leading axes broadcast. For a stack of vectors use
// b.ExpandDims(-1).
func SolveTriangular(a, b Array, form Triangular) Array {
	return system("solve_triangular", a, b, func(a, b ir.Value) ir.Value {
		return prim.SolveTriangular(a, b, prim.TriangularSolve{LowerTriangle: form.Lower, Trans: form.Trans, UnitDiagonal: form.UnitDiagonal})
	})
}

// Solve returns the X with a X = b for matrices a [..., n, n] and right-hand sides b [..., n, m], or one
// vector b [n]; the leading axes broadcast. For a stack of vectors use b.ExpandDims(-1).
func Solve(a, b Array) Array { return system("solve", a, b, prim.Solve) }

// Inv returns the inverse of each matrix. Solve is faster and more accurate where the inverse is only a
// factor.
func Inv(x Array) Array { return Array{v: prim.Inv(matrices("inv", x).v)} }

// Det returns the determinant of each matrix. It overflows early: use Slogdet for log densities. Its
// gradient is NaN where a matrix is singular.
func Det(x Array) Array { return Array{v: prim.Det(matrices("det", x).v)} }

// Slogdet returns the sign of the determinant of each matrix and the log of its absolute value; 0 and
// -Inf where a matrix is singular.
func Slogdet(x Array) (sign, logDet Array) {
	s, l := prim.Slogdet(matrices("slogdet", x).v)
	return Array{v: s}, Array{v: l}
}

// Eigh returns the eigenvalues [..., n] of (x + xᵀ)/2, ascending, and its eigenvectors as the columns of
// [..., n, n]. Of v and -v it takes the one whose first large component is positive.
func Eigh(x Array) (values, vectors Array) {
	w, v := prim.Eigh(matrices("eigh", x).v)
	return Array{v: w}, Array{v: v}
}

// QR returns the reduced factors x = Q R of matrices [..., m, n]: with k = min(m, n), Q [..., m, k] has
// orthonormal columns and R [..., k, n] is upper triangular. The diagonal of R is not negative, which
// NumPy leaves open.
func QR(x Array) (q, r Array) {
	if x.Rank() < 2 {
		panic(ir.Errorf("qr: shape %v is not that of matrices", x.Shape()))
	}
	a, b := prim.QR(x.float().v)
	return Array{v: a}, Array{v: b}
}

// Norm returns the Euclidean length √Σx² over axes, over all without any. Its gradient at the zero vector
// is taken to be zero.
func Norm(x Array, axes ...int) Array {
	s := x.float().Square().Sum(axes...)
	zero := s.Eq(0)
	return Where(zero, 0, Sqrt(Where(zero, 1, s)))
}

// Trace returns the sum of the diagonal of each matrix.
func Trace(x Array) Array { return Diagonal(x).Sum(-1) }

// float converts integers and bools to float64.
func (x Array) float() Array {
	if x.DType().IsFloat() {
		return x
	}
	return Array{prim.ConvertTo(operand(x).v, Float64), x.weak}
}

// matrices returns x as floats; it must hold square matrices.
func matrices(what string, x Array) Array {
	if x.Rank() < 2 || x.Dim(-1) != x.Dim(-2) {
		panic(ir.Errorf("%s: shape %v is not that of square matrices", what, operand(x).Shape()))
	}
	return x.float()
}

// system applies f, which solves for stacks of the same leading axes.
func system(what string, a, b Array, f func(a, b ir.Value) ir.Value) Array {
	matrices(what, a)
	if b.Rank() == 1 {
		return system(what, a, b.ExpandDims(1), f).Squeeze(-1)
	}
	if b.Rank() == 0 || b.Dim(-2) != a.Dim(-1) {
		panic(ir.Errorf("%s: shapes %v and %v: the rows differ in number", what, a.Shape(), b.Shape()))
	}
	v, _ := convert(a.float(), b.float())
	if a.Rank() == 2 && b.Rank() > 2 {
		return sharedSystem(Array{v: v[0]}, Array{v: v[1]}, f)
	}
	as, bs := a.Shape(), b.Shape()
	lead, err := array.Broadcast(as[:len(as)-2], bs[:len(bs)-2])
	if err != nil {
		panic(ir.Errorf("%s: the leading axes of shapes %v and %v do not broadcast", what, as, bs))
	}
	a = Array{v: v[0]}.BroadcastTo(slices.Concat(lead, as[len(as)-2:]))
	b = Array{v: v[1]}.BroadcastTo(slices.Concat(lead, bs[len(bs)-2:]))
	return Array{v: f(a.v, b.v)}
}

// sharedSystem makes the right-hand sides of a stack the columns of one, so that a is not repeated.
func sharedSystem(a, b Array, f func(a, b ir.Value) ir.Value) Array {
	rows := MoveAxis(b, -2, 0)
	x := Array{v: f(a.v, rows.Reshape(b.Dim(-2), b.Size()/max(b.Dim(-2), 1)).v)}
	return MoveAxis(x.Reshape(rows.Shape()...), 0, -2)
}
