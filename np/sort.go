package np

import (
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// Sort returns x in ascending order along an axis; NaN comes last.
func Sort(x Array, axis int) Array { return Array{prim.Sort(operand(x).v, x.axis(axis)), x.weak} }

// Argsort returns the int64 indices along an axis that put x in ascending order. Equal elements stay in
// their order; NaN comes last.
func Argsort(x Array, axis int) Array { return Array{v: prim.Argsort(operand(x).v, x.axis(axis))} }

// Argmax returns the int64 index of the greatest element along an axis, which is removed: the first of
// equal ones; a NaN if there is one.
func (x Array) Argmax(axis int) Array { return Array{v: prim.Argmax(operand(x).v, x.axis(axis))} }

// Argmin returns the int64 index of the least element along an axis, which is removed: the first of equal
// ones; a NaN if there is one.
func (x Array) Argmin(axis int) Array { return Array{v: prim.Argmin(operand(x).v, x.axis(axis))} }

// Argmax returns x.Argmax(axis).
func Argmax(x Array, axis int) Array { return x.Argmax(axis) }

// Argmin returns x.Argmin(axis).
func Argmin(x Array, axis int) Array { return x.Argmin(axis) }

// Searchsorted returns for each element of v the number, as int64, of elements of the sorted vector a
// that are less: where to insert it before equal ones. NaN is greater than all numbers.
func Searchsorted(a, v Array) Array { return searchsorted(a, v, "left") }

// SearchsortedRight returns for each element of v the number, as int64, of elements of the sorted vector
// a that are not greater: where to insert it after equal ones. NaN is greater than all numbers.
func SearchsortedRight(a, v Array) Array { return searchsorted(a, v, "right") }

func searchsorted(a, v Array, side string) Array {
	if a.Rank() != 1 {
		panic(ir.Errorf("searchsorted in an array of shape %v, want a vector", operand(a).Shape()))
	}
	x, _ := convert(a, v)
	return Array{v: prim.Searchsorted(x[0], x[1], side)}
}

// Quantile returns the quantiles of x along an axis at the probabilities q, clamped to [0, 1], interpolated
// linearly between neighbors in order, as floats; NaN where there is one. The shape of q comes first in
// the result, then the other axes of x.
func Quantile[A Value](x Array, q A, axis int) Array {
	x, p := MoveAxis(x.float(), axis, 0), Of(q).float()
	x.notEmpty("quantile", []int{0})
	sorted := Sort(x, 0)
	at := Clip(p, 0, 1).Mul(x.Len() - 1)
	below := Floor(at)
	low := Take(sorted, below.AsType(Int64), 0)
	high := Take(sorted, Ceil(at).AsType(Int64), 0)
	t := at.Sub(below).Reshape(append(slices.Clone(p.Shape()), slices.Repeat([]int{1}, x.Rank()-1)...)...)
	z := low.Add(high.Sub(low).Mul(t))
	return Where(IsNaN(x).Any(0), math.NaN(), z)
}

// Median returns the middle element along an axis, the mean of the two middle ones of an even number.
func Median(x Array, axis int) Array { return Quantile(x, 0.5, axis) }
