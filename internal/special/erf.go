package special

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Erfinv returns the x with erf(x) = y as math.Erfinv does, for -1 ≤ y ≤ 1;
// ±1 give ±Inf. Wichura's AS 241 underlies it.
func Erfinv(y float64) float64 { return math.Erfinv(y) }

// Ndtri returns the z with Φ(z) = p, Φ the normal distribution function, for
// 0 ≤ p ≤ 1. p = 0 gives -Inf and p = 1 gives +Inf. Relative error is a few ulp
// for every p, subnormals and the neighbors of 1/2 included.
//
// Wichura (1988), AS 241, PPND16. For subnormal p, whose logarithm gonum gets wrong on amd64, from its result by steps
// of Newton's method on log Φ(z) = log p.
func Ndtri(p float64) float64 {
	switch {
	case !(p >= 0 && p <= 1):
		return math.NaN()
	case p == 0 || p == 1:
		return math.Inf(int(2*p - 1))
	}
	z := mathext.NormalQuantile(p)
	if p < 0x1p-1022 {
		for range 4 {
			l := LogNdtr(z)
			z -= (l - Log(p)) / math.Exp(-z*z/2-math.Log(2*math.Pi)/2-l)
		}
	}
	return z
}

// LogNdtr returns log Φ(x), Φ the normal distribution function: 0 at +Inf and
// -Inf at -Inf. Relative error is a few ulp everywhere, on both sides.
//
//	Φ(x)     = erfc(-x/√2)/2
//	log Φ(x) = -x²/2 - log(-x) - log(2π)/2 + log(1 - 1/x² + 3/x⁴ - ...)   x → -∞
//
// (DLMF 7.12.1).
func LogNdtr(x float64) float64 {
	switch {
	case x > -1:
		return math.Log1p(-normalTail(x))
	case x > -20:
		return Log(normalTail(-x))
	case math.IsInf(x, -1):
		return x
	}
	r := 1 / x / x
	sum := 0.0 // at x = -20 the tenth term is 6e-18
	for k := 10.0; k > 0; k-- {
		sum = -(2*k - 1) * r * (1 + sum)
	}
	return -x*x/2 - Log(-x) - Log(2*math.Pi)/2 + math.Log1p(sum)
}

// normalTail returns 1 - Φ(x) = erfc(x/√2)/2. The rounding of u = x/√2, worth
// u²·ε of the result, is put back to first order: erfc'/erfc ≈ -2u for large u.
func normalTail(x float64) float64 {
	u := x / math.Sqrt2
	tail := math.Erfc(u) / 2
	if u < 2 || tail == 0 {
		return tail
	}
	const sqrt2Lo = -9.667293313452913e-17 // √2 - float64(√2)
	du := (math.FMA(-u, math.Sqrt2, x) - u*sqrt2Lo) / math.Sqrt2
	return tail * (1 - 2*u*du)
}
