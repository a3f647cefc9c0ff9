package special

import "math"

// Exp is math.Exp, which on amd64 is infinite from 709.44 on, where e^x is not yet.
func Exp(x float64) float64 {
	if nearOverflow(x) {
		return 4 * quarterExp(x)
	}
	return math.Exp(x)
}

// Sinh returns the hyperbolic sine, also where e^x overflows and it does not.
func Sinh(x float64) float64 {
	if nearOverflow(math.Abs(x)) {
		return math.Copysign(2*quarterExp(math.Abs(x)), x)
	}
	return math.Sinh(x)
}

// Cosh returns the hyperbolic cosine, also where e^x overflows and it does not.
func Cosh(x float64) float64 {
	if nearOverflow(math.Abs(x)) {
		return 2 * quarterExp(math.Abs(x))
	}
	return math.Cosh(x)
}

func nearOverflow(x float64) bool { return 709 < x && x < 711 }

// quarterExp returns e^x/4 = e^(x - log 4), with the error of the difference put back.
func quarterExp(x float64) float64 {
	const log4, log4Lo = 2 * math.Ln2, 4.638093627692599e-17 // log 4 = log4 + log4Lo
	d := x - log4
	return math.Exp(d) * (1 + (x - d - log4 - log4Lo))
}
