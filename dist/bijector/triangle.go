package bijector

import (
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// Vectors hold triangular matrices in this order: the strictly lower triangle row by row, and then the
// diagonal, if it is free. For n = 3, with and without diagonal:
//
//	3 . .     1 . .
//	0 4 .     0 1 .
//	1 2 5     1 2 1

// lowerShape is of maps from n(n+1)/2 numbers to n×n matrices, strictShape of those from n(n-1)/2.
type (
	lowerShape  struct{}
	strictShape struct{}
)

func (lowerShape) ForwardShape(shape np.Shape) np.Shape {
	n := triangleSize(shape)
	return slices.Concat(shape[:len(shape)-1], np.Shape{n, n})
}

func (lowerShape) InverseShape(shape np.Shape) np.Shape {
	n := matrixSize(shape)
	return slices.Concat(shape[:len(shape)-2], np.Shape{n * (n + 1) / 2})
}

func (strictShape) ForwardShape(shape np.Shape) np.Shape {
	n := triangleSize(shape) + 1
	return slices.Concat(shape[:len(shape)-1], np.Shape{n, n})
}

func (strictShape) InverseShape(shape np.Shape) np.Shape {
	n := matrixSize(shape)
	return slices.Concat(shape[:len(shape)-2], np.Shape{n * (n - 1) / 2})
}

// triangleSize returns the n with n(n+1)/2 equal to the last axis.
func triangleSize(shape np.Shape) int {
	if len(shape) == 0 {
		panic(ir.Errorf("a scalar where the bijector wants the vector of a triangular matrix"))
	}
	size := shape[len(shape)-1]
	n := int(math.Round((math.Sqrt(float64(1+8*size)) - 1) / 2))
	if n*(n+1)/2 != size {
		panic(ir.Errorf("a vector of length %d does not fill a triangle: want 1, 3, 6, 10, ..., n(n+1)/2", size))
	}
	return n
}

func matrixSize(shape np.Shape) int {
	k := len(shape)
	if k < 2 || shape[k-1] != shape[k-2] {
		panic(ir.Errorf("shape %v is not that of square matrices", shape))
	}
	return shape[k-1]
}

// strictly returns where a vector holds [i, j] of the strictly lower triangle; -1 for other entries.
func strictly(i, j int) int {
	if j < 0 || j >= i {
		return -1
	}
	return i*(i-1)/2 + j
}

// withDiagonal is strictly for n×n matrices whose diagonal is free.
func withDiagonal(n int) func(i, j int) int {
	return func(i, j int) int {
		if i == j {
			return n*(n-1)/2 + i
		}
		return strictly(i, j)
	}
}

// place returns the n×n matrices with x[..., at(i, j)] at [i, j], 0 where at is negative.
func place(x np.Array, n int, at func(i, j int) int) np.Array {
	size := x.Dim(-1)
	index := make([]int64, n*n)
	for k := range index {
		if index[k] = int64(at(k/n, k%n)); index[k] < 0 {
			index[k] = int64(size) // the padding
		}
	}
	return np.Take(padLast(x, 0, 1), np.New(index, n, n), -1)
}

// pick returns the vectors of the strictly lower triangles of y, which has n rows and possibly fewer columns.
func pick(y np.Array) np.Array {
	rows, cols := y.Dim(-2), y.Dim(-1)
	index := make([]int64, 0, rows*(rows-1)/2)
	for i := range rows {
		for j := range i {
			index = append(index, int64(i*cols+j))
		}
	}
	batch := y.Shape()[:y.Rank()-2]
	return np.Take(y.Reshape(slices.Concat(batch, np.Shape{rows * cols})...), np.New(index, len(index)), -1)
}

// split cuts the vector of an n×n lower triangular matrix into its strictly lower triangle and its diagonal.
func split(x np.Array) (below, diagonal np.Array, n int) {
	n = triangleSize(x.Shape())
	m := n * (n - 1) / 2
	return x.Slice(-1, 0, m), x.Slice(-1, m, m+n), n
}

// join is the inverse of split, followed by placing both in a matrix.
func join(below, diagonal np.Array, n int) np.Array {
	return place(np.Concat(-1, below, diagonal), n, withDiagonal(n))
}
