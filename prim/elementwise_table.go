package prim

import (
	"math"
	"math/bits"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/special"
)

// The elementwise ops, by row.
const (
	opNeg Elementwise = iota
	opAbs
	opSign
	opFloor
	opCeil
	opRound
	opSqrt
	opRsqrt
	opSquare
	opReciprocal
	opExp
	opExpm1
	opLog
	opLog1p
	opLogistic
	opSoftplus
	opSin
	opCos
	opTan
	opAsin
	opAcos
	opAtan
	opSinh
	opCosh
	opTanh
	opAsinh
	opAcosh
	opAtanh
	opErf
	opErfc
	opErfinv
	opNdtri
	opLogNdtr
	opLgamma
	opDigamma
	opI0e
	opI1e
	opNot
	opPopcount
	opAdd
	opSub
	opMul
	opDiv
	opFloorDiv
	opMod
	opPow
	opMax
	opMin
	opAtan2
	opXlogy
	opXlog1py
	opLogAddExp
	opNextafter
	opIgamma
	opIgammac
	opIgammaGradA
	opRandomGammaGrad
	opIgammaInv
	opAnd
	opOr
	opXor
	opShiftLeft
	opShiftRight
	opEq
	opNe
	opLt
	opLe
	opGt
	opGe
	opBetainc
	opBetaincGradA
	opBetaincGradB
	opBetaincInv
	numElementwise
)

// deriv is a rule for one operand; rules are those of all operands.
type (
	deriv = func(x []Value, y, dx Value) Value
	rules = []deriv
)

// unary adapts a rule of an op with one operand.
func unary(d func(x, y, dx Value) Value) rules {
	return rules{func(x []Value, y, dx Value) Value { return d(x[0], y, dx) }}
}

// only is the transpose rule of an op of one operand, linear in it.
func only(t func(ct Value) Value) func(ct Value, x []Value, i int) Value {
	return func(ct Value, _ []Value, _ int) Value { return t(ct) }
}

const (
	twoOverSqrtPi = 2 / math.SqrtPi
	halfSqrtPi    = math.SqrtPi / 2
	sqrtTwoPi     = 2.50662827463100050241576528481104525 // sqrt(2 pi)
	logSqrtTwoPi  = 0.918938533204672741780329736405617640
)

var elementwise = [numElementwise]row{
	opNeg: {name: "neg", on: onReal, f1: func(x float64) float64 { return -x }, i1: func(x int64) int64 { return -x },
		d: unary(func(x, y, dx Value) Value { return Neg(dx) }), t: only(Neg)},
	opAbs: {name: "abs", on: onFloat | onSigned, f1: math.Abs, i1: func(x int64) int64 { return max(x, -x) },
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Sign(x)) })},
	opSign: {name: "sign", on: onFloat | onSigned, f1: sign, i1: func(x int64) int64 { return max(-1, min(1, x)) }},

	// Piecewise constant: their derivative is zero.
	opFloor: {name: "floor", on: onFloat, f1: math.Floor},
	opCeil:  {name: "ceil", on: onFloat, f1: math.Ceil},
	opRound: {name: "round", on: onFloat, f1: math.RoundToEven},

	opSqrt: {name: "sqrt", on: onFloat, f1: math.Sqrt,
		d: unary(func(x, y, dx Value) Value { return Div(dx, Mul(y, Like(y, 2))) })},
	opRsqrt: {name: "rsqrt", on: onFloat, f1: func(x float64) float64 { return 1 / math.Sqrt(x) }, // -y/(2x)
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Div(Mul(y, Like(y, -0.5)), x)) })},
	opSquare: {name: "square", on: onReal, f1: func(x float64) float64 { return x * x }, i1: func(x int64) int64 { return x * x },
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Mul(x, Like(x, 2))) })},
	opReciprocal: {name: "reciprocal", on: onFloat, f1: func(x float64) float64 { return 1 / x }, // -y²
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Neg(Square(y))) })},

	opExp: {name: "exp", on: onFloat, f1: special.Exp,
		d: unary(func(x, y, dx Value) Value { return Mul(dx, y) })},
	opExpm1: {name: "expm1", on: onFloat, f1: math.Expm1, // e^x = y + 1
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Add(y, Like(y, 1))) })},
	opLog: {name: "log", on: onFloat, f1: special.Log,
		d: unary(func(x, y, dx Value) Value { return Div(dx, x) })},
	opLog1p: {name: "log1p", on: onFloat, f1: math.Log1p,
		d: unary(func(x, y, dx Value) Value { return Div(dx, Add(x, Like(x, 1))) })},
	opLogistic: {name: "logistic", on: onFloat, f1: special.Logistic, // y(1-y)
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Mul(y, Logistic(Neg(x)))) })},
	opSoftplus: {name: "softplus", on: onFloat, f1: special.Softplus, // log(1+e^x)
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Logistic(x)) })},

	opSin: {name: "sin", on: onFloat, f1: math.Sin,
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Cos(x)) })},
	opCos: {name: "cos", on: onFloat, f1: math.Cos,
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Neg(Sin(x))) })},
	opTan: {name: "tan", on: onFloat, f1: math.Tan, // 1 + y²
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Add(Square(y), Like(y, 1))) })},
	opAsin: {name: "asin", on: onFloat, f1: math.Asin, // 1/sqrt(1-x²)
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Rsqrt(oneMinusSquare(x))) })},
	opAcos: {name: "acos", on: onFloat, f1: math.Acos,
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Neg(Rsqrt(oneMinusSquare(x)))) })},
	opAtan: {name: "atan", on: onFloat, f1: math.Atan, // 1/(1+x²)
		d: unary(func(x, y, dx Value) Value { return Div(dx, Add(Square(x), Like(x, 1))) })},
	opSinh: {name: "sinh", on: onFloat, f1: special.Sinh,
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Cosh(x)) })},
	opCosh: {name: "cosh", on: onFloat, f1: special.Cosh,
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Sinh(x)) })},
	opTanh: {name: "tanh", on: onFloat, f1: math.Tanh, // 1 - y²
		d: unary(func(x, y, dx Value) Value { return Mul(dx, oneMinusSquare(y)) })},
	opAsinh: {name: "asinh", on: onFloat, f1: math.Asinh, // 1/sqrt(x²+1)
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Rsqrt(Add(Square(x), Like(x, 1)))) })},
	opAcosh: {name: "acosh", on: onFloat, f1: math.Acosh, // 1/sqrt((x-1)(x+1))
		d: unary(func(x, y, dx Value) Value {
			return Mul(dx, Rsqrt(Mul(Sub(x, Like(x, 1)), Add(x, Like(x, 1)))))
		})},
	opAtanh: {name: "atanh", on: onFloat, f1: math.Atanh, // 1/(1-x²)
		d: unary(func(x, y, dx Value) Value { return Div(dx, oneMinusSquare(x)) })},

	opErf: {name: "erf", on: onFloat, f1: math.Erf, // 2/√π e^{-x²}
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Mul(Exp(Neg(Square(x))), Like(x, twoOverSqrtPi))) })},
	opErfc: {name: "erfc", on: onFloat, f1: math.Erfc,
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Mul(Exp(Neg(Square(x))), Like(x, -twoOverSqrtPi))) })},
	opErfinv: {name: "erfinv", on: onFloat, f1: math.Erfinv, // √π/2 e^{y²}
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Mul(Exp(Square(y)), Like(y, halfSqrtPi))) })},
	opNdtri: {name: "ndtri", on: onFloat, f1: special.Ndtri, // √(2π) e^{y²/2}
		d: unary(func(x, y, dx Value) Value {
			return Mul(dx, Mul(Exp(Mul(Square(y), Like(y, 0.5))), Like(y, sqrtTwoPi)))
		})},
	opLogNdtr: {name: "log_ndtr", on: onFloat, f1: special.LogNdtr, // φ(x)/Φ(x) = exp(-x²/2 - log√(2π) - y)
		d: unary(func(x, y, dx Value) Value {
			return Mul(dx, Exp(Sub(Mul(Square(x), Like(x, -0.5)), Add(y, Like(y, logSqrtTwoPi)))))
		})},
	opLgamma: {name: "lgamma", on: onFloat, f1: special.Lgamma,
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Digamma(x)) })},
	opDigamma: {name: "digamma", on: onFloat, f1: special.Digamma,
		d: unary(func(x, y, dx Value) Value { return Mul(dx, PolygammaN(1, x)) })},
	opI0e: {name: "i0e", on: onFloat, f1: special.I0e, // i1e(x) - sign(x) y
		d: unary(func(x, y, dx Value) Value { return Mul(dx, Sub(I1e(x), Mul(Sign(x), y))) })},
	opI1e: {name: "i1e", on: onFloat, f1: special.I1e, // i0e(x) - y (sign(x) + 1/x), 1/2 at 0
		d: unary(func(x, y, dx Value) Value {
			zero := Eq(x, Like(x, 0))
			safe := Select(zero, Like(x, 1), x)
			slope := Sub(I0e(x), Mul(y, Add(Sign(x), Reciprocal(safe))))
			return Mul(dx, Select(zero, Like(x, 0.5), slope))
		})},

	opNot: {name: "not", on: onBits, w1: func(x uint64, bits int) uint64 {
		if bits == 8 { // bool
			return x ^ 1
		}
		return ^x
	}},
	opPopcount: {name: "popcount", on: onInt, w1: func(x uint64, width int) uint64 {
		return uint64(bits.OnesCount64(x << (64 - width)))
	}},

	opAdd: {name: "add", on: onReal,
		f2: func(x, y float64) float64 { return x + y }, i2: func(x, y int64) int64 { return x + y },
		d: rules{pass, pass},
		t: func(ct Value, _ []Value, _ int) Value { return ct }},
	opSub: {name: "sub", on: onReal,
		f2: func(x, y float64) float64 { return x - y }, i2: func(x, y int64) int64 { return x - y },
		d: rules{pass, func(_ []Value, _, dx Value) Value { return Neg(dx) }},
		t: func(ct Value, _ []Value, i int) Value {
			if i == 1 {
				return Neg(ct)
			}
			return ct
		}},
	opMul: {name: "mul", on: onReal,
		f2: func(x, y float64) float64 { return x * y }, i2: func(x, y int64) int64 { return x * y },
		d: rules{
			func(x []Value, _, dx Value) Value { return Mul(dx, x[1]) },
			func(x []Value, _, dx Value) Value { return Mul(x[0], dx) }},
		t: func(ct Value, x []Value, i int) Value { return Mul(ct, x[1-i]) }},
	opDiv: {name: "div", on: onReal, // -y/x1 for the denominator
		f2: func(x, y float64) float64 { return x / y }, i2: quotient, u2: quotientU,
		d: rules{
			func(x []Value, _, dx Value) Value { return Div(dx, x[1]) },
			func(x []Value, y, dx Value) Value { return Mul(dx, Neg(Div(y, x[1]))) }},
		t: func(ct Value, x []Value, i int) Value { return Div(ct, x[1]) }},
	opFloorDiv: {name: "floordiv", on: onReal,
		f2: floatFloorDiv, i2: floorDiv, u2: quotientU},
	opMod: {name: "mod", on: onReal, // the sign of the divisor, as in Python; x - y floor(x/y)
		f2: floatMod, i2: intMod, u2: func(x, y uint64) uint64 {
			if y == 0 {
				return 0
			}
			return x % y
		},
		d: rules{pass, func(x []Value, _, dx Value) Value { return Mul(dx, Neg(FloorDiv(x[0], x[1]))) }}},
	opPow: {name: "pow", on: onFloat,
		f2: special.Pow,
		d: rules{
			func(x []Value, _, dx Value) Value { // b a^(b-1), 0 where b = 0
				zero := Eq(x[1], Like(x[1], 0))
				b := Select(zero, Like(x[1], 1), x[1])
				slope := Mul(b, Pow(x[0], Sub(b, Like(b, 1))))
				return Mul(dx, Select(zero, Like(x[1], 0), slope))
			},
			func(x []Value, y, dx Value) Value { // a^b log a, 0 where a = 0
				zero := Eq(x[0], Like(x[0], 0))
				logA := Select(zero, Like(x[0], 0), Log(Select(zero, Like(x[0], 1), x[0])))
				return Mul(dx, Mul(y, logA))
			}}},
	opMax: {name: "max", on: onAll,
		f2: maxNaN, i2: func(x, y int64) int64 { return max(x, y) }, u2: func(x, y uint64) uint64 { return max(x, y) },
		d: rules{
			func(x []Value, _, dx Value) Value { return Mul(dx, winner(Gt(x[0], x[1]), x)) },
			func(x []Value, _, dx Value) Value { return Mul(dx, winner(Gt(x[1], x[0]), x)) }}},
	opMin: {name: "min", on: onAll,
		f2: minNaN, i2: func(x, y int64) int64 { return min(x, y) }, u2: func(x, y uint64) uint64 { return min(x, y) },
		d: rules{
			func(x []Value, _, dx Value) Value { return Mul(dx, winner(Lt(x[0], x[1]), x)) },
			func(x []Value, _, dx Value) Value { return Mul(dx, winner(Lt(x[1], x[0]), x)) }}},
	opAtan2: {name: "atan2", on: onFloat, f2: math.Atan2, // (x dy - y dx)/(x²+y²), operands (y, x)
		d: rules{
			func(x []Value, _, dx Value) Value { return Mul(dx, Div(x[1], sumSquares(x))) },
			func(x []Value, _, dx Value) Value { return Mul(dx, Neg(Div(x[0], sumSquares(x)))) }}},
	opXlogy: {name: "xlogy", on: onFloat, f2: special.Xlogy, // x log y, 0 at x = 0
		d: rules{
			func(x []Value, _, dx Value) Value { return Mul(dx, Log(x[1])) },
			func(x []Value, _, dx Value) Value { return Mul(dx, share(x[0], x[1])) }}},
	opXlog1py: {name: "xlog1py", on: onFloat, f2: special.Xlog1py,
		d: rules{
			func(x []Value, _, dx Value) Value { return Mul(dx, Log1p(x[1])) },
			func(x []Value, _, dx Value) Value { return Mul(dx, share(x[0], Add(x[1], Like(x[1], 1)))) }}},
	opLogAddExp: {name: "logaddexp", on: onFloat, f2: special.LogAddExp, // e^(x-y), 0 where both are -Inf
		d: rules{
			func(x []Value, y, dx Value) Value { return Mul(dx, weightIn(x[0], y)) },
			func(x []Value, y, dx Value) Value { return Mul(dx, weightIn(x[1], y)) }}},
	opNextafter: {name: "nextafter", on: onFloat, f2: math.Nextafter, g2: math.Nextafter32,
		d: rules{pass, nil}},

	// Regularized incomplete gamma P(a,x): dP/dx = x^(a-1) e^-x / Γ(a).
	opIgamma: {name: "igamma", on: onFloat, f2: special.Igamma,
		d: rules{
			func(x []Value, _, dx Value) Value { return Mul(dx, IgammaGradA(x[0], x[1])) },
			func(x []Value, _, dx Value) Value { return Mul(dx, gammaDensity(x[0], x[1])) }}},
	opIgammac: {name: "igammac", on: onFloat, f2: special.Igammac,
		d: rules{
			func(x []Value, _, dx Value) Value { return Mul(dx, Neg(IgammaGradA(x[0], x[1]))) },
			func(x []Value, _, dx Value) Value { return Mul(dx, Neg(gammaDensity(x[0], x[1]))) }}},
	opIgammaGradA: {name: "igamma_grad_a", on: onFloat, f2: special.IgammaGradA,
		d: rules{
			second("igamma_grad_a", "a"),
			func(x []Value, _, dx Value) Value { // d²P/dadx = p(x) (log x - ψ(a))
				return Mul(dx, Mul(gammaDensity(x[0], x[1]), Sub(Log(x[1]), Digamma(x[0]))))
			}}},
	// The derivative in a of a Gamma(a,1) variate x held at its quantile.
	opRandomGammaGrad: {name: "random_gamma_grad", on: onFloat, f2: special.RandomGammaGrad,
		d: rules{second("random_gamma_grad", "a"), second("random_gamma_grad", "x")}},
	// x with P(a,x) = p: dx/dp = 1/p(x), dx/da = random_gamma_grad.
	opIgammaInv: {name: "igamma_inv", on: onFloat, f2: special.IgammaInv,
		d: rules{
			func(x []Value, y, dx Value) Value { return Mul(dx, RandomGammaGrad(x[0], y)) },
			func(x []Value, y, dx Value) Value { return Div(dx, gammaDensity(x[0], y)) }}},

	opAnd: {name: "and", on: onBits, i2: func(x, y int64) int64 { return x & y }},
	opOr:  {name: "or", on: onBits, i2: func(x, y int64) int64 { return x | y }},
	opXor: {name: "xor", on: onBits, i2: func(x, y int64) int64 { return x ^ y }},
	opShiftLeft: {name: "shift_left", on: onInt, w2: func(x, y int64, bits int) int64 {
		if uint64(y) >= uint64(bits) {
			return 0
		}
		return x << y
	}},
	// Fills with the sign for signed dtypes, with zeros for unsigned ones.
	opShiftRight: {name: "shift_right", on: onInt, w2: func(x, y int64, bits int) int64 {
		return x >> min(uint64(y), uint64(bits-1))
	}, u2: func(x, y uint64) uint64 { return x >> y }},

	opEq: {name: "eq", on: onAll, to: array.Bool,
		f2: func(x, y float64) float64 { return truth(x == y) }, i2: func(x, y int64) int64 { return truthInt(x == y) }},
	opNe: {name: "ne", on: onAll, to: array.Bool,
		f2: func(x, y float64) float64 { return truth(x != y) }, i2: func(x, y int64) int64 { return truthInt(x != y) }},
	opLt: {name: "lt", on: onReal, to: array.Bool,
		f2: func(x, y float64) float64 { return truth(x < y) }, i2: func(x, y int64) int64 { return truthInt(x < y) },
		u2: func(x, y uint64) uint64 { return uint64(truthInt(x < y)) }},
	opLe: {name: "le", on: onReal, to: array.Bool,
		f2: func(x, y float64) float64 { return truth(x <= y) }, i2: func(x, y int64) int64 { return truthInt(x <= y) },
		u2: func(x, y uint64) uint64 { return uint64(truthInt(x <= y)) }},
	opGt: {name: "gt", on: onReal, to: array.Bool,
		f2: func(x, y float64) float64 { return truth(x > y) }, i2: func(x, y int64) int64 { return truthInt(x > y) },
		u2: func(x, y uint64) uint64 { return uint64(truthInt(x > y)) }},
	opGe: {name: "ge", on: onReal, to: array.Bool,
		f2: func(x, y float64) float64 { return truth(x >= y) }, i2: func(x, y int64) int64 { return truthInt(x >= y) },
		u2: func(x, y uint64) uint64 { return uint64(truthInt(x >= y)) }},

	// Regularized incomplete beta I_x(a,b): dI/dx = x^(a-1) (1-x)^(b-1) / B(a,b).
	opBetainc: {name: "betainc", on: onFloat, f3: special.Betainc,
		d: rules{
			func(x []Value, _, dx Value) Value { return Mul(dx, BetaincGradA(x[0], x[1], x[2])) },
			func(x []Value, _, dx Value) Value { return Mul(dx, BetaincGradB(x[0], x[1], x[2])) },
			func(x []Value, _, dx Value) Value { return Mul(dx, betaDensity(x[0], x[1], x[2])) }}},
	opBetaincGradA: {name: "betainc_grad_a", on: onFloat, f3: special.BetaincGradA,
		d: rules{second("betainc_grad_a", "a"), second("betainc_grad_a", "b"), second("betainc_grad_a", "x")}},
	opBetaincGradB: {name: "betainc_grad_b", on: onFloat, f3: special.BetaincGradB,
		d: rules{second("betainc_grad_b", "a"), second("betainc_grad_b", "b"), second("betainc_grad_b", "x")}},
	// x with I_x(a,b) = p: dx/dp = 1/density, dx/da = -(dI/da)/density.
	opBetaincInv: {name: "betainc_inv", on: onFloat, f3: special.BetaincInv,
		d: rules{
			func(x []Value, y, dx Value) Value {
				return Mul(dx, Neg(Div(BetaincGradA(x[0], x[1], y), betaDensity(x[0], x[1], y))))
			},
			func(x []Value, y, dx Value) Value {
				return Mul(dx, Neg(Div(BetaincGradB(x[0], x[1], y), betaDensity(x[0], x[1], y))))
			},
			func(x []Value, y, dx Value) Value { return Div(dx, betaDensity(x[0], x[1], y)) }}},
}
