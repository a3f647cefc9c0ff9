package special

import "math"

// Log is math.Log, which on amd64 is wrong for subnormal numbers: those are scaled by 2⁵² first.
func Log(x float64) float64 {
	if 0 < x && x < 0x1p-1022 {
		return math.Log(x*0x1p52) - 52*math.Ln2
	}
	return math.Log(x)
}

// Pow is math.Pow, which on amd64 is wrong for subnormal numbers too: x = m 2ᵉ gives mʸ 2^(e y), with e y rounded to a whole number
// and an exact rest.
func Pow(x, y float64) float64 {
	if x == 0 || math.Abs(x) >= 0x1p-1022 || math.Abs(y) >= 4 || x != x || y != y { // at 4, xʸ is 0 or infinite
		return math.Pow(x, y)
	}
	m, e := math.Frexp(x)
	exponent := float64(float64(e) * y) // rounded, on processors too that would fuse it with what follows
	whole := math.Round(exponent)
	rest := exponent - whole + math.FMA(float64(e), y, -exponent)
	return math.Ldexp(math.Pow(m, y)*math.Exp2(rest), int(whole))
}

// Log1mExp returns log(1 - exp(x)) for x ≤ 0: -Inf at 0, 0 at -Inf, NaN for x > 0.
//
// Mächler (2012), "Accurately computing log(1 - exp(-|a|))": switch at -log 2.
func Log1mExp(x float64) float64 {
	if x > -math.Ln2 {
		return Log(-math.Expm1(x))
	}
	return math.Log1p(-math.Exp(x))
}

// Logistic returns 1/(1 + exp(-x)): 0 at -Inf, 1 at +Inf, and for very negative x
// exp(x) down to the subnormals.
func Logistic(x float64) float64 {
	switch {
	case x < -700: // e^x/2 squared, for not all processors' Exp has subnormal results
		e := math.Exp(x / 2)
		return e * e
	case x < 0:
		e := math.Exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-x))
}

// Softplus returns log(1 + exp(x)): 0 at -Inf, +Inf at +Inf, and neither overflow
// nor lost digits between.
func Softplus(x float64) float64 {
	if x > 0 {
		return x + math.Log1p(math.Exp(-x))
	}
	return math.Log1p(math.Exp(x))
}

// LogAddExp returns log(exp(x) + exp(y)). An infinite argument is the value it
// stands for: -Inf is the log of 0, and any +Inf gives +Inf. NaN gives NaN. Near a
// result of 0 the error is absolute, an ulp of the larger argument.
func LogAddExp(x, y float64) float64 {
	if x == y { // also both -Inf or both +Inf, whose difference is NaN
		return x + math.Ln2
	}
	if x < y {
		x, y = y, x
	}
	return x + math.Log1p(math.Exp(y-x))
}

// Xlogy returns x·log(y), and 0 when x = 0 for every y but NaN, even where log(y)
// is infinite or undefined: the limit that makes 0·log 0 = 0.
func Xlogy(x, y float64) float64 {
	if x == 0 && !math.IsNaN(y) {
		return 0
	}
	return x * Log(y)
}

// Xlog1py returns x·log(1+y), and 0 when x = 0 for every y but NaN.
func Xlog1py(x, y float64) float64 {
	if x == 0 && !math.IsNaN(y) {
		return 0
	}
	return x * math.Log1p(y)
}
