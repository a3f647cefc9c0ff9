package np

import (
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// OneHot returns float64 vectors of length n, along a new last axis, with a one at each index; zeros for an
// index out of range.
func OneHot(index Array, n int) Array { return OneHotOf(Float64, index, n) }

// OneHotOf is OneHot of the given dtype.
func OneHotOf(d DType, index Array, n int) Array {
	if !operand(index).DType().IsInt() {
		panic(ir.Errorf("one_hot: an index has type %v, want integers", index.Type()))
	}
	return index.AsType(Int64).ExpandDims(-1).Eq(Arange(n)).AsType(d)
}

// Tril returns the lower triangle of the last two axes: elements [i, j] with j <= i + k; zero elsewhere.
func Tril(x Array, k int) Array { return triangle(x, func(i, j int) bool { return j <= i+k }) }

// Triu returns the upper triangle of the last two axes: elements [i, j] with j >= i + k; zero elsewhere.
func Triu(x Array, k int) Array { return triangle(x, func(i, j int) bool { return j >= i+k }) }

func triangle(x Array, keep func(i, j int) bool) Array {
	rows, cols := x.Dim(-2), x.Dim(-1)
	mask := make([]bool, rows*cols)
	for i := range mask {
		mask[i] = keep(i/cols, i%cols)
	}
	return Where(New(mask, rows, cols), x, zeroLike(x))
}

// zeroLike returns a zero that takes no part in the promotion of dtypes.
func zeroLike(x Array) Array { return Array{prim.Like(x.v, 0), x.weak} }

// Diag returns the diagonal matrices whose diagonals are the last axis of x: [..., n] to [..., n, n].
func Diag(x Array) Array {
	return Where(Eye(x.Dim(-1)).AsType(Bool), x.ExpandDims(-1), zeroLike(x))
}

// Diagonal returns the diagonals of the matrices in the last two axes: [..., m, n] to [..., min(m, n)].
func Diagonal(x Array) Array {
	n := min(x.Dim(-2), x.Dim(-1))
	return Array{v: prim.Diagonal(x.Slice(-2, 0, n).Slice(-1, 0, n).v)}
}
