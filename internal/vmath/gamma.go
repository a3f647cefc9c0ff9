package vmath

import "math"

// Where Stirling's series take over, and up to where the recurrence is used: between them, one rational function.
const (
	stirlingMin   = 4.5
	recurrenceMax = 0.8
)

// pieces says where to evaluate a function of x > 0, or for x < 0 what reflection leads to: at y, which is x or 1-x, by
// which formula, and with which s: y - 1, or y where y + 1 is to be taken.
type pieces struct{ y, s, negative, small, large value }

func (c calc) piecesOf(x value) pieces {
	negative, a := c.less(x, 0), c.abs(x)
	y := c.sel(negative, c.plus(a, 1), a)
	small := c.less(y, recurrenceMax)
	s := c.sel(c.either(negative, small), a, c.plus(a, -1)) // y - 1 is a, without the error of y
	return pieces{y, s, negative, small, c.lt(c.num(stirlingMin), y)}
}

// lgamma is for negative x, by reflection at y = 1-x (DLMF 5.5.3), -log|sin(πx)/π| - log Γ(y). Near its zeros there the
// error is absolute.
func (c calc) lgamma(x value) value {
	p := c.piecesOf(x)
	y := c.logGamma(p)

	r := c.sub(x, c.round(x)) // sin πx = ±sin πr
	log := c.logOf(c.scaleDown(c.abs(c.sinPi(r))))
	y = c.sel(p.negative, c.neg(c.add(log, y)), y)
	zero := c.num(0)
	pole := c.both(c.eq(r, zero), c.le(x, zero))
	y = c.sel(pole, c.inf(), y)
	return c.sel(c.lt(c.abs(x), c.inf()), y, x)
}

// logGamma returns log Γ(y):
//
//	s(s-1)·(1/4 + P(s)/Q(s)) - log y                         y < 0.8, s = y
//	s(s-1)·(1/4 + P(s)/Q(s))                                 s = y-1
//	(y-1/2)(log y - 1) + (log(2π)-1)/2 + S(1/y²)/y           y > 4.5   (DLMF 5.11.1)
func (c calc) logGamma(p pieces) value {
	y := p.y
	num, den := c.ratio(lgammaNum, lgammaDen, p.s)
	zeros := c.mul(p.s, c.plus(p.s, -1))
	t := c.div(c.sel(p.large, c.num(1), c.mul(zeros, num)), c.sel(p.large, y, den))
	middle := c.fma(zeros, c.num(0.25), t)

	log := c.logOf(c.scaleDown(y))
	series := c.fma(c.poly(stirlingTerms, c.mul(t, t)), t, c.num((math.Log(2*math.Pi)-1)/2))
	far := c.fma(c.plus(y, -0.5), c.plus(log, -1), series)
	near := c.sub(middle, c.sel(p.small, log, c.num(math.Copysign(0, -1)))) // log Γ(1) = +0
	return c.sel(p.large, far, near)
}

// sinPi returns sin(πr)/π, |r| ≤ 1/2.
func (c calc) sinPi(r value) value {
	t := c.times(r, math.Pi)
	z := c.mul(t, t)
	return c.fma(c.mul(r, z), c.poly(sinTerms, z), r)
}

// The positive zero of ψ, less 1, as a sum.
const (
	psiRoot   = 0.46163214496836236
	psiRootLo = -1.5522348162858677e-17
)

// digamma is for negative x, by reflection at y = 1-x (DLMF 5.5.4), ψ(y) - π·cot πx. Near its zeros there the error is
// absolute. For y > 0 it is
//
//	(s-s0)·(7/16 + P(s)/Q(s)) - 1/y      y < 0.8, s = y
//	(s-s0)·(7/16 + P(s)/Q(s))            s = y-1
//	log y - 1/(2y) - S(1/y²)/y²          y > 4.5   (DLMF 5.11.2)
//
// 1/y and the cotangent are never needed both.
func (c calc) digamma(x value) value {
	zero, one := c.num(0), c.num(1)
	p := c.piecesOf(x)
	y := p.y
	num, den := c.ratio(digammaNum, digammaDen, p.s)
	hi, lo := c.split(psiRoot, psiRootLo)
	above := c.plus(c.plus(p.s, -hi), -lo)
	t := c.div(c.sel(p.large, one, c.mul(above, num)), c.sel(p.large, y, den))
	middle := c.fma(above, c.num(0.4375), t)

	w := c.mul(t, t)
	log := c.logOf(c.scaleDown(y))
	far := c.sub(log, c.fma(c.poly(digammaFarTerms, w), w, c.times(t, 0.5)))
	far = c.sel(c.lt(y, c.inf()), far, y)

	r := c.sub(x, c.round(x))
	cos, sin := c.cotPi(r)
	top := c.sel(p.negative, cos, c.sel(p.small, one, zero))
	rest := c.div(top, c.sel(p.negative, sin, y))
	z := c.sub(c.sel(p.large, far, middle), rest)
	return c.sel(c.both(c.eq(r, zero), c.le(x, zero)), c.nan(), z)
}

// cotPi returns π·cot πr, |r| ≤ 1/2, as a fraction: that of tan πr' or its inverse, r' the lesser of |r| and 1/2 - |r|.
func (c calc) cotPi(r value) (num, den value) {
	a := c.abs(r)
	far := c.lt(c.num(0.25), a)
	p, q := c.tanOf(c.times(c.sel(far, c.sub(c.num(0.5), a), a), math.Pi))
	num = c.times(c.sel(far, p, q), math.Pi)
	return c.flip(num, c.signOf(r)), c.sel(far, q, p)
}
