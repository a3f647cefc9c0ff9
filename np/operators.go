package np

import "github.com/phlox-ppl/phlox/prim"

// The operators of Go are not for arrays: these methods take their place. A constant as the first operand
// is for the functions of the same names: Sub(1, x).

// Add returns x + y, elementwise. y is an Array, int or float64.
func (x Array) Add(y any) Array { return binary(x, operand(y), prim.Add) }

// Sub returns x - y, elementwise. y is an Array, int or float64.
func (x Array) Sub(y any) Array { return binary(x, operand(y), prim.Sub) }

// Mul returns x y, elementwise. y is an Array, int or float64.
func (x Array) Mul(y any) Array { return binary(x, operand(y), prim.Mul) }

// Div returns x / y, as floats, elementwise. y is an Array, int or float64.
func (x Array) Div(y any) Array { return binaryFloat(x, operand(y), prim.Div) }

// FloorDiv returns ⌊x/y⌋, elementwise. y is an Array, int or float64.
func (x Array) FloorDiv(y any) Array { return binary(x, operand(y), prim.FloorDiv) }

// Mod returns x - y⌊x/y⌋, which has the sign of y, elementwise. y is an Array, int or float64.
func (x Array) Mod(y any) Array { return binary(x, operand(y), prim.Mod) }

// Pow returns x^y, as the function Pow does. y is an Array, int or float64.
func (x Array) Pow(y any) Array { return pow(x, operand(y)) }

// Maximum returns the greater; NaN if either is, elementwise. y is an Array, int or float64.
func (x Array) Maximum(y any) Array { return binaryRaw(x, operand(y), prim.Max) }

// Minimum returns the lesser; NaN if either is, elementwise. y is an Array, int or float64.
func (x Array) Minimum(y any) Array { return binaryRaw(x, operand(y), prim.Min) }

// And combines truth values, or the bits of integers. y is an Array, int or float64.
func (x Array) And(y any) Array { return binaryRaw(x, operand(y), prim.And) }

// Or combines truth values, or the bits of integers. y is an Array, int or float64.
func (x Array) Or(y any) Array { return binaryRaw(x, operand(y), prim.Or) }

// Xor combines truth values, or the bits of integers. y is an Array, int or float64.
func (x Array) Xor(y any) Array { return binaryRaw(x, operand(y), prim.Xor) }

// Eq returns where x = y. y is an Array, int or float64.
func (x Array) Eq(y any) Array { return binaryRaw(x, operand(y), prim.Eq) }

// Ne returns where x ≠ y. y is an Array, int or float64.
func (x Array) Ne(y any) Array { return binaryRaw(x, operand(y), prim.Ne) }

// Lt returns where x < y. y is an Array, int or float64.
func (x Array) Lt(y any) Array { return compare(x, operand(y), prim.Lt) }

// Le returns where x ≤ y. y is an Array, int or float64.
func (x Array) Le(y any) Array { return compare(x, operand(y), prim.Le) }

// Gt returns where x > y. y is an Array, int or float64.
func (x Array) Gt(y any) Array { return compare(x, operand(y), prim.Gt) }

// Ge returns where x ≥ y. y is an Array, int or float64.
func (x Array) Ge(y any) Array { return compare(x, operand(y), prim.Ge) }
