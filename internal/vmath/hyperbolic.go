package vmath

import "math"

// tanh is, for a = |x|, with one division for both,
//
//	a + a³·P(a²)/Q(a²)       a < 0.6
//	1 - 2/(e^(2a) + 1)       a ≥ 0.6
func (c calc) tanh(x value) value {
	a := c.abs(x)
	b := c.atMost(a, float64(c.fraction)*0.4)
	p := c.reduce(c.add(b, b), c.bias)
	e := c.mul(c.fractionOf(p), c.exponent(p.n))
	small := c.less(a, 0.6)
	z := c.mul(b, b)
	num, den := c.ratio(tanhNum, tanhDen, z)
	num = c.sel(small, c.mul(c.mul(b, z), num), c.num(-2))
	den = c.sel(small, den, c.plus(e, 1))
	return c.withSign(c.add(c.sel(small, b, c.num(1)), c.div(num, den)), x)
}

// halves are those of the hyperbolic functions at x = k·ln 2 + r,
//
//	sinh x = sinh(k·ln 2) + (C·sinh(k·ln 2) + S·cosh(k·ln 2))      S = sinh r     = r + r³·s(r²)
//	cosh x = cosh(k·ln 2) + (C·cosh(k·ln 2) + S·sinh(k·ln 2))      C = cosh r - 1 = r²·c(r²)
//
// where the functions of k·ln 2 are sums of powers of two. These are divided by 2, so as not to overflow too early.
type halves struct{ s, c, sinhK, coshK value }

func (c calc) halvesOf(a value) halves {
	b := c.atMost(a, (float64(c.bias)+2.4)*ln2)
	r, n := c.remainder(b, c.bias-2)
	up := c.exponent(n)                                          // 2^(k-2)
	down := c.exponent(c.isub(c.word(uint64(2*c.bias-4)), n))    // 2^(-k-2)
	down = c.sel(c.less(a, float64(c.fraction)), down, c.num(0)) // which 2^(k-2) absorbs
	z := c.mul(r, r)
	s := c.fma(c.mul(r, z), c.poly(sinhTerms, z), r)
	return halves{s, c.mul(z, c.poly(coshTerms, z)), c.sub(up, down), c.add(up, down)}
}

// sinh is x where x² is too small to matter.
func (c calc) sinh(x value) value {
	a := c.abs(x)
	h := c.halvesOf(a)
	y := c.add(h.sinhK, c.fma(h.c, h.sinhK, c.mul(h.s, h.coshK)))
	y = c.sel(c.less(a, c.tiny), a, c.add(y, y))
	return c.withSign(y, x)
}

func (c calc) cosh(x value) value {
	h := c.halvesOf(c.abs(x))
	y := c.add(h.coshK, c.fma(h.c, h.coshK, c.mul(h.s, h.sinhK)))
	return c.add(y, y)
}

// asinh is log1p(t), t = a + a²/(1 + √(a²+1)) for a = |x|, or log(a) + log 2 where a² could overflow.
func (c calc) asinh(x value) value {
	a := c.abs(x)
	big := c.lt(c.num(c.large()), a)
	square := c.mul(a, a)
	t := c.add(a, c.div(square, c.plus(c.sqrt(c.plus(square, 1)), 1)))
	y := c.log1pOf(c.sel(big, a, t), c.sel(big, c.num(1), c.num(0)))
	return c.withSign(c.sel(c.less(a, c.tiny), a, c.sel(c.lt(a, c.inf()), y, a)), x)
}

// large is a number x so large that 1+x = x, but x² does not overflow.
func (c calc) large() float64 { return math.Ldexp(1, int(c.bias/2)) }

// log1pOf returns log(1+x) + k·ln 2 for x > 0, not Inf.
func (c calc) log1pOf(x, k value) value {
	u, d := c.onePlus(x)
	s := c.sumApart(u, d)
	s.k = c.add(s.k, k)
	return c.logOf(s)
}

// acosh is log1p(t), t = b + √(2b + b²) for b = x-1, or log(x) + log 2 where b² could overflow.
func (c calc) acosh(x value) value {
	b := c.plus(x, -1)
	big := c.lt(c.num(c.large()), x)
	t := c.add(b, c.sqrt(c.mul(b, c.plus(b, 2))))
	y := c.log1pOf(c.sel(big, x, t), c.sel(big, c.num(1), c.num(0)))
	y = c.sel(c.lt(x, c.inf()), y, x)
	return c.sel(c.less(x, 1), c.nan(), c.sel(c.eq(x, c.num(1)), c.num(0), y))
}

// atanh is log1p(2a/(1-a))/2 for a = |x|.
func (c calc) atanh(x value) value {
	a := c.abs(x)
	one := c.num(1)
	t := c.div(c.add(a, a), c.sub(one, a))
	y := c.times(c.log1pOf(t, c.num(0)), 0.5)
	y = c.sel(c.less(a, c.tiny), a, y)
	return c.withSign(c.sel(c.lt(a, one), y, c.sel(c.eq(a, one), c.inf(), c.nan())), x)
}
