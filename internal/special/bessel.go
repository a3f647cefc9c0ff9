package special

import "math"

// I0e returns exp(-|x|)·I_0(x), I_0 the modified Bessel function of the first
// kind: even, 1 at 0, 0 at ±Inf. Relative error is a few ulp.
func I0e(x float64) float64 { return besselIe(0, math.Abs(x)) }

// I1e returns exp(-|x|)·I_1(x): odd, 0 at 0 and ±Inf. Relative error is a few ulp.
func I1e(x float64) float64 { return math.Copysign(besselIe(1, math.Abs(x)), x) }

// besselIe returns exp(-x)·I_v(x) for v = 0 or 1 and x ≥ 0.
//
//	I_v(x)         = (x/2)^v · Σ (x²/4)^k/(k!·(k+v)!)                    (DLMF 10.25.2)
//	exp(-x)·I_v(x) ~ 1/sqrt(2πx) · Σ Π_{j≤k} ((2j-1)² - 4v²)/(8x·j)      (DLMF 10.40.1)
//
// From x = 30 the terms of the second fall below 1e-17 before they grow again.
func besselIe(v, x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case x > 30:
		sum, term := 1.0, 1.0
		for k := 1.0; math.Abs(term) > 1e-17 && k < 60; k++ {
			term *= ((2*k-1)*(2*k-1) - 4*v*v) / (8 * x * k)
			sum += term
		}
		return sum / math.Sqrt(2*math.Pi) / math.Sqrt(x)
	}
	term := 1.0
	if v == 1 {
		term = x / 2
	}
	sum := term
	for k := 1.0; term > 1e-17*sum; k++ {
		term *= x / 2 / k * (x / 2) / (k + v)
		sum += term
	}
	return sum * math.Exp(-x)
}
