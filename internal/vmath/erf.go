package vmath

// erf is, for a = |x|,
//
//	a + a·E(a²)              a < 0.94
//	1 - exp(-a²)·erfcx(a)    a ≥ 0.94
//
// with a limited to where that is 1.
func (c calc) erf(x value) value {
	a := c.abs(x)
	small := c.smallErf(a)
	b := c.atMost(a, c.byFormat(6, 4))
	y, n := c.gaussTail(b, c.bias)
	y = c.fma(c.neg(y), c.exponent(n), c.num(1))
	return c.withSign(c.sel(c.less(a, 0.94), small, y), x)
}

// smallErf returns erf x, |x| < 0.95.
func (c calc) smallErf(x value) value {
	return c.fma(x, c.poly(erfTerms, c.mul(x, x)), x)
}

// erfc is exp(-a²)·erfcx(a), a = |x|, or 2 minus that for negative x, and 1 - erf x for a < 1/2.
func (c calc) erfc(x value) value {
	a := c.atMost(c.abs(x), c.byFormat(28, 11))
	y, n := c.gaussTail(a, 2*c.bias)
	y = c.scale(y, n)
	y = c.sel(c.less(x, 0), c.sub(c.num(2), y), y)
	return c.sel(c.less(a, 0.5), c.sub(c.num(1), c.smallErf(x)), y)
}

// gaussTail returns exp(-a²)·f(a) as y·2^k, the low bits of n being k + bias. The exponent needs what a² loses by
// rounding.
func (c calc) gaussTail(a value, bias int64) (y, n value) {
	h := c.mul(a, a)
	p := c.reduceSum(c.neg(h), c.fma(c.neg(a), a, h), bias)
	num, den := c.overHalfLine(erfcxTerms, a, 2, 3.75)
	return c.div(c.mul(c.fractionOf(p), num), den), p.n
}

// overHalfLine returns f(x) as a fraction, for an f like erfcx(x) = exp(x²)·erfc(x), which decreases so slowly that one
// polynomial in t = (x-k)/(x+k) gives (1 + slope·x)·f(x) for all x ≥ 0. (Shepherd and Laframboise 1981, Chebyshev
// approximation of (1+2x)exp(x²)erfc x in 0 ≤ x < ∞.)
func (c calc) overHalfLine(terms series, x value, slope, k float64) (num, den value) {
	t := c.div(c.plus(x, -k), c.plus(x, k))
	return c.poly(terms, t), c.fma(x, c.num(slope), c.num(1))
}

// byFormat returns x for float64, y for float32.
func (f *format) byFormat(x, y float64) float64 {
	if f.fraction == 23 {
		return y
	}
	return x
}
