package vmath

// i0e is exp(-a)·I₀(a), a = |x|: a polynomial over 1+a up to 8, and beyond it one in 1/a times √(1/a), as in Hankel's
// expansion (DLMF 10.40.1).
func (c calc) i0e(x value) value {
	y, _ := c.besselOf(c.abs(x), i0NearTerms, i0FarTerms)
	return y
}

// i1e is exp(-a)·I₁(a) with the sign of x. The first polynomial is that of the function over a.
func (c calc) i1e(x value) value {
	a := c.abs(x)
	y, near := c.besselOf(a, i1NearTerms, i1FarTerms)
	return c.withSign(c.sel(near, c.mul(a, y), y), x)
}

// besselOf evaluates two polynomials, the first in (a-4)/4, and says whether that holds.
func (c calc) besselOf(a value, near, far series) (y, isNear value) {
	isNear = c.le(a, c.num(8))
	t := c.times(c.plus(c.atMost(a, 8), -4), 0.25)
	u := c.div(c.num(1), c.sel(isNear, c.plus(a, 1), a))
	p := c.sel(isNear, c.poly(near, t), c.poly(far, u))
	return c.mul(p, c.sel(isNear, u, c.sqrt(u))), isNear
}
