package special

import "math"

// expRem returns exp(s) - 1 - s ≥ 0 with small relative error for every s.
//
//	exp(s) - 1 - s = s²/2 · (1 + s/3 · (1 + s/4 · (1 + ...)))
func expRem(s float64) float64 {
	if math.Abs(s) > 1 {
		return math.Expm1(s) - s
	}
	// At |s| = 1 the first term left out, 2/19!, is below 2e-17.
	sum := 1.0
	for k := 18.0; k > 2; k-- {
		sum = 1 + s/k*sum
	}
	return s * s / 2 * sum
}

// logRem returns u - log(1+u) ≥ 0 with small relative error for every u > -1.
//
//	u - log(1+u) = u·r - 2r³·(1/3 + r²/5 + r⁴/7 + ...), r = u/(2+u),
//
// which is log(1+u) = 2·atanh(r) with the linear terms merged, u - 2r = u·r.
func logRem(u float64) float64 {
	switch {
	case math.IsInf(u, 1):
		return u
	case u < -0.5 || u > 1:
		return u - math.Log1p(u)
	}
	// |r| ≤ 1/3 on this range, so the first term left out is below 1e-17.
	r := u / (2 + u)
	r2 := r * r
	sum := 0.0
	for k := 35.0; k > 1; k -= 2 {
		sum = 1/k + r2*sum
	}
	return u*r - 2*r*r2*sum
}

// twoSum returns fl(x+y) and its rounding error (Knuth, TAOCP vol. 2, 4.2.2).
func twoSum(x, y float64) (sum, err float64) {
	sum = x + y
	z := sum - x
	return sum, (x - (sum - z)) + (y - z)
}

// meanGap returns a - (a+b)·x, exact but for one final rounding. It measures how
// far x lies below the mean of Beta(a, b), where plain arithmetic would cancel.
func meanGap(a, b, x float64) float64 {
	ax, bx := float64(a*x), float64(b*x) // rounded: what is not converted may become part of an FMA
	axErr, bxErr := math.FMA(a, x, -ax), math.FMA(b, x, -bx)
	gap, e1 := twoSum(a, -ax)
	gap, e2 := twoSum(gap, -bx)
	return gap + (e1 + e2 - axErr - bxErr)
}
