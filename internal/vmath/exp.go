package vmath

import "math"

// ln 2 as a sum.
const (
	ln2   = math.Ln2
	ln2Lo = 2.3190468138462996e-17
)

// power is e^x in parts: (1 + r·(1 + r·q))·2^k.
type power struct {
	r, q value
	n    value // a word whose low bits are k + bias, for the bias that was asked for
}

// reduce splits e^x, |x| not much above expLimit. With k = round(x/ln 2),
//
//	r = (x - k·hi) - k·lo,  hi + lo = ln 2,  |r| ≤ ln(2)/2.
//
// The first difference is exact: both terms are multiples of 2^-54 (2^-25 for float32), and it is below 1/2.
// (Muller et al., Handbook of Floating-Point Arithmetic, 11.2.)
func (c calc) reduce(x value, bias int64) power { return c.reduceSum(x, nil, bias) }

// reduceSum is reduce for x + low, low being a rounding error of x or nil.
func (c calc) reduceSum(x, low value, bias int64) power {
	r, n := c.remainder(x, bias)
	if low != nil {
		r = c.add(r, low)
	}
	return power{r: r, q: c.quickPoly(expTerms, r), n: n}
}

// remainder returns r, and a word whose low bits are k + bias.
func (c calc) remainder(x value, bias int64) (r, n value) {
	magic := c.num(c.magic(bias))
	sum := c.fma(x, c.num(math.Log2E), magic)
	k := c.sub(sum, magic)
	hi, lo := c.split(ln2, ln2Lo)
	return c.fma(k, c.num(-lo), c.fma(k, c.num(-hi), x)), c.toWord(sum)
}

// fractionOf returns e^x/2^k, between √½ and √2.
func (c calc) fractionOf(p power) value {
	one := c.num(1)
	return c.fma(p.r, c.fma(p.r, p.q, one), one)
}

// exp scales in two steps, 2^k = 2^⌊k/2⌋·2^⌈k/2⌉, of which the first is exact and the second rounds once, so that
// results underflow gradually and overflow where they should.
func (c calc) exp(x value) value {
	return c.expOfBounded(c.atLeast(c.atMost(x, c.expLimit), -c.expLimit))
}

func (c calc) expOfBounded(x value) value {
	p := c.reduce(x, 2*c.bias)
	return c.scale(c.fractionOf(p), p.n)
}

// scale returns y·2^k for n whose low bits are k + 2·bias.
func (c calc) scale(y, n value) value {
	half := c.shr(n, 1)
	return c.mul(c.mul(y, c.exponent(half)), c.exponent(c.isub(n, half)))
}

// expm1 is 2^k·(1 + t) - 1 for t = e^r - 1, with the small part of t added last:
//
//	e^x - 1 = 2·((2^(k-1) - 1/2 + 2^(k-1)·r) + 2^(k-1)·r²·q)
//
// Half of 2^k does not overflow where e^x doesn't.
func (c calc) expm1(x value) value {
	lo, hi := -0.75*float64(c.fraction+2), float64(c.bias)*ln2+1
	p := c.reduce(c.atLeast(c.atMost(x, hi), lo), c.bias-1)
	s := c.exponent(p.n)
	y := c.fma(s, p.r, c.plus(s, -0.5))
	y = c.fma(s, c.mul(c.mul(p.r, p.r), p.q), y)
	return c.sel(c.less(c.abs(x), c.tiny), x, c.add(y, y))
}

// logistic is 1/(1 + e^-x), or e^x/(1 + e^x) for x < 0: neither overflows.
func (c calc) logistic(x value) value {
	e := c.expOfBounded(c.atLeast(c.neg(c.abs(x)), -c.expLimit))
	return c.div(c.sel(c.less(x, 0), e, c.num(1)), c.plus(e, 1))
}
