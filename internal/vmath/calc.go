package vmath

import (
	"math"

	"github.com/phlox-ppl/phlox/internal/loop"
)

// value is a shorter name.
type value = *loop.Value

// calc builds arithmetic on values of one format. Its methods append one operation each, if they say nothing
// else; Builder shares the equal ones.
type calc struct {
	*loop.Builder
	*format
}

func (c calc) num(x float64) value     { return c.Float(c.float, x) }
func (c calc) inf() value              { return c.num(math.Inf(1)) }
func (c calc) nan() value              { return c.num(math.NaN()) }
func (c calc) add(x, y value) value    { return c.Op(loop.Add, x, y) }
func (c calc) sub(x, y value) value    { return c.Op(loop.Sub, x, y) }
func (c calc) mul(x, y value) value    { return c.Op(loop.Mul, x, y) }
func (c calc) div(x, y value) value    { return c.Op(loop.Div, x, y) }
func (c calc) neg(x value) value       { return c.Op(loop.Neg, x) }
func (c calc) abs(x value) value       { return c.Op(loop.Abs, x) }
func (c calc) sqrt(x value) value      { return c.Op(loop.Sqrt, x) }
func (c calc) lt(x, y value) value     { return c.Op(loop.Lt, x, y) }
func (c calc) le(x, y value) value     { return c.Op(loop.Le, x, y) }
func (c calc) eq(x, y value) value     { return c.Op(loop.Eq, x, y) }
func (c calc) both(p, q value) value   { return c.Op(loop.And, p, q) }
func (c calc) either(p, q value) value { return c.Op(loop.Or, p, q) }
func (c calc) floor(x value) value     { return c.Op(loop.Floor, x) }
func (c calc) round(x value) value     { return c.Op(loop.Round, x) }

// fma returns x·y + z.
func (c calc) fma(x, y, z value) value { return c.Op(loop.FMA, x, y, z) }

// sel returns x where p is true, else y.
func (c calc) sel(p, x, y value) value { return c.Op(loop.Select, p, x, y) }

// plus, times and less have a constant for their second operand.
func (c calc) plus(x value, y float64) value  { return c.add(x, c.num(y)) }
func (c calc) times(x value, y float64) value { return c.mul(x, c.num(y)) }
func (c calc) less(x value, y float64) value  { return c.lt(x, c.num(y)) }

// atMost and atLeast limit x, in the form which one instruction computes: NaN stays NaN.
func (c calc) atMost(x value, y float64) value  { return c.sel(c.lt(c.num(y), x), c.num(y), x) }
func (c calc) atLeast(x value, y float64) value { return c.sel(c.less(x, y), c.num(y), x) }

// series is a polynomial, from the constant term upward, with as many terms as a format needs.
type series struct{ f64, f32 []float64 }

func (c calc) terms(s series) []float64 {
	if c.fraction == 23 {
		return s.f32
	}
	return s.f64
}

// poly returns s at x, by Horner's scheme: the fewest operations. Their latency is for the machine to hide.
func (c calc) poly(s series, x value) value { return c.horner(c.terms(s), 1, x) }

// quickPoly returns s at x as the sum of its even and its odd terms, each a polynomial in x²: one operation more than poly and half
// the time to wait for, but one more rounding.
func (c calc) quickPoly(s series, x value) value {
	terms, square := c.terms(s), c.mul(x, x)
	return c.fma(c.horner(terms[1:], 2, square), x, c.horner(terms, 2, square))
}

// horner returns the polynomial of every step-th term.
func (c calc) horner(terms []float64, step int, x value) value {
	k := (len(terms) - 1) / step * step
	y := c.num(terms[k])
	for k -= step; k >= 0; k -= step {
		y = c.fma(y, x, c.num(terms[k]))
	}
	return y
}

// ratio returns the values of a numerator and a denominator.
func (c calc) ratio(num, den series, x value) (p, q value) { return c.poly(num, x), c.poly(den, x) }

// The operations below work on bit patterns.

func (c calc) word(x uint64) value            { return c.Bits(c.wordType, x) }
func (c calc) toWord(x value) value           { return c.Cast(c.wordType, x) }
func (c calc) toFloat(x value) value          { return c.Cast(c.float, x) }
func (c calc) and(x value, y uint64) value    { return c.Op(loop.And, x, c.word(y)) }
func (c calc) or(x value, y uint64) value     { return c.Op(loop.Or, x, c.word(y)) }
func (c calc) shl(x value, n int64) value     { return c.Op(loop.Shl, x, c.word(uint64(n))) }
func (c calc) shr(x value, n int64) value     { return c.Op(loop.Shr, x, c.word(uint64(n))) }
func (c calc) offset(x value, y uint64) value { return c.Op(loop.Add, x, c.word(y)) }

// isub subtracts words.
func (c calc) isub(x, y value) value { return c.Op(loop.Sub, x, y) }

// exponent returns the float whose exponent field is the low bits of n: 2^(n - bias).
func (c calc) exponent(n value) value { return c.toFloat(c.shl(n, c.fraction)) }

// signOf returns the sign bit of x.
func (c calc) signOf(x value) value { return c.and(c.toWord(x), c.sign) }

// flip negates y where the sign bit s is set.
func (c calc) flip(y, s value) value { return c.toFloat(c.Op(loop.Xor, c.toWord(y), s)) }

// withSign gives y ≥ 0 the sign of x.
func (c calc) withSign(y, x value) value {
	return c.toFloat(c.Op(loop.Or, c.toWord(y), c.signOf(x)))
}
