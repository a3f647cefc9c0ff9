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

// Floor returns the greatest integer not above x, elementwise; integers as they are.
func Floor[A Value](x A) Array { return rounded(Of(x), prim.Floor) }

// Ceil returns the least integer not below x, elementwise; integers as they are.
func Ceil[A Value](x A) Array { return rounded(Of(x), prim.Ceil) }

// Round returns the nearest integer, ties to even, elementwise; integers as they are.
func Round[A Value](x A) Array { return rounded(Of(x), prim.Round) }

func rounded(x Array, f func(prim.Value) prim.Value) Array {
	if x.DType().IsInt() {
		return x
	}
	return unary(x, f)
}

// Neg returns -x, elementwise.
func Neg[A Value](x A) Array { return unaryAny(Of(x), prim.Neg) }

// Abs returns |x|, elementwise.
func Abs[A Value](x A) Array {
	if y := Of(x); y.DType().IsUnsigned() {
		return y
	}
	return unaryAny(Of(x), prim.Abs)
}

// Sign returns -1, 0 or 1, elementwise; NaN of NaN.
func Sign[A Value](x A) Array {
	if y := Of(x); y.DType().IsUnsigned() {
		return y.Minimum(1)
	}
	return unaryAny(Of(x), prim.Sign)
}

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

// StopGradient returns x as a constant to differentiation.
func StopGradient(x Array) Array { return Array{prim.StopGradientOf(operand(x).v), x.weak} }
