package np

import "math"

// NdtriExp returns the x with log Φ(x) = y, the inverse of LogNdtr, elementwise: where e^y underflows or
// rounds to 1 too, which Ndtri(Exp(y)) cannot. It is NaN for y > 0.
func NdtriExp[A Value](y A) Array {
	// The quantile is that of the upper tail above upper, that of e^y down to far, and found by Newton's method
	// below: e^y loses digits there, and underflows at -103 in float32.
	const upper, far = -math.Ln2, -5
	v := Of(y)
	right := Ndtri(Expm1(v.Maximum(upper)).Neg()).Neg()
	middle := v.Ge(far).And(v.Le(upper))
	left := Ndtri(Where(middle, v, upper).Exp())
	return Where(v.Gt(upper), right, Where(middle, left, ndtriTail(v.Minimum(far)).Neg()))
}

// ndtriTail returns the z with log Φ(-z) = y <= -5. Newton's method starts at the leading terms of log Φ(-z) =
// -z²/2 - log(z√(2π)) - ..., wrong by 0.1 at most. Derivatives see the last step only, which gives dz = -dy/h.
func ndtriTail(y Array) Array {
	target := StopGradient(y)
	square := target.Mul(-2)
	z := square.Sub(square.Mul(2 * math.Pi).Log()).Sqrt()
	for range 4 {
		z = z.Add(LogNdtr(z.Neg()).Sub(target).Div(normalHazard(z)))
	}
	z = StopGradient(z)
	return z.Add(LogNdtr(z.Neg()).Sub(y).Div(normalHazard(z)))
}

// normalHazard returns h(z) = φ(z)/Φ(-z), z > 2. Where the quotient of the small numbers would lose digits,
// it is the lower bound (3z + √(z²+8))/4, which is off by 2/z⁶. Sampford, "Some inequalities on Mill's ratio
// and related functions", Annals of Mathematical Statistics 24 (1953).
func normalHazard(z Array) Array {
	const logSqrtTwoPi = 0.918938533204672741780329736405617640
	quotient := z.Square().Mul(-0.5).Sub(logSqrtTwoPi).Sub(LogNdtr(z.Neg())).Exp()
	bound := z.Mul(3).Add(z.Square().Add(8).Sqrt()).Div(4)
	return Where(z.Lt(30), quotient, bound)
}
