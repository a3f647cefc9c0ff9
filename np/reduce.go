package np

import (
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// Reductions take the axes to reduce, which may be negative; without any they reduce all.

// Sum adds over axes; bools are counted.
func (x Array) Sum(axes ...int) Array {
	if x.DType() == Bool {
		x = x.AsType(Int64)
	}
	return Array{prim.Sum(operand(x).v, x.axes(axes)), x.weak}
}

// Prod multiplies over axes.
func (x Array) Prod(axes ...int) Array {
	if x.DType() == Bool {
		x = x.AsType(Int64)
	}
	return Array{prim.ReduceProd(operand(x).v, x.axes(axes)), x.weak}
}

// Max returns the greatest element over axes, of which there must be one; NaN if there is one.
func (x Array) Max(axes ...int) Array {
	x.notEmpty("max", axes)
	return Array{prim.ReduceMax(x.v, x.axes(axes)), x.weak}
}

// Min returns the least element over axes, of which there must be one; NaN if there is one.
func (x Array) Min(axes ...int) Array {
	x.notEmpty("min", axes)
	return Array{prim.ReduceMin(x.v, x.axes(axes)), x.weak}
}

func (x Array) notEmpty(what string, axes []int) {
	if operand(x).count(axes) == 0 {
		panic(ir.Errorf("%s of no elements: shape %v over axes %v", what, x.Shape(), x.axes(axes)))
	}
}

// Any reports whether an element over axes is not zero.
func (x Array) Any(axes ...int) Array {
	return Array{v: prim.ReduceMax(x.AsType(Bool).v, x.axes(axes))}
}

// All reports whether no element over axes is zero.
func (x Array) All(axes ...int) Array {
	return Array{v: prim.ReduceMin(x.AsType(Bool).v, x.axes(axes))}
}

// Mean averages over axes, as floats; NaN if there is nothing.
func (x Array) Mean(axes ...int) Array {
	x = x.float()
	return x.Sum(axes...).Div(float64(x.count(axes)))
}

// count returns the number of elements that a reduction over axes folds into one.
func (x Array) count(axes []int) int {
	n := 1
	for _, a := range x.axes(axes) {
		n *= x.Shape()[a]
	}
	return n
}

// Var returns the variance over axes, as floats, with the number of elements as divisor.
func (x Array) Var(axes ...int) Array {
	return x.Sub(x.keep(x.Mean(axes...), axes)).Square().Mean(axes...)
}

// Std returns the square root of Var.
func (x Array) Std(axes ...int) Array { return x.Var(axes...).Sqrt() }

// keep gives a reduction of x its reduced axes back, with length 1.
func (x Array) keep(y Array, axes []int) Array {
	reduced := x.axes(axes)
	slices.Sort(reduced)
	for _, a := range reduced {
		y = y.ExpandDims(a)
	}
	return y
}

// LogSumExp returns log Σ e^x over axes without overflow; -Inf, with gradient zero, where all are -Inf or
// there are none.
func LogSumExp(x Array, axes ...int) Array {
	x = x.float()
	top := Array{prim.StopGradientOf(prim.ReduceMax(x.v, x.axes(axes))), x.weak}
	top = Where(IsFinite(top), top, 0) // all -Inf: no shift
	sum := x.Sub(x.keep(top, axes)).Exp().Sum(axes...)
	none := sum.Eq(0)
	return Where(none, math.Inf(-1), Where(none, 1, sum).Log().Add(top))
}

// Softmax returns e^x / Σ e^x along an axis.
func Softmax(x Array, axis int) Array { return LogSoftmax(x, axis).Exp() }

// LogSoftmax returns x - log Σ e^x along an axis.
func LogSoftmax(x Array, axis int) Array {
	return x.Sub(LogSumExp(x, axis).ExpandDims(x.axis(axis)))
}
