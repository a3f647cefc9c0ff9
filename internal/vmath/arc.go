package vmath

import "github.com/phlox-ppl/phlox/internal/loop"

// atan2 returns the angle of (x, y): with a = min(|x|,|y|) / max(|x|,|y|),
//
//	atan a         |y| ≤ |x|
//	π/2 - atan a   |y| > |x|
//
// and π minus that for negative x, with the sign of y.
func (c calc) atan2(y, x value) value {
	ay, ax := c.abs(y), c.abs(x)
	steep := c.lt(ax, ay)
	num, den := c.sel(steep, ax, ay), c.sel(steep, ay, ax)
	a := c.div(num, den)
	// 0/0 and Inf/Inf are angles too; NaN is not equal to itself.
	a = c.sel(c.eq(num, den), c.sel(c.eq(num, c.num(0)), num, c.num(1)), a)
	left := c.Op(loop.Ne, c.signOf(x), c.word(0)) // also for -0
	return c.withSign(c.turn(c.atanOf(a), steep, left), y)
}

// turn returns the angle t, or π/2 - t if it is steep, or π minus that if left, which may be nil. The second word of π is added
// first, to what is small.
func (c calc) turn(t, steep, left value) value {
	hi, lo := c.split(pi0, pi1)
	s := c.sel(steep, c.neg(t), t)
	quarter := c.sel(steep, c.num(hi/2), c.num(0))
	rest := c.sel(steep, c.num(lo/2), c.num(0))
	if left != nil {
		s = c.sel(left, c.neg(s), s)
		quarter = c.sel(left, c.sub(c.num(hi), quarter), quarter) // π - π/2 = π/2
		rest = c.sel(left, c.sub(c.num(lo), rest), rest)
	}
	return c.add(quarter, c.add(s, rest))
}

// atan is atan2(x, 1).
func (c calc) atan(x value) value {
	a := c.abs(x)
	one := c.num(1)
	steep := c.lt(one, a)
	t := c.atanOf(c.div(c.sel(steep, one, a), c.sel(steep, a, one)))
	return c.withSign(c.turn(t, steep, nil), x)
}

// atanOf returns t + t³·A(t²) for 0 ≤ t ≤ 1.
func (c calc) atanOf(t value) value {
	z := c.mul(t, t)
	return c.fma(c.mul(t, z), c.poly(atanTerms, z), t)
}

// arc holds asin of s, the lesser of |x| and √((1-|x|)/2).
type arc struct {
	far value // |x| > 1/2: asin |x| = π/2 - 2·asin s
	t   value // asin s
}

// arcOf takes s = √((1-|x|)/2) where |x| > 1/2: 1-|x| is exact there.
func (c calc) arcOf(x value) arc {
	a := c.abs(x)
	far := c.lt(c.num(0.5), a)
	w := c.times(c.sub(c.num(1), a), 0.5)
	z := c.sel(far, w, c.mul(a, a))
	s := c.sel(far, c.sqrt(w), a)
	return arc{far, c.fma(c.mul(s, z), c.poly(asinTerms, z), s)}
}

// asin is odd; |x| > 1 has a square root of a negative number.
func (c calc) asin(x value) value {
	s := c.arcOf(x)
	hi, lo := c.split(pi0, pi1)
	y := c.add(c.num(hi/2), c.fma(c.num(-2), s.t, c.num(lo/2)))
	return c.withSign(c.sel(s.far, y, s.t), x)
}

// acos is
//
//	2·asin s       x > 1/2
//	π/2 - asin x   |x| ≤ 1/2
//	π - 2·asin s   x < -1/2
func (c calc) acos(x value) value {
	s := c.arcOf(x)
	hi, lo := c.split(pi0, pi1)
	zero := c.num(0)
	negative := c.lt(x, zero)
	two := c.add(s.t, s.t)
	far := c.sel(negative, c.sub(c.num(hi), c.plus(two, -lo)), two)
	t := c.sel(negative, c.neg(s.t), s.t)
	return c.sel(s.far, far, c.sub(c.num(hi/2), c.plus(t, -lo/2)))
}
