package np

import (
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// Cumulative functions return an array of x's shape whose element k along the axis is of the elements
// 0 to k of x; of the elements from k on if the name ends in Reverse. Bools count as integers.

// Cumsum returns the running sums along an axis.
func Cumsum(x Array, axis int) Array { return x.cumulative("sum", axis, false) }

// CumsumReverse returns the sums from each element to the end of an axis.
func CumsumReverse(x Array, axis int) Array { return x.cumulative("sum", axis, true) }

// Cumprod returns the running products along an axis.
func Cumprod(x Array, axis int) Array { return x.cumulative("prod", axis, false) }

// CumprodReverse returns the products from each element to the end of an axis.
func CumprodReverse(x Array, axis int) Array { return x.cumulative("prod", axis, true) }

// Cummax returns the running maxima along an axis; NaN from the first NaN on.
func Cummax(x Array, axis int) Array { return x.cumulative("max", axis, false) }

// CummaxReverse returns the maxima from each element to the end of an axis; NaN up to the last NaN.
func CummaxReverse(x Array, axis int) Array { return x.cumulative("max", axis, true) }

// Cummin returns the running minima along an axis; NaN from the first NaN on.
func Cummin(x Array, axis int) Array { return x.cumulative("min", axis, false) }

// CumminReverse returns the minima from each element to the end of an axis; NaN up to the last NaN.
func CumminReverse(x Array, axis int) Array { return x.cumulative("min", axis, true) }

// Cumlogsumexp returns log Σ e^x of the elements so far along an axis, without overflow.
func Cumlogsumexp(x Array, axis int) Array { return x.float().cumulative("logsumexp", axis, false) }

// CumlogsumexpReverse returns log Σ e^x from each element to the end of an axis, without overflow.
func CumlogsumexpReverse(x Array, axis int) Array {
	return x.float().cumulative("logsumexp", axis, true)
}

// Cumsum returns the running sums along an axis.
func (x Array) Cumsum(axis int) Array { return Cumsum(x, axis) }

// Cumprod returns the running products along an axis.
func (x Array) Cumprod(axis int) Array { return Cumprod(x, axis) }

func (x Array) cumulative(fold string, axis int, reverse bool) Array {
	if x.DType() == Bool {
		x = x.AsType(Int64)
	}
	op := prim.Cumulative{Fold: fold, Axis: x.axis(axis), Reverse: reverse}
	return Array{ir.Bind1(op, operand(x).v), x.weak}
}

// Diff returns the differences of neighbors along an axis, which becomes shorter by one.
func Diff(x Array, axis int) Array {
	n := x.Dim(axis)
	return x.Slice(axis, min(1, n), n).Sub(x.Slice(axis, 0, max(n-1, 0)))
}
