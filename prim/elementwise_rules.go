package prim

import (
	"math"

	"github.com/phlox-ppl/phlox/ir"
)

// This file has what the rows of the elementwise table are made of.

// pass is the rule of an operand whose derivative is one.
func pass(_ []Value, _, dx Value) Value { return dx }

// second is the rule of an op that is itself a derivative and has none in the named operand.
func second(name, operand string) deriv {
	return func([]Value, Value, Value) Value {
		panic(ir.Errorf("%s has no derivative in %s: this would be a second derivative in a shape parameter", name, operand))
	}
}

// oneMinusSquare returns 1 - x² as (1-x)(1+x), which keeps its digits near |x| = 1.
func oneMinusSquare(x Value) Value {
	one := Like(x, 1)
	return Mul(Sub(one, x), Add(one, x))
}

func sumSquares(x []Value) Value { return Add(Square(x[0]), Square(x[1])) }

// winner is the derivative of max or min in the operand for which wins holds: 1, or 1/2 where the
// operands are equal.
func winner(wins Value, x []Value) Value {
	tie := Select(Eq(x[0], x[1]), Like(x[0], 0.5), Like(x[0], 0))
	return Select(wins, Like(x[0], 1), tie)
}

// weightIn returns exp(x - y), the share of x in y = logaddexp(x, ·); 0 where x is -Inf.
func weightIn(x, y Value) Value {
	gone := Eq(x, Like(x, math.Inf(-1)))
	safe := Select(gone, Like(x, 0), Sub(x, y))
	return Select(gone, Like(x, 0), Exp(safe))
}

// share returns x/y, 0 where x is 0 whatever y: the derivative in y of x log y, which is 0 for all y there.
func share(x, y Value) Value {
	none := Eq(x, Like(x, 0))
	return Select(none, Like(x, 0), Div(x, Select(none, Like(y, 1), y)))
}

// gammaDensity returns x^(a-1) e^-x / Γ(a).
func gammaDensity(a, x Value) Value {
	return Exp(Sub(Sub(Xlogy(Sub(a, Like(a, 1)), x), x), Lgamma(a)))
}

// betaDensity returns x^(a-1) (1-x)^(b-1) / B(a,b).
func betaDensity(a, b, x Value) Value {
	one := Like(x, 1)
	logB := Sub(Add(Lgamma(a), Lgamma(b)), Lgamma(Add(a, b)))
	return Exp(Sub(Add(Xlogy(Sub(a, one), x), Xlog1py(Sub(b, one), Neg(x))), logB))
}

func truth(b bool) float64 { return float64(truthInt(b)) }

func truthInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return x // zero keeps its sign; NaN
}

// maxNaN and minNaN return NaN if an operand is NaN, as NumPy does.
func maxNaN(x, y float64) float64 { return max(x, y) }
func minNaN(x, y float64) float64 { return min(x, y) }

// quotient truncates toward zero. A zero divisor gives -1 (all bits set), as in XLA: no fault.
func quotient(x, y int64) int64 {
	switch y {
	case 0:
		return -1
	case -1:
		return -x // also where x/y overflows
	}
	return x / y
}

func quotientU(x, y uint64) uint64 {
	if y == 0 {
		return math.MaxUint64
	}
	return x / y
}

func floorDiv(x, y int64) int64 {
	q := quotient(x, y)
	if y != 0 && q*y != x && (x < 0) != (y < 0) {
		q--
	}
	return q
}

func intMod(x, y int64) int64 {
	if y == 0 {
		return 0
	}
	return x - y*floorDiv(x, y)
}

// floatMod returns x - y ⌊x/y⌋, exactly, with the sign of y, as NumPy does.
func floatMod(x, y float64) float64 {
	m := math.Mod(x, y)
	switch {
	case m == 0:
		return math.Copysign(0, y)
	case (m < 0) != (y < 0):
		return m + y
	}
	return m
}

// floatFloorDiv returns ⌊x/y⌋ of the exact quotient, as NumPy does: 1 divided by 0.1 is 9, since 0.1 is a
// little more than a tenth. x less its remainder is a multiple of y, up to rounding.
func floatFloorDiv(x, y float64) float64 {
	if y == 0 {
		return x / y
	}
	m := math.Mod(x, y)
	q := (x - m) / y
	if m != 0 && (m < 0) != (y < 0) {
		q--
	}
	if q == 0 {
		return math.Copysign(0, x/y)
	}
	return math.RoundToEven(q)
}
