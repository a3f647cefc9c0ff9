package vmath

import "math"

// scaled is a positive number as 2^k·(1 + f), 1+f between √½ and √2.
type scaled struct {
	k, f value
	e    value // the exponent field of 2^k, as a word
}

// scaleDown takes x > 0 apart, x not Inf. In u, the bits of x less those of √½ more those of 1, the exponent field is k
// + bias and the fraction that of x/√½; the exponent becomes a float as the fraction of 2^52. Subnormal numbers
// are scaled up first.
func (c calc) scaleDown(x value) scaled {
	up := c.fraction + 2
	low := c.less(x, c.least)
	x = c.sel(low, c.times(x, math.Ldexp(1, int(up))), x)
	one := math.Ldexp(1, int(c.fraction))
	bias := c.sel(low, c.num(one+float64(c.bias+up)), c.num(one+float64(c.bias)))
	return c.takeApart(x, bias)
}

// takeApart is scaleDown for normal x. bias is 2^fraction + bias.
func (c calc) takeApart(x, bias value) scaled {
	root := c.bits(math.Sqrt2 / 2)
	u := c.offset(c.toWord(x), c.bits(1)-root)
	e := c.shr(u, c.fraction)
	k := c.sub(c.toFloat(c.or(e, c.bits(math.Ldexp(1, int(c.fraction))))), bias)
	m := c.toFloat(c.offset(c.and(u, 1<<c.fraction-1), root))
	return scaled{k: k, f: c.plus(m, -1), e: e}
}

// log returns NaN for x < 0 and -Inf for ±0.
func (c calc) log(x value) value { return c.logEdges(x, x, c.logOf(c.scaleDown(x))) }

// logEdges corrects y = log u, which is to be x where u is +Inf.
func (c calc) logEdges(x, u, y value) value {
	zero := c.num(0)
	y = c.sel(c.lt(u, c.inf()), y, x)
	return c.sel(c.lt(zero, u), y, c.sel(c.eq(u, zero), c.num(math.Inf(-1)), c.nan()))
}

// logOf returns k·ln 2 + log(1+f).
//
//	log(1+f) = f - (f²/2 - s·(f²/2 + R)),  s = f/(2+f),  R = s²·(2/3 + s²·(2/5 + ...))
//
// since log(1+f) = 2·atanh(s). The part in parentheses is small, and so is its error (Tang 1990, Table-driven
// implementation of the logarithm function; the form is that of Sun's fdlibm, by K. C. Ng).
func (c calc) logOf(x scaled) value {
	hi, lo := c.split(ln2, ln2Lo)
	small := c.logTail(x.f, c.times(x.k, lo), logTerms)
	return c.fma(x.k, c.num(hi), c.sub(x.f, small))
}

// logTail returns f - log(1+f) - shift.
func (c calc) logTail(f, shift value, terms series) value {
	s := c.div(f, c.plus(f, 2))
	z := c.mul(s, s)
	half := c.mul(c.times(f, 0.5), f)
	return c.sub(half, c.fma(s, c.fma(z, c.quickPoly(terms, z), half), shift))
}

// log1p is log of u = 1+x, whose rounding error d is put back: with u = 2^k·(1+g), x = 2^k·(1 + g + d/2^k) - 1.
func (c calc) log1p(x value) value {
	u, d := c.onePlus(x)
	y := c.logOfSum(u, d)
	y = c.sel(c.less(c.abs(x), c.tiny), x, y)
	return c.logEdges(x, u, y)
}

// onePlus returns 1+x and the error of that (Knuth, TAOCP vol. 2, 4.2.2).
func (c calc) onePlus(x value) (u, d value) {
	one := c.num(1)
	u = c.add(x, one)
	v := c.sub(u, x)
	return u, c.add(c.sub(x, c.sub(u, v)), c.sub(one, v))
}

// logOfSum returns log(u+d), u normal and d a rounding error of u.
func (c calc) logOfSum(u, d value) value { return c.logOf(c.sumApart(u, d)) }

func (c calc) sumApart(u, d value) scaled {
	s := c.takeApart(u, c.num(math.Ldexp(1, int(c.fraction))+float64(c.bias)))
	down := c.exponent(c.isub(c.word(uint64(2*c.bias+1)), s.e)) // 2^(1-k)
	s.f = c.fma(c.times(d, 0.5), down, s.f)
	return s
}

// softplus is max(x, 0) + log(1 + exp(-|x|)).
func (c calc) softplus(x value) value {
	zero := c.num(0)
	return c.add(c.sel(c.lt(x, zero), zero, x), c.log1pExp(c.neg(c.abs(x))))
}

// log1pExp returns log(1 + e) with e = exp(x), x ≤ 0. 1+e is at most 2, which logTail bears with more terms.
func (c calc) log1pExp(x value) value {
	e := c.expOfBounded(c.atLeast(x, -c.expLimit))
	return c.sub(e, c.logTail(e, c.num(0), log2Terms))
}
