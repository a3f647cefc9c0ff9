package special

import "math"

// Lgamma returns log|Γ(x)| as math.Lgamma does: +Inf at 0 and the negative
// integers, and ±Inf at ±Inf. Relative error is a few ulp for x > 0; for x < 0
// the error is absolute near the zeros.
//
// math.Lgamma of Go 1.26 stretches a polynomial fitted on [1.2316, 1.7316] down to
// 1.19 (and, by recurrence, 0.19), where it is wrong by 2e-14. There
// log Γ(x) = log Γ(x+1) - log x takes its place.
func Lgamma(x float64) float64 {
	if x > 0.19 && x < 0.2317 || x > 1.19 && x < 1.2317 {
		return Lgamma(x+1) - Log(x)
	}
	if math.Abs(x) < 0x1p-1022 && x != 0 { // Γ(x) = 1/x; math.Lgamma has math.Log's error here
		return -Log(math.Abs(x))
	}
	y, _ := math.Lgamma(x)
	return y
}

// The positive zero of the digamma function, as a sum of two floats.
const (
	digammaRootHi = 1.4616321449683622
	digammaRootLo = 9.549995429965697e-17
)

// Digamma returns ψ(x) = d/dx log Γ(x).
//
// It is NaN at the poles 0, -1, -2, ..., and at -Inf; +Inf at +Inf. Relative error
// is a few ulp for x > 0, the zero at 1.4616 included. For x < 0 reflection makes
// the error absolute near the zeros, of which there is one between each two poles.
//
//	ψ(x) = log x - 1/(2x) - Σ B_2k/(2k·x^2k)   x large   (DLMF 5.11.2)
//	ψ(x) = ψ(x+1) - 1/x                                  (DLMF 5.5.2)
//	ψ(x) = ψ(1-x) - π/tan(πx)                            (DLMF 5.5.4)
func Digamma(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 1):
		return x
	case x == math.Floor(x) && x <= 0:
		return math.NaN()
	case x < 0:
		// x - round(x) is exact and tan has period π.
		return Digamma(1-x) - math.Pi/math.Tan(math.Pi*(x-math.Round(x)))
	}
	if h := (x - digammaRootHi) - digammaRootLo; math.Abs(h) < 0.5 {
		return digammaDiff(digammaRootHi, h)
	}
	shift := 0.0
	for x < stirlingMin {
		shift += 1 / x
		x++
	}
	return Log(x) - logMinusDigamma(x) - shift
}

// stirlingMin is the argument from which eight terms of Stirling's series give
// full precision: the ninth is below 2e-19 at 12.
const stirlingMin = 12

// bernoulli holds B_2k/(2k), k = 1, 2, ..., 8 (DLMF 24.2).
var bernoulli = [...]float64{
	1. / 12, -1. / 120, 1. / 252, -1. / 240, 1. / 132, -691. / 32760, 1. / 12, -3617. / 8160,
}

// logMinusDigamma returns log(z) - ψ(z) > 0, z > 0, about 1/(2z) for large z,
// where the subtraction would lose everything.
func logMinusDigamma(z float64) float64 {
	if z < stirlingMin {
		return Log(z) - Digamma(z)
	}
	r := 1 / z / z
	sum := 0.0
	for k := len(bernoulli) - 1; k >= 0; k-- {
		sum = r * (bernoulli[k] + sum)
	}
	return 0.5/z + sum
}

// digammaDiff returns ψ(z+h) - ψ(z) for z > 0 and z+h > 0, with relative
// precision however small h is. Every part of Digamma's formula is differenced
// in closed form:
//
//	1/z - 1/(z+h)       = h/(z·(z+h))
//	log(z+h) - log(z)   = log1p(h/z)
//	p^(k+1) - q^(k+1)   = p·(p^k - q^k) + q^k·(p - q),   p = z⁻², q = (z+h)⁻²
func digammaDiff(z, h float64) float64 {
	sum := 0.0
	for z < stirlingMin || z+h < stirlingMin {
		sum += h / (z + h) / z
		z++
	}
	p, q := 1/z/z, 1/(z+h)/(z+h)
	step := h / z / (z + h) * (1/z + 1/(z+h)) // p - q
	diff, qk := step, q
	for _, b := range bernoulli {
		sum += b * diff
		diff = p*diff + qk*step
		qk *= q
	}
	return sum + h/z/(z+h)/2 + math.Log1p(h/z)
}

// gammaStar returns Γ(a)/(sqrt(2π/a)·(a/e)^a), a > 0: Γ over its leading Stirling
// approximation, 1 + 1/(12a) + ... for large a (DLMF 5.11.3).
func gammaStar(a float64) float64 {
	if a < stirlingMin {
		return math.Gamma(1+a) * math.Exp(a) * Pow(a, -0.5-a) / math.Sqrt(2*math.Pi)
	}
	r := 1 / a / a
	sum := 0.0
	for k := len(bernoulli) - 1; k >= 0; k-- {
		sum = bernoulli[k]/float64(2*k+1) + r*sum
	}
	return math.Exp(sum / a)
}

// Polygamma returns the nth derivative of ψ at x; n = 0 is Digamma.
//
// At x = 0 and the negative integers it is +Inf for odd n and NaN for even n,
// where the two sides disagree. It is 0 at +Inf, NaN at -Inf and for n < 0.
//
//	ψ_n(x) = (-1)^(n+1)·n!·ζ(n+1, x)                        (DLMF 25.11.12)
//	ψ_n(x) = (-1)^n·ψ_n(1-x) - dⁿ/dxⁿ π·cot(πx),  x < 0     (DLMF 5.15.6)
func Polygamma(n int, x float64) float64 {
	switch {
	case n == 0:
		return Digamma(x)
	case n < 0 || math.IsNaN(x) || math.IsInf(x, -1):
		return math.NaN()
	case math.IsInf(x, 1):
		return 0
	case x <= 0 && x == math.Floor(x):
		if n%2 == 1 {
			return math.Inf(1)
		}
		return math.NaN()
	case x < 0:
		return alternate(n, Polygamma(n, 1-x)) - cotDerivative(n, x)
	}
	return -alternate(n, factorialZeta(n, x))
}

// alternate returns (-1)^n·y.
func alternate(n int, y float64) float64 {
	if n%2 == 1 {
		return -y
	}
	return y
}

// factorialZeta returns n!·ζ(n+1, x) for x > 0, as n!/x^(n+1) times a sum near 1 that
// neither overflows nor underflows: direct terms, then Euler and Maclaurin,
//
//	x^s·ζ(s, x) = Σ_{k<m} (x/(x+k))^s
//	            + (x/w)^s·(w/(s-1) + 1/2 + Σ B_2k/(2k)!·s(s+1)...(s+2k-2)/w^(2k-1))
//
// with w = x+m (DLMF 25.11.28). Eight terms suffice from w = 12 + 2s. Below it m stays
// under 100, since (1 + m/x)^-s is then negligible; the bound on m is for an x so large
// that x+1 = x.
func factorialZeta(n int, x float64) float64 {
	s := float64(n) + 1
	sum, ratio, w := 0.0, 1.0, x
	for m := 0; w < stirlingMin+2*s && ratio > 1e-18*sum && m < 200; m++ {
		sum += ratio
		w++
		ratio = Pow(x/w, s)
	}
	if ratio > 1e-18*sum {
		term, rest := s/w, w/(s-1)+0.5
		for k, b := range bernoulli {
			rest += b * term
			m := float64(2*k + 1)
			term *= (s + m) / w / (m + 1) * (s + m + 1) / w / (m + 2)
		}
		sum += ratio * rest
	}
	return factorialOverPower(n, x) * sum
}

// factorialOverPower returns n!/x^(n+1).
func factorialOverPower(n int, x float64) float64 {
	s := float64(n) + 1
	if n <= 170 { // the power in two parts, either of which may approach overflow
		h := math.Floor(s / 2)
		return math.Gamma(s) / Pow(x, h) / Pow(x, s-h)
	}
	return math.Exp(Lgamma(s) - s*Log(x))
}

// cotDerivative returns dⁿ/dxⁿ π·cot(πx) as a polynomial in c = cot(πx), by
// d/dx p(c) = -π·(1+c²)·p'(c). Orders whose coefficients overflow give NaN.
func cotDerivative(n int, x float64) float64 {
	if n > 140 {
		return math.NaN()
	}
	p := []float64{0, math.Pi}
	for range n {
		next := make([]float64, len(p)+1)
		for k := 1; k < len(p); k++ {
			d := -math.Pi * float64(k) * p[k]
			next[k-1] += d
			next[k+1] += d
		}
		p = next
	}
	c := 1 / math.Tan(math.Pi*(x-math.Round(x)))
	y := 0.0
	for k := len(p) - 1; k >= 0; k-- {
		y = y*c + p[k]
	}
	return y
}
