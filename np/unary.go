package np

import "github.com/phlox-ppl/phlox/prim"

// unary applies f to x as floats: integers and bools are converted.
func unary(x Array, f func(prim.Value) prim.Value) Array {
	if !x.DType().IsFloat() {
		x = Array{prim.ConvertTo(operand(x).v, Float64), x.weak}
	}
	return Array{f(x.v), x.weak}
}

// unaryAny applies f to x in its own dtype; bools are converted to integers.
func unaryAny(x Array, f func(prim.Value) prim.Value) Array {
	if x.DType() == Bool {
		x = x.AsType(Int64)
	}
	return Array{f(operand(x).v), x.weak}
}

// Sqrt returns √x, elementwise.
func Sqrt[A Value](x A) Array { return unary(Of(x), prim.Sqrt) }

// Rsqrt returns 1/√x, elementwise.
func Rsqrt[A Value](x A) Array { return unary(Of(x), prim.Rsqrt) }

// Reciprocal returns 1/x, elementwise.
func Reciprocal[A Value](x A) Array { return unary(Of(x), prim.Reciprocal) }

// Exp returns e^x, elementwise.
func Exp[A Value](x A) Array { return unary(Of(x), prim.Exp) }

// Expm1 returns e^x - 1, elementwise.
func Expm1[A Value](x A) Array { return unary(Of(x), prim.Expm1) }

// Log returns log x, elementwise.
func Log[A Value](x A) Array { return unary(Of(x), prim.Log) }

// Log1p returns log(1+x), elementwise.
func Log1p[A Value](x A) Array { return unary(Of(x), prim.Log1p) }

// Logistic returns 1/(1+e^-x), elementwise.
func Logistic[A Value](x A) Array { return unary(Of(x), prim.Logistic) }

// Softplus returns log(1+e^x), elementwise.
func Softplus[A Value](x A) Array { return unary(Of(x), prim.Softplus) }

// Sin returns sin x, elementwise.
func Sin[A Value](x A) Array { return unary(Of(x), prim.Sin) }

// Cos returns cos x, elementwise.
func Cos[A Value](x A) Array { return unary(Of(x), prim.Cos) }

// Tan returns tan x, elementwise.
func Tan[A Value](x A) Array { return unary(Of(x), prim.Tan) }

// Asin returns arcsin x, elementwise.
func Asin[A Value](x A) Array { return unary(Of(x), prim.Asin) }

// Acos returns arccos x, elementwise.
func Acos[A Value](x A) Array { return unary(Of(x), prim.Acos) }

// Atan returns arctan x, elementwise.
func Atan[A Value](x A) Array { return unary(Of(x), prim.Atan) }

// Sinh returns sinh x, elementwise.
func Sinh[A Value](x A) Array { return unary(Of(x), prim.Sinh) }

// Cosh returns cosh x, elementwise.
func Cosh[A Value](x A) Array { return unary(Of(x), prim.Cosh) }

// Tanh returns tanh x, elementwise.
func Tanh[A Value](x A) Array { return unary(Of(x), prim.Tanh) }

// Asinh returns arsinh x, elementwise.
func Asinh[A Value](x A) Array { return unary(Of(x), prim.Asinh) }

// Acosh returns arcosh x, elementwise.
func Acosh[A Value](x A) Array { return unary(Of(x), prim.Acosh) }

// Atanh returns artanh x, elementwise.
func Atanh[A Value](x A) Array { return unary(Of(x), prim.Atanh) }

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

// Floor returns the greatest integer not above x, elementwise.
func Floor[A Value](x A) Array { return unary(Of(x), prim.Floor) }

// Ceil returns the least integer not below x, elementwise.
func Ceil[A Value](x A) Array { return unary(Of(x), prim.Ceil) }

// Round returns the nearest integer, ties to even, elementwise.
func Round[A Value](x A) Array { return unary(Of(x), prim.Round) }

// Neg returns -x, elementwise.
func Neg[A Value](x A) Array { return unaryAny(Of(x), prim.Neg) }

// Abs returns |x|, elementwise.
func Abs[A Value](x A) Array { return unaryAny(Of(x), prim.Abs) }

// Sign returns -1, 0 or 1, elementwise.
func Sign[A Value](x A) Array { return unaryAny(Of(x), prim.Sign) }

// Square returns x², elementwise.
func Square[A Value](x A) Array { return unaryAny(Of(x), prim.Square) }

// Exp returns e^x, elementwise.
func (x Array) Exp() Array { return Exp(x) }

// Log returns log x, elementwise.
func (x Array) Log() Array { return Log(x) }

// Sqrt returns √x, elementwise.
func (x Array) Sqrt() Array { return Sqrt(x) }

// Square returns x², elementwise.
func (x Array) Square() Array { return Square(x) }

// Neg returns -x, elementwise.
func (x Array) Neg() Array { return Neg(x) }

// Abs returns |x|, elementwise.
func (x Array) Abs() Array { return Abs(x) }

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

// IsNaN reports which elements are NaN.
func IsNaN(x Array) Array { return x.Ne(x) }

// IsFinite reports which elements are neither infinite nor NaN.
func IsFinite(x Array) Array {
	if !x.DType().IsFloat() {
		return FullOf(Bool, x.Shape(), 1)
	}
	return Abs(x).Lt(inf)
}

// Not returns the opposite truth values, or integers with all bits flipped.
func (x Array) Not() Array { return Array{v: prim.Not(operand(x).v)} }

// Popcount returns the number of bits set in each integer.
func Popcount(x Array) Array { return Array{v: prim.Popcount(operand(x).v)} }

// StopGradient returns x as a constant to differentiation.
func StopGradient(x Array) Array { return Array{prim.StopGradientOf(operand(x).v), x.weak} }

// Bitcast reads the bits of x as another dtype of the same width.
func Bitcast(x Array, d DType) Array { return Array{v: prim.BitcastTo(operand(x).v, d)} }
