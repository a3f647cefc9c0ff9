package np

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

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

// Pow returns x^y, elementwise: as floats, but integers to a power that is a Go int and not negative stay
// integers. It makes products of small constant powers.
func Pow[A, B Value](x A, y B) Array { return pow(Of(x), Of(y)) }

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

// Where returns x where cond holds, else y. All three broadcast. The gradient of what is not taken is
// zero, but NaN if computing it divides by zero: make its operand safe by another Where.
func Where[A, B Value](cond Array, x A, y B) Array {
	v, weak := convertRaw(Of(x), Of(y))
	pred := prim.ConvertTo(operand(cond).v, Bool)
	shape, err := array.Broadcast(cond.Shape(), v[0].Shape(), v[1].Shape())
	if err != nil {
		panic(ir.Errorf("where: %v", err))
	}
	z := prim.Select(broadcastTo(pred, shape), broadcastTo(v[0], shape), broadcastTo(v[1], shape))
	return Array{z, weak}
}

// Clip returns x limited to [lo, hi].
func Clip[A, B, C Value](x A, lo B, hi C) Array { return Minimum(Maximum(x, lo), hi) }
