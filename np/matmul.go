package np

import (
	"slices"

	"github.com/phlox-ppl/phlox/ir"
)

// Products of arrays. Bools count as integers. Other sums of products are Einsum's.

// MatMul returns the matrix product of the last two axes, [..., m, k] and [..., k, n] to [..., m, n]; the
// axes before them broadcast. A vector x is a row and a vector y a column, whose axis of length 1 is then
// removed: [k] and [k] give a scalar.
func MatMul(x, y Array) Array {
	v, weak := convert(x, y)
	for i, rank := range []int{x.Rank(), y.Rank()} {
		if rank == 0 {
			panic(ir.Errorf("matmul: operand %d is a scalar; use Mul", i+1))
		}
	}
	xa, ya := matMulLabels(x.Rank(), y.Rank())
	xs, ys := x.Shape(), y.Shape()
	if xs[slices.Index(xa, labelSum)] != ys[slices.Index(ya, labelSum)] {
		panic(ir.Errorf("matmul: shapes %v and %v: %d columns for %d rows", xs, ys, xs[len(xs)-1], ys[slices.Index(ya, labelSum)]))
	}
	out := matMulResult(len(xs), len(ys))
	z, err := contractAll([]labeled{{v[0], xa}, {v[1], ya}}, out)
	if err != nil {
		panic(ir.Errorf("matmul: shapes %v and %v: %v", xs, ys, err))
	}
	return Array{z, weak}
}

// MatMul returns the matrix product of x and y, as the function MatMul does.
func (x Array) MatMul(y Array) Array { return MatMul(x, y) }

// The labels of a matrix product's rows, columns and what is summed; a batch axis is labeled by its place
// counted from the columns, which is negative: the labels of batch axes broadcast.
const (
	labelRow = iota
	labelSum
	labelColumn
)

func matMulLabels(xRank, yRank int) (x, y []int) {
	if xRank == 1 {
		x = []int{labelSum}
	} else {
		x = append(batchLabels(xRank-2), labelRow, labelSum)
	}
	if yRank == 1 {
		y = []int{labelSum}
	} else {
		y = append(batchLabels(yRank-2), labelSum, labelColumn)
	}
	return x, y
}

func matMulResult(xRank, yRank int) []int {
	out := batchLabels(max(xRank, yRank, 2) - 2)
	if xRank > 1 {
		out = append(out, labelRow)
	}
	if yRank > 1 {
		out = append(out, labelColumn)
	}
	return out
}

// batchLabels returns -n, ..., -1.
func batchLabels(n int) []int {
	labels := make([]int, n)
	for i := range labels {
		labels[i] = i - n
	}
	return labels
}

// Dot returns the sum of products over the last axis of x and the last but one of y, or its only one:
// [a..., k] and [b..., k, n] give [a..., b..., n]. A scalar multiplies.
func Dot(x, y Array) Array {
	if x.Rank() == 0 || y.Rank() == 0 {
		return Mul(x, y)
	}
	return TensorDot(x, y, []int{-1}, []int{max(y.Rank()-2, 0)})
}

// TensorDot sums products over pairs of axes, xAxes[i] of x with yAxes[i] of y. The other axes of x and
// then those of y are the result's. No axes give the outer product.
func TensorDot(x, y Array, xAxes, yAxes []int) Array {
	if len(xAxes) != len(yAxes) {
		panic(ir.Errorf("tensordot: axes %v and %v: not as many for each operand", xAxes, yAxes))
	}
	v, weak := convert(x, y)
	xl, yl := labeled{v[0], make([]int, x.Rank())}, labeled{v[1], make([]int, y.Rank())}
	for i := range xl.axes {
		xl.axes[i] = i
	}
	for i := range yl.axes {
		yl.axes[i] = x.Rank() + i
	}
	free := slices.Concat(xl.axes, yl.axes)
	for i := range xAxes {
		a, b := x.axis(xAxes[i]), y.axis(yAxes[i])
		if !slices.Contains(free, a) || yl.axes[b] < x.Rank() {
			panic(ir.Errorf("tensordot: an axis is twice in %v or %v", xAxes, yAxes))
		}
		if x.Shape()[a] != y.Shape()[b] {
			panic(ir.Errorf("tensordot: axis %d of %v and axis %d of %v differ in length", xAxes[i], x.Shape(), yAxes[i], y.Shape()))
		}
		free = slices.DeleteFunc(free, func(label int) bool { return label == a || label == yl.axes[b] })
		yl.axes[b] = a
	}
	return Array{contract(xl, yl, free).v, weak}
}

// Outer returns the products x_i y_j of the elements of two arrays, taken as vectors.
func Outer(x, y Array) Array { return Mul(x.Ravel().ExpandDims(1), y.Ravel()) }
