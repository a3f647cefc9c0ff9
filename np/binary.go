package np

import (
	"math"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

var inf = math.Inf(1)

// promote converts the operands to a common dtype and broadcasts them. Go constants take the dtype of
// the others; weak reports that there was nothing else.
func promote(x ...Array) (v []ir.Value, weak bool) {
	d, weak := promotedType(x)
	shapes := make([]array.Shape, len(x))
	for i := range x {
		shapes[i] = operand(x[i]).Shape()
	}
	shape, err := array.Broadcast(shapes...)
	if err != nil {
		panic(ir.Errorf("%v", err))
	}
	v = make([]ir.Value, len(x))
	for i := range x {
		v[i] = broadcastTo(prim.ConvertTo(x[i].v, d), shape)
	}
	return v, weak
}

func promotedType(x []Array) (d DType, weak bool) {
	weak = true
	for _, a := range x {
		if !a.weak {
			weak = false
		}
	}
	strong := array.Invalid
	for _, a := range x {
		switch {
		case a.weak && !weak:
			continue
		case strong == array.Invalid:
			strong = a.DType()
		default:
			strong = array.Promote(strong, a.DType())
		}
	}
	d = strong
	for _, a := range x { // a constant changes the kind but not the width
		if a.weak && !weak && (a.DType().IsFloat() && !d.IsFloat() || d == Bool) {
			d = a.DType()
		}
	}
	return d, weak
}

// broadcastTo leaves scalars alone: elementwise ops take them as they are.
func broadcastTo(v ir.Value, shape array.Shape) ir.Value {
	if v.Rank() == 0 {
		return v
	}
	dims := make([]int, v.Rank())
	for i := range dims {
		dims[i] = len(shape) - v.Rank() + i
	}
	return prim.BroadcastTo(v, shape, dims)
}

// binary applies f in the common dtype; bools count as integers.
func binary(x, y Array, f func(x, y prim.Value) prim.Value) Array {
	v, weak := promote(x, y)
	if v[0].DType() == Bool {
		v[0], v[1] = prim.ConvertTo(v[0], Int64), prim.ConvertTo(v[1], Int64)
	}
	return Array{f(v[0], v[1]), weak}
}

// binaryFloat applies f to floats: integers are converted to float64.
func binaryFloat(x, y Array, f func(x, y prim.Value) prim.Value) Array {
	v, weak := promote(x, y)
	if !v[0].DType().IsFloat() {
		v[0], v[1] = prim.ConvertTo(v[0], Float64), prim.ConvertTo(v[1], Float64)
	}
	return Array{f(v[0], v[1]), weak}
}

// binaryRaw applies f in the common dtype, bool included.
func binaryRaw(x, y Array, f func(x, y prim.Value) prim.Value) Array {
	v, weak := promote(x, y)
	z := f(v[0], v[1])
	return Array{z, weak && z.DType() != Bool}
}

// Add returns x + y, elementwise.
func Add[A, B Value](x A, y B) Array { return binary(Of(x), Of(y), prim.Add) }

// Sub returns x - y, elementwise.
func Sub[A, B Value](x A, y B) Array { return binary(Of(x), Of(y), prim.Sub) }

// Mul returns x y, elementwise.
func Mul[A, B Value](x A, y B) Array { return binary(Of(x), Of(y), prim.Mul) }

// Div returns x / y, as floats, elementwise.
func Div[A, B Value](x A, y B) Array { return binaryFloat(Of(x), Of(y), prim.Div) }

// FloorDiv returns ⌊x/y⌋, elementwise.
func FloorDiv[A, B Value](x A, y B) Array { return binary(Of(x), Of(y), prim.FloorDiv) }

// Mod returns x - y⌊x/y⌋, which has the sign of y, elementwise.
func Mod[A, B Value](x A, y B) Array { return binary(Of(x), Of(y), prim.Mod) }

// Pow returns x^y, as floats, elementwise.
func Pow[A, B Value](x A, y B) Array { return binaryFloat(Of(x), Of(y), prim.Pow) }

// Maximum returns the greater; NaN if either is, elementwise.
func Maximum[A, B Value](x A, y B) Array { return binaryRaw(Of(x), Of(y), prim.Max) }

// Minimum returns the lesser; NaN if either is, elementwise.
func Minimum[A, B Value](x A, y B) Array { return binaryRaw(Of(x), Of(y), prim.Min) }

// Atan2 returns the angle of the point with ordinate x and abscissa y, elementwise.
func Atan2[A, B Value](x A, y B) Array { return binaryFloat(Of(x), Of(y), prim.Atan2) }

// Xlogy returns x log y, 0 where x = 0, elementwise.
func Xlogy[A, B Value](x A, y B) Array { return binaryFloat(Of(x), Of(y), prim.Xlogy) }

// Xlog1py returns x log(1+y), 0 where x = 0, elementwise.
func Xlog1py[A, B Value](x A, y B) Array { return binaryFloat(Of(x), Of(y), prim.Xlog1py) }

// LogAddExp returns log(e^x + e^y), elementwise.
func LogAddExp[A, B Value](x A, y B) Array { return binaryFloat(Of(x), Of(y), prim.LogAddExp) }

// Nextafter returns the next float after x toward y, elementwise.
func Nextafter[A, B Value](x A, y B) Array { return binaryFloat(Of(x), Of(y), prim.Nextafter) }

// Igamma returns the regularized lower incomplete gamma function P(x, y) with shape x, elementwise.
func Igamma[A, B Value](x A, y B) Array { return binaryFloat(Of(x), Of(y), prim.Igamma) }

// Igammac returns 1 - P(x, y), elementwise.
func Igammac[A, B Value](x A, y B) Array { return binaryFloat(Of(x), Of(y), prim.Igammac) }

// IgammaInv returns the z with P(x, z) = y, elementwise.
func IgammaInv[A, B Value](x A, y B) Array { return binaryFloat(Of(x), Of(y), prim.IgammaInv) }

// RandomGammaGrad returns the derivative in the shape x of a Gamma(x, 1) variate y at a fixed quantile, elementwise.
func RandomGammaGrad[A, B Value](x A, y B) Array {
	return binaryFloat(Of(x), Of(y), prim.RandomGammaGrad)
}

// BitAnd returns x and y, of bits or truth values, elementwise.
func BitAnd[A, B Value](x A, y B) Array { return binaryRaw(Of(x), Of(y), prim.And) }

// BitOr returns x or y, of bits or truth values, elementwise.
func BitOr[A, B Value](x A, y B) Array { return binaryRaw(Of(x), Of(y), prim.Or) }

// BitXor returns either x or y, of bits or truth values, elementwise.
func BitXor[A, B Value](x A, y B) Array { return binaryRaw(Of(x), Of(y), prim.Xor) }

// ShiftLeft returns x << y, elementwise.
func ShiftLeft[A, B Value](x A, y B) Array { return binary(Of(x), Of(y), prim.ShiftLeft) }

// ShiftRight returns x >> y, elementwise.
func ShiftRight[A, B Value](x A, y B) Array { return binary(Of(x), Of(y), prim.ShiftRight) }

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

// Pow returns x^y, as floats, elementwise. y is an Array, int or float64.
func (x Array) Pow(y any) Array { return binaryFloat(x, operand(y), prim.Pow) }

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
func (x Array) Lt(y any) Array { return binaryRaw(x, operand(y), prim.Lt) }

// Le returns where x ≤ y. y is an Array, int or float64.
func (x Array) Le(y any) Array { return binaryRaw(x, operand(y), prim.Le) }

// Gt returns where x > y. y is an Array, int or float64.
func (x Array) Gt(y any) Array { return binaryRaw(x, operand(y), prim.Gt) }

// Ge returns where x ≥ y. y is an Array, int or float64.
func (x Array) Ge(y any) Array { return binaryRaw(x, operand(y), prim.Ge) }

// Where returns x where cond holds, else y.
func Where[A, B Value](cond Array, x A, y B) Array {
	xa, ya := Of(x), Of(y)
	v, weak := promote(xa, ya)
	shape, err := array.Broadcast(cond.Shape(), v[0].Shape(), v[1].Shape())
	if err != nil {
		panic(ir.Errorf("where: %v", err))
	}
	pred := prim.ConvertTo(operand(cond).v, Bool)
	return Array{prim.Select(broadcastTo(pred, shape), broadcastTo(v[0], shape), broadcastTo(v[1], shape)), weak}
}

// Clip returns x limited to [lo, hi].
func Clip[A, B, C Value](x A, lo B, hi C) Array { return Minimum(Maximum(x, lo), hi) }

// Betainc returns the regularized incomplete beta function I_x(a, b).
func Betainc[A, B, C Value](a A, b B, x C) Array { return ternary(Of(a), Of(b), Of(x), prim.Betainc) }

// BetaincInv returns the x with I_x(a, b) = p.
func BetaincInv[A, B, C Value](a A, b B, p C) Array {
	return ternary(Of(a), Of(b), Of(p), prim.BetaincInv)
}

func ternary(x, y, z Array, f func(x, y, z prim.Value) prim.Value) Array {
	v, weak := promote(x, y, z)
	for i := range v {
		if !v[i].DType().IsFloat() {
			v[i] = prim.ConvertTo(v[i], Float64)
		}
	}
	return Array{f(v[0], v[1], v[2]), weak}
}
