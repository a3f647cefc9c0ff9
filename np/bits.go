package np

import (
	"math"

	"github.com/phlox-ppl/phlox/prim"
)

// IsNaN reports which elements are NaN.
func IsNaN(x Array) Array { return x.Ne(x) }

// IsFinite reports which elements are neither infinite nor NaN.
func IsFinite(x Array) Array {
	if !operand(x).DType().IsFloat() {
		return FullOf(Bool, x.Shape(), 1)
	}
	return Abs(x).Lt(math.Inf(1))
}

// IsInf reports which elements are +Inf or -Inf.
func IsInf(x Array) Array {
	if !operand(x).DType().IsFloat() {
		return ZerosOf(Bool, x.Shape()...)
	}
	return Abs(x).Eq(math.Inf(1))
}

// Not returns the opposite truth values, or integers with all bits flipped.
func (x Array) Not() Array { return Array{v: prim.Not(operand(x).v)} }

// Popcount returns the number of bits set in each integer.
func Popcount(x Array) Array { return Array{v: prim.Popcount(operand(x).v)} }

// Bitcast reads the bits of x as another dtype of the same width.
func Bitcast(x Array, d DType) Array { return Array{v: prim.BitcastTo(operand(x).v, d)} }
