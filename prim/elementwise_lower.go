package prim

import (
	"math"

	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// Lower applies the row's rule below to each element. A row without one is computed by Eval: nil.
func (op Elementwise) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	if f := lowered[op]; f != nil {
		y := f(x)
		if y == nil {
			return nil
		}
		if len(y.Shape) == 0 && len(out[0].Shape) > 0 {
			y = y.Broadcast(out[0].Shape, nil)
		}
		return []*expr.Node{y}
	}
	return nil
}

// node is an operand or result as an expression.
type node = *expr.Node

// loweredBy returns the rule that is one operation.
func loweredBy(op loop.Op) func(x []node) node {
	return func(x []node) node { return expr.Apply(op, x...) }
}

// lowered has the rule of each row as operations on elements.
var lowered = [numElementwise]func(x []node) node{
	opNeg: loweredBy(loop.Neg), opAbs: loweredBy(loop.Abs),
	opFloor: loweredBy(loop.Floor), opCeil: loweredBy(loop.Ceil), opRound: loweredBy(loop.Round),
	opSqrt: loweredBy(loop.Sqrt), opExp: loweredBy(loop.Exp), opExpm1: loweredBy(loop.Expm1),
	opLog: loweredBy(loop.Log), opLog1p: loweredBy(loop.Log1p), opLogistic: loweredBy(loop.Logistic),
	opSoftplus: loweredBy(loop.Softplus), opSin: loweredBy(loop.Sin), opCos: loweredBy(loop.Cos), opTan: loweredBy(loop.Tan),
	opAsin: loweredBy(loop.Asin), opAcos: loweredBy(loop.Acos), opAtan: loweredBy(loop.Atan),
	opSinh: loweredBy(loop.Sinh), opCosh: loweredBy(loop.Cosh), opTanh: loweredBy(loop.Tanh),
	opAsinh: loweredBy(loop.Asinh), opAcosh: loweredBy(loop.Acosh), opAtanh: loweredBy(loop.Atanh),
	opErf: loweredBy(loop.Erf), opErfc: loweredBy(loop.Erfc), opErfinv: loweredBy(loop.Erfinv), opNdtri: loweredBy(loop.Ndtri),
	opLogNdtr: loweredBy(loop.LogNdtr), opLgamma: loweredBy(loop.Lgamma), opDigamma: loweredBy(loop.Digamma),
	opI0e: loweredBy(loop.I0e), opI1e: loweredBy(loop.I1e),
	opNot: loweredBy(loop.Not), opPopcount: loweredBy(loop.Popcount),
	opAdd: loweredBy(loop.Add), opSub: loweredBy(loop.Sub), opMul: loweredBy(loop.Mul),
	opPow: loweredBy(loop.Pow), opMax: loweredBy(loop.Max), opMin: loweredBy(loop.Min), opAtan2: loweredBy(loop.Atan2),
	opXlogy: loweredBy(loop.Xlogy), opXlog1py: loweredBy(loop.Xlog1py), opLogAddExp: loweredBy(loop.LogAddExp),
	opAnd: loweredBy(loop.And), opOr: loweredBy(loop.Or), opXor: loweredBy(loop.Xor), opShiftLeft: loweredBy(loop.Shl),
	opEq: loweredBy(loop.Eq), opNe: loweredBy(loop.Ne), opLt: loweredBy(loop.Lt), opLe: loweredBy(loop.Le),

	opGt: func(x []node) node { return expr.Apply(loop.Lt, x[1], x[0]) },
	opGe: func(x []node) node { return expr.Apply(loop.Le, x[1], x[0]) },

	opSquare: func(x []node) node { return expr.Apply(loop.Mul, x[0], x[0]) },
	opRsqrt: func(x []node) node {
		return expr.Apply(loop.Div, like(x[0], 1), expr.Apply(loop.Sqrt, x[0]))
	},
	opReciprocal: func(x []node) node { return expr.Apply(loop.Div, like(x[0], 1), x[0]) },
	opSign:       lowerSign,
	opDiv:        func(x []node) node { return divided(x[0], x[1]) },
	opFloorDiv:   lowerFloorDiv,
	opMod:        lowerMod,
	opShiftRight: func(x []node) node {
		if !x[0].Type.IsSigned() {
			return expr.Apply(loop.Shr, x...)
		}
		return expr.Apply(loop.Shr, x[0], x[1]) // fills with the sign, for counts out of range too
	},
}

// like returns a constant of the type of x.
func like(x node, c float64) node { return expr.Number(x.Type, c) }

// lowerSign is (x > 0) - (x < 0), x itself if it is zero or NaN.
func lowerSign(x []node) node {
	zero := like(x[0], 0)
	y := expr.Apply(loop.Select, expr.Apply(loop.Lt, zero, x[0]), like(x[0], 1), x[0])
	return expr.Apply(loop.Select, expr.Apply(loop.Lt, x[0], zero), like(x[0], -1), y)
}

// divided returns x/y, and for integers what Eval has for y = 0: all ones.
func divided(x, y node) node {
	q := expr.Apply(loop.Div, x, y)
	if x.Type.IsFloat() {
		return q
	}
	ones := expr.Const(x.Type, nil, math.MaxUint64>>(64-8*x.Type.Size()))
	return expr.Apply(loop.Select, expr.Apply(loop.Eq, y, like(y, 0)), ones, q)
}

// lowerFloorDiv corrects the quotient toward zero where there is a remainder and the signs differ.
func lowerFloorDiv(x []node) node {
	if x[0].Type.IsFloat() {
		return nil
	}
	q := divided(x[0], x[1])
	if x[0].Type.IsUnsigned() {
		return q
	}
	down := expr.Apply(loop.And, exists(x), opposite(x))
	return expr.Apply(loop.Select, down, expr.Apply(loop.Sub, q, like(q, 1)), q)
}

// exists reports whether x[0]/x[1] has a remainder.
func exists(x []node) node {
	r := expr.Apply(loop.Rem, x...)
	return expr.Apply(loop.And, expr.Apply(loop.Ne, r, like(r, 0)), expr.Apply(loop.Ne, x[1], like(r, 0)))
}

// opposite reports whether exactly one of x is negative.
func opposite(x []node) node {
	zero := like(x[0], 0)
	return expr.Apply(loop.Xor, expr.Apply(loop.Lt, x[0], zero), expr.Apply(loop.Lt, x[1], zero))
}

// lowerMod gives the remainder the sign of the divisor.
func lowerMod(x []node) node {
	if one := like(x[0], 1); x[0].Type.IsFloat() && x[1].Op == loop.Const && x[1].Bits == one.Bits {
		return expr.Apply(loop.Sub, x[0], expr.Apply(loop.Floor, x[0])) // the fraction, as Eval has it
	}
	if x[0].Type.IsFloat() {
		return nil
	}
	r := expr.Apply(loop.Rem, x...)
	if !x[0].Type.IsUnsigned() {
		up := expr.Apply(loop.And, exists(x), opposite(x))
		r = expr.Apply(loop.Select, up, expr.Apply(loop.Add, r, x[1]), r)
	}
	return expr.Apply(loop.Select, expr.Apply(loop.Eq, x[1], like(r, 0)), like(r, 0), r)
}
