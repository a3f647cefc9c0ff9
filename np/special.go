package np

import "github.com/phlox-ppl/phlox/prim"

// Erf returns the error function, elementwise.
func Erf[A Value](x A) Array { return unary(Of(x), prim.Erf) }

// Erfc returns 1 - erf x, elementwise.
func Erfc[A Value](x A) Array { return unary(Of(x), prim.Erfc) }

// Erfinv returns the inverse of Erf, elementwise.
func Erfinv[A Value](x A) Array { return unary(Of(x), prim.Erfinv) }

// Ndtri returns the quantile function of the standard normal distribution, elementwise.
func Ndtri[A Value](x A) Array { return unary(Of(x), prim.Ndtri) }

// LogNdtr returns the log of the standard normal distribution function, elementwise.
func LogNdtr[A Value](x A) Array { return unary(Of(x), prim.LogNdtr) }

// Lgamma returns log |Γ(x)|, elementwise.
func Lgamma[A Value](x A) Array { return unary(Of(x), prim.Lgamma) }

// Digamma returns ψ(x), the derivative of Lgamma, elementwise.
func Digamma[A Value](x A) Array { return unary(Of(x), prim.Digamma) }

// I0e returns e^-|x| I₀(x), elementwise.
func I0e[A Value](x A) Array { return unary(Of(x), prim.I0e) }

// I1e returns e^-|x| I₁(x), elementwise.
func I1e[A Value](x A) Array { return unary(Of(x), prim.I1e) }

// Polygamma returns the n-th derivative of Digamma, elementwise.
func Polygamma[A Value](n int, x A) Array {
	if n == 0 {
		return Digamma(x)
	}
	return unary(Of(x), func(v prim.Value) prim.Value { return prim.PolygammaN(n, v) })
}

// Trigamma returns the derivative of Digamma, elementwise.
func Trigamma[A Value](x A) Array { return Polygamma(1, x) }

// Ndtr returns the standard normal distribution function erfc(-x/√2)/2, elementwise.
func Ndtr[A Value](x A) Array { return Mul(Erfc(Mul(x, -sqrtHalf)), 0.5) }

const sqrtHalf = 0.707106781186547524400844362104849039

// Logit returns log(x/(1-x)), elementwise.
func Logit[A Value](x A) Array { return Log(x).Sub(Log1p(Neg(x))) }

// Igamma returns the regularized lower incomplete gamma function P(x, y) with shape x, elementwise.
func Igamma[A, B Value](x A, y B) Array { return binaryFloat(Of(x), Of(y), prim.Igamma) }

// Igammac returns 1 - P(x, y), elementwise.
func Igammac[A, B Value](x A, y B) Array { return binaryFloat(Of(x), Of(y), prim.Igammac) }

// IgammaInv returns the z with P(x, z) = y, elementwise.
func IgammaInv[A, B Value](x A, y B) Array { return binaryFloat(Of(x), Of(y), prim.IgammaInv) }

// RandomGammaGrad returns the derivative in the shape x of a Gamma(x, 1) variate y at a fixed quantile, elementwise.
func RandomGammaGrad[A, B Value](x A, y B) Array {
	return binaryFloat(Of(x), Of(y), prim.RandomGammaGrad)
}

// Betainc returns the regularized incomplete beta function I_x(a, b).
func Betainc[A, B, C Value](a A, b B, x C) Array { return ternary(Of(a), Of(b), Of(x), prim.Betainc) }

// BetaincInv returns the x with I_x(a, b) = p.
func BetaincInv[A, B, C Value](a A, b B, p C) Array {
	return ternary(Of(a), Of(b), Of(p), prim.BetaincInv)
}
