package prim

import "github.com/phlox-ppl/phlox/ir"

// These functions apply one row of the elementwise table each.

// Neg returns -x.
func Neg(x Value) Value { return ir.Bind1(opNeg, x) }

// Abs returns |x|.
func Abs(x Value) Value { return ir.Bind1(opAbs, x) }

// Sign returns -1, 0 or 1.
func Sign(x Value) Value { return ir.Bind1(opSign, x) }

// Floor returns the greatest integer <= x.
func Floor(x Value) Value { return ir.Bind1(opFloor, x) }

// Ceil returns the least integer >= x.
func Ceil(x Value) Value { return ir.Bind1(opCeil, x) }

// Round returns the nearest integer, ties to even.
func Round(x Value) Value { return ir.Bind1(opRound, x) }

// Sqrt returns √x.
func Sqrt(x Value) Value { return ir.Bind1(opSqrt, x) }

// Rsqrt returns 1/√x.
func Rsqrt(x Value) Value { return ir.Bind1(opRsqrt, x) }

// Square returns x².
func Square(x Value) Value { return ir.Bind1(opSquare, x) }

// Reciprocal returns 1/x.
func Reciprocal(x Value) Value { return ir.Bind1(opReciprocal, x) }

// Exp returns e^x.
func Exp(x Value) Value { return ir.Bind1(opExp, x) }

// Expm1 returns e^x - 1.
func Expm1(x Value) Value { return ir.Bind1(opExpm1, x) }

// Log returns log x.
func Log(x Value) Value { return ir.Bind1(opLog, x) }

// Log1p returns log(1+x).
func Log1p(x Value) Value { return ir.Bind1(opLog1p, x) }

// Logistic returns 1/(1+e^-x).
func Logistic(x Value) Value { return ir.Bind1(opLogistic, x) }

// Softplus returns log(1+e^x).
func Softplus(x Value) Value { return ir.Bind1(opSoftplus, x) }

// Sin returns sin x.
func Sin(x Value) Value { return ir.Bind1(opSin, x) }

// Cos returns cos x.
func Cos(x Value) Value { return ir.Bind1(opCos, x) }

// Tan returns tan x.
func Tan(x Value) Value { return ir.Bind1(opTan, x) }

// Asin returns arcsin x.
func Asin(x Value) Value { return ir.Bind1(opAsin, x) }

// Acos returns arccos x.
func Acos(x Value) Value { return ir.Bind1(opAcos, x) }

// Atan returns arctan x.
func Atan(x Value) Value { return ir.Bind1(opAtan, x) }

// Sinh returns sinh x.
func Sinh(x Value) Value { return ir.Bind1(opSinh, x) }

// Cosh returns cosh x.
func Cosh(x Value) Value { return ir.Bind1(opCosh, x) }

// Tanh returns tanh x.
func Tanh(x Value) Value { return ir.Bind1(opTanh, x) }

// Asinh returns arsinh x.
func Asinh(x Value) Value { return ir.Bind1(opAsinh, x) }

// Acosh returns arcosh x.
func Acosh(x Value) Value { return ir.Bind1(opAcosh, x) }

// Atanh returns artanh x.
func Atanh(x Value) Value { return ir.Bind1(opAtanh, x) }

// Erf returns the error function.
func Erf(x Value) Value { return ir.Bind1(opErf, x) }

// Erfc returns 1 - erf x.
func Erfc(x Value) Value { return ir.Bind1(opErfc, x) }

// Erfinv returns the inverse of erf.
func Erfinv(x Value) Value { return ir.Bind1(opErfinv, x) }

// Ndtri returns the quantile of the standard normal distribution.
func Ndtri(x Value) Value { return ir.Bind1(opNdtri, x) }

// LogNdtr returns the log of the standard normal distribution function.
func LogNdtr(x Value) Value { return ir.Bind1(opLogNdtr, x) }

// Lgamma returns log |Γ(x)|.
func Lgamma(x Value) Value { return ir.Bind1(opLgamma, x) }

// Digamma returns ψ(x) = Γ'(x)/Γ(x).
func Digamma(x Value) Value { return ir.Bind1(opDigamma, x) }

// I0e returns e^-|x| I0(x).
func I0e(x Value) Value { return ir.Bind1(opI0e, x) }

// I1e returns e^-|x| I1(x).
func I1e(x Value) Value { return ir.Bind1(opI1e, x) }

// Not returns the bits of x flipped, or the other truth value.
func Not(x Value) Value { return ir.Bind1(opNot, x) }

// Popcount returns the number of bits set.
func Popcount(x Value) Value { return ir.Bind1(opPopcount, x) }

// Add returns x + y.
func Add(x, y Value) Value { return ir.Bind1(opAdd, x, y) }

// Sub returns x - y.
func Sub(x, y Value) Value { return ir.Bind1(opSub, x, y) }

// Mul returns x y.
func Mul(x, y Value) Value { return ir.Bind1(opMul, x, y) }

// Div returns x / y; integers truncate toward zero.
func Div(x, y Value) Value { return ir.Bind1(opDiv, x, y) }

// FloorDiv returns ⌊x/y⌋.
func FloorDiv(x, y Value) Value { return ir.Bind1(opFloorDiv, x, y) }

// Mod returns x - y⌊x/y⌋, with the sign of y.
func Mod(x, y Value) Value { return ir.Bind1(opMod, x, y) }

// Pow returns x^y.
func Pow(x, y Value) Value { return ir.Bind1(opPow, x, y) }

// Max returns the greater; NaN if either is.
func Max(x, y Value) Value { return ir.Bind1(opMax, x, y) }

// Min returns the lesser; NaN if either is.
func Min(x, y Value) Value { return ir.Bind1(opMin, x, y) }

// Atan2 returns the angle of the point (y, x), x being the ordinate.
func Atan2(x, y Value) Value { return ir.Bind1(opAtan2, x, y) }

// Xlogy returns x log y, 0 where x = 0.
func Xlogy(x, y Value) Value { return ir.Bind1(opXlogy, x, y) }

// Xlog1py returns x log(1+y), 0 where x = 0.
func Xlog1py(x, y Value) Value { return ir.Bind1(opXlog1py, x, y) }

// LogAddExp returns log(e^x + e^y).
func LogAddExp(x, y Value) Value { return ir.Bind1(opLogAddExp, x, y) }

// Nextafter returns the float64 after x toward y.
func Nextafter(x, y Value) Value { return ir.Bind1(opNextafter, x, y) }

// Igamma returns P(x, y), the regularized lower incomplete gamma function with shape x.
func Igamma(x, y Value) Value { return ir.Bind1(opIgamma, x, y) }

// Igammac returns Q(x, y) = 1 - P(x, y).
func Igammac(x, y Value) Value { return ir.Bind1(opIgammac, x, y) }

// IgammaGradA returns the derivative of P(x, y) in x.
func IgammaGradA(x, y Value) Value { return ir.Bind1(opIgammaGradA, x, y) }

// RandomGammaGrad returns the derivative in the shape x of a Gamma(x, 1) variate y at a fixed quantile.
func RandomGammaGrad(x, y Value) Value { return ir.Bind1(opRandomGammaGrad, x, y) }

// IgammaInv returns the z with P(x, z) = y.
func IgammaInv(x, y Value) Value { return ir.Bind1(opIgammaInv, x, y) }

// And returns x & y.
func And(x, y Value) Value { return ir.Bind1(opAnd, x, y) }

// Or returns x | y.
func Or(x, y Value) Value { return ir.Bind1(opOr, x, y) }

// Xor returns x ^ y.
func Xor(x, y Value) Value { return ir.Bind1(opXor, x, y) }

// ShiftLeft returns x << y, 0 when y is the width or more.
func ShiftLeft(x, y Value) Value { return ir.Bind1(opShiftLeft, x, y) }

// ShiftRight returns x >> y.
func ShiftRight(x, y Value) Value { return ir.Bind1(opShiftRight, x, y) }

// Eq returns x = y.
func Eq(x, y Value) Value { return ir.Bind1(opEq, x, y) }

// Ne returns x ≠ y.
func Ne(x, y Value) Value { return ir.Bind1(opNe, x, y) }

// Lt returns x < y.
func Lt(x, y Value) Value { return ir.Bind1(opLt, x, y) }

// Le returns x ≤ y.
func Le(x, y Value) Value { return ir.Bind1(opLe, x, y) }

// Gt returns x > y.
func Gt(x, y Value) Value { return ir.Bind1(opGt, x, y) }

// Ge returns x ≥ y.
func Ge(x, y Value) Value { return ir.Bind1(opGe, x, y) }

// Betainc returns I_z(x, y), the regularized incomplete beta function with shapes x and y.
func Betainc(x, y, z Value) Value { return ir.Bind1(opBetainc, x, y, z) }

// BetaincGradA returns the derivative of I_z(x, y) in x.
func BetaincGradA(x, y, z Value) Value { return ir.Bind1(opBetaincGradA, x, y, z) }

// BetaincGradB returns the derivative of I_z(x, y) in y.
func BetaincGradB(x, y, z Value) Value { return ir.Bind1(opBetaincGradB, x, y, z) }

// BetaincInv returns the w with I_w(x, y) = z.
func BetaincInv(x, y, z Value) Value { return ir.Bind1(opBetaincInv, x, y, z) }
