package special

import "math"

// Sinh returns the hyperbolic sine. That of package math is infinite above log(MaxFloat64), where sinh(x) = e^x/2 is not yet.
func Sinh(x float64) float64 {
	if math.Abs(x) > 700 {
		return math.Copysign(halfExp(math.Abs(x)), x)
	}
	return math.Sinh(x)
}

// Cosh returns the hyperbolic cosine, also where e^x overflows and it does not.
func Cosh(x float64) float64 {
	if math.Abs(x) > 700 {
		return halfExp(math.Abs(x))
	}
	return math.Cosh(x)
}

// halfExp returns e^x/2 = e^(x - log 2), with the error of the difference put back.
func halfExp(x float64) float64 {
	if x > 711 {
		return math.Inf(1)
	}
	d := x - math.Ln2
	const ln2Lo = 2.319046813846299558e-17 // log 2 - float64(log 2)
	err := (x - d) - math.Ln2              // of d: exact, x > 2 log 2
	return math.Exp(d) * (1 + (err - ln2Lo))
}
