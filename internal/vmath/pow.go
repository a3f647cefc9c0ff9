package vmath

import (
	"math"

	"github.com/phlox-ppl/phlox/internal/loop"
)

// pair is a number as a sum of two, the second about a rounding error of the first.
type pair struct{ hi, lo value }

// quickSum returns x+y exactly, for |x| ≥ |y| or x = 0 (Dekker 1971).
func (c calc) quickSum(x, y value) pair {
	hi := c.add(x, y)
	return pair{hi, c.add(c.sub(x, hi), y)}
}

// product returns x·y, and of the rounding errors of x and y what counts.
func (c calc) product(x, y pair) pair {
	hi := c.mul(x.hi, y.hi)
	lo := c.fma(x.hi, y.hi, c.neg(hi))
	return pair{hi, c.fma(x.hi, y.lo, c.fma(x.lo, y.hi, lo))}
}

// pow is exp(y·log|x|), with a logarithm of some 15 bits more than the format has, and then what the standard
// asks for (IEEE 754-2019, 9.2.1; as math.Pow).
func (c calc) pow(x, y value) value {
	a, inf := c.abs(x), c.inf()
	log := c.logPair(a)
	zero, one := c.num(0), c.num(1)
	hi := c.sel(c.lt(a, inf), log.hi, a) // Inf, NaN
	hi = c.sel(c.eq(a, zero), c.num(math.Inf(-1)), hi)

	e := c.mul(y, hi)
	bound := c.num(c.expLimit)
	lo := c.fma(y, log.lo, c.fma(y, hi, c.neg(e)))
	lo = c.sel(c.lt(c.abs(e), bound), lo, zero)
	p := c.reduceSum(c.atLeast(c.atMost(e, c.expLimit), -c.expLimit), lo, 2*c.bias)
	z := c.scale(c.fractionOf(p), p.n)

	half := c.times(y, 0.5)
	whole := c.eq(c.floor(y), y)
	odd := c.both(whole, c.Op(loop.Ne, c.floor(half), half))
	z = c.sel(odd, c.flip(z, c.signOf(x)), z)
	root := c.both(c.both(c.lt(x, zero), c.lt(a, inf)), c.lt(c.floor(y), y))
	z = c.sel(root, c.nan(), z)
	unit := c.either(c.eq(x, one), c.eq(y, zero))
	return c.sel(c.either(unit, c.both(c.eq(a, one), c.eq(c.abs(y), inf))), one, z)
}

// logPair returns log a for finite a > 0, by logOf's series 2s + s³·(2/3 + s²·T), of which all but T is computed
// in pairs.
func (c calc) logPair(a value) pair {
	x := c.scaleDown(a)
	s := c.atanhArgument(x.f)
	z := c.product(s, s)
	third, thirdLo := c.split(2./3, 3.700743415417188e-17)
	p := c.quickSum(c.num(third), c.mul(z.hi, c.poly(powTerms, z.hi)))
	p.lo = c.plus(p.lo, thirdLo)
	v := c.product(c.product(s, z), p)

	head, tail := c.ln2Parts()
	sum := c.quickSum(c.times(x.k, head), c.add(s.hi, s.hi))
	top := c.quickSum(sum.hi, v.hi)
	lo := c.add(c.add(sum.lo, top.lo), c.fma(x.k, c.num(tail), c.fma(c.num(2), s.lo, v.lo)))
	return c.quickSum(top.hi, lo)
}

// atanhArgument returns f/(2+f).
func (c calc) atanhArgument(f value) pair {
	d := c.quickSum(c.num(2), f)
	inverse := c.div(c.num(1), d.hi)
	s := c.mul(f, inverse)
	rest := c.fma(c.neg(s), d.lo, c.fma(c.neg(s), d.hi, f))
	return pair{s, c.mul(rest, inverse)}
}

// ln2Parts returns ln 2 as a sum whose first part has so few bits that its product with an exponent is exact.
func (f *format) ln2Parts() (head, tail float64) {
	scale := math.Ldexp(1, int(f.fraction)-11)
	if f.fraction == 23 {
		scale = math.Ldexp(1, 15)
	}
	head = math.Floor(ln2*scale) / scale
	return head, ln2 - head + ln2Lo
}
