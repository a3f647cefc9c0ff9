package vmath

import "math"

// ndtri is the normal quantile by Wichura's method (1988, AS 241) with coefficients of our own: for q = p - 1/2,
//
//	2.5·q + q·P(q²)/Q(q²)                                     |q| ≤ 0.425
//	±(1.4140625·r + P(r)/Q(r)),  r = √(-log min(p, 1-p))      beyond, in two pieces
//
// The fractions are the lesser part, and so are their errors.
func (c calc) ndtri(p value) value {
	q := c.plus(p, -0.5)
	y := c.quantile(q, c.sel(c.less(q, 0), p, c.sub(c.num(1), p)))
	// 0 and 1, and what is outside
	zero, one := c.num(0), c.num(1)
	y = c.sel(c.eq(p, zero), c.num(math.Inf(-1)), c.sel(c.eq(p, one), c.inf(), y))
	return c.sel(c.both(c.le(zero, p), c.le(p, one)), y, c.nan())
}

// erfinv is ndtri((1+y)/2)/√2, with the arguments of the pieces taken from y itself; and y·√π/2 where y² is too small to
// matter and y/2 may not be exact.
func (c calc) erfinv(y value) value {
	a := c.abs(y)
	one := c.num(1)
	z := c.quantile(c.times(y, 0.5), c.times(c.sub(one, a), 0.5))
	z = c.times(z, math.Sqrt2/2)
	z = c.sel(c.less(a, c.byFormat(0x1p-28, 0x1p-14)), c.times(y, math.Sqrt(math.Pi)/2), z)
	z = c.sel(c.eq(a, one), c.flip(c.inf(), c.signOf(y)), z)
	return c.sel(c.le(a, one), z, c.nan())
}

// quantile returns the z with Φ(z) = 1/2 + q, tail being min(1/2 + q, 1/2 - q).
func (c calc) quantile(q, tail value) value {
	r := c.sqrt(c.neg(c.logOf(c.scaleDown(tail))))
	cp, cq := c.ratio(quantileNum, quantileDen, c.fma(c.neg(q), q, c.num(0.180625)))
	tp, tq := c.ratio(quantileTailNum, quantileTailDen, c.plus(r, -1.6))
	fp, fq := c.ratio(quantileFarNum, quantileFarDen, c.plus(r, -5))
	far := c.lt(c.num(5), r)
	s := c.signOf(q)
	central := c.le(c.abs(q), c.num(0.425))
	num := c.sel(central, c.mul(q, cp), c.flip(c.sel(far, fp, tp), s))
	den := c.sel(central, cq, c.sel(far, fq, tq))
	line := c.sel(central, q, c.flip(r, s))
	return c.fma(line, c.sel(central, c.num(2.5), c.num(1.4140625)), c.div(num, den))
}

// logNdtr is, with M(a) = exp(a²/2)·Φ(-a) and a = |x|,
//
//	log M(a) - a²/2           x ≤ -1
//	log(1/2 + (Φ(x) - 1/2))   |x| < 1
//	log1p(-exp(-a²/2)·M(a))   x ≥ 1
//
// by one logarithm of a sum u + d for all. M is limited to arguments from which it no longer counts.
func (c calc) logNdtr(x value) value {
	a := c.abs(x)
	negative := c.le(x, c.num(-1))
	b := c.atMost(a, c.byFormat(1<<28, 1<<14))
	near := c.atMost(b, c.byFormat(40, 15))
	m := c.div(c.overHalfLine(millsTerms, b, 1.5, 5.25))

	half := c.times(near, 0.5)
	h := c.mul(near, half)
	p := c.reduceSum(c.neg(h), c.fma(c.neg(near), half, h), 2*c.bias)
	q := c.scale(c.mul(c.fractionOf(p), m), p.n) // Φ(-a)
	central := c.less(a, 1)
	step := c.distribution(x)
	first := c.quickSum(c.sel(central, c.num(0.5), c.num(1)), c.sel(central, step.hi, c.neg(q)))
	second := c.quickSum(first.hi, c.sel(central, step.lo, c.num(0)))
	u := c.sel(negative, m, second.hi)
	d := c.sel(negative, c.num(0), c.add(first.lo, second.lo))
	y := c.logOf(c.sumApart(u, d))
	y = c.sel(negative, c.fma(c.times(x, -0.5), x, y), y)
	return c.sel(c.lt(c.num(c.byFormat(9, 6)), x), c.neg(q), y)
}

// The density of the normal distribution at 0, as a sum.
const (
	density0   = 0.3989422804014327
	density0Lo = -2.49232720227773e-17
)

// distribution returns Φ(x) - 1/2 = x·(φ(0) + x²·G(x²)), |x| < 1, the second part being all but the leading product.
func (c calc) distribution(x value) pair {
	hi, lo := c.split(density0, density0Lo)
	top := c.times(x, hi)
	z := c.mul(x, x)
	rest := c.fma(x, c.num(lo), c.fma(x, c.num(hi), c.neg(top)))
	return pair{top, c.fma(c.mul(x, z), c.poly(ndtrTerms, z), rest)}
}
