package vmath

import "github.com/phlox-ppl/phlox/internal/loop"

// π as a sum, for float64 and for float32.
const (
	pi0 = 3.141592653589793
	pi1 = 1.2246467991473532e-16
	pi2 = -2.9947698097183397e-33

	pi32a = 3.1415927410125732
	pi32b = -8.742277657347586e-08
	pi32c = -3.4302490200117637e-15
	pi32d = 2.11259979644063e-23
)

// sin is ±sin r, r = x - kπ with k = round(x/π).
func (c calc) sin(x value) value {
	magic := c.num(c.magic(0))
	sum := c.fma(x, c.num(1/pi0), magic)
	y := c.sinOf(c.minusPi(x, c.sub(sum, magic), 1), sum)
	return c.sel(c.eq(x, c.num(0)), x, y)
}

// cos is sin(x + π/2) = ±sin r, r = x - (k - 1/2)π with k = round(x/π + 1/2).
func (c calc) cos(x value) value {
	magic := c.num(c.magic(0))
	sum := c.add(c.fma(x, c.num(1/pi0), c.num(0.5)), magic)
	return c.sinOf(c.minusPi(x, c.plus(c.sub(sum, magic), -0.5), 1), sum)
}

// minusPi returns x - n·unit·π where that is small, by Cody and Waite with a fused multiply-add. π is given to three
// words or four; the first difference is exact, since both terms are multiples of an ulp of π/2 and the result is
// below 2. (Muller et al., Handbook of Floating-Point Arithmetic, 11.2.)
func (c calc) minusPi(x, n value, unit float64) value {
	for _, word := range c.pi() {
		x = c.fma(n, c.num(-word*unit), x)
	}
	return c.atMost(c.atLeast(x, -1.6*unit), 1.6*unit)
}

func (c calc) pi() []float64 {
	if c.fraction == 23 {
		return []float64{pi32a, pi32b, pi32c, pi32d}
	}
	return []float64{pi0, pi1, pi2}
}

// sinOf returns (-1)^k·sin r, |r| ≤ π/2, sin r = r + r³·S(r²). k is the low bits of sum.
func (c calc) sinOf(r, sum value) value {
	z := c.mul(r, r)
	y := c.fma(c.mul(r, z), c.poly(sinTerms, z), r)
	return c.flip(y, c.shl(c.toWord(sum), int64(c.width()-1)))
}

// tan is tan r for even k = round(x/(π/2)), r = x - kπ/2, and -1/tan r for odd.
func (c calc) tan(x value) value {
	magic := c.num(c.magic(0))
	sum := c.fma(x, c.num(2/pi0), magic)
	r := c.minusPi(x, c.sub(sum, magic), 0.5)
	num, den := c.tanOf(r)
	s := c.toWord(sum)
	even := c.Op(loop.Eq, c.and(s, 1), c.word(0))
	y := c.div(c.sel(even, num, den), c.sel(even, den, num))
	y = c.flip(y, c.shl(s, int64(c.width()-1)))
	return c.sel(c.eq(x, c.num(0)), x, y)
}

// tanOf returns tan r = r + r³·P(r²)/Q(r²), |r| ≤ π/4, as a fraction.
func (c calc) tanOf(r value) (num, den value) {
	z := c.mul(r, r)
	num, den = c.ratio(tanNum, tanDen, z)
	return c.fma(c.mul(r, z), num, c.mul(r, den)), den
}
