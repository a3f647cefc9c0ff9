package prim

import (
	"math"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/kernel"
	"github.com/phlox-ppl/phlox/internal/special"
	"github.com/phlox-ppl/phlox/ir"
)

// SlogdetOp computes two results for each matrix: the sign of the determinant and the log of its absolute
// value; 0 and -Inf where the matrix is singular.
type SlogdetOp struct{ notLinear }

// Slogdet returns sign and log|det| of each matrix.
func Slogdet(a Value) (sign, logDet Value) {
	y := ir.Bind(SlogdetOp{}, a)
	return y[0], y[1]
}

// Det returns the determinant of each matrix. Its derivative det A tr(A⁻¹ dA) is NaN where A is singular.
func Det(a Value) Value {
	sign, logDet := Slogdet(a)
	return Mul(sign, Exp(logDet))
}

func (op SlogdetOp) Name() string { return "slogdet" }

func (op SlogdetOp) Infer(in []ir.Type) ([]ir.Type, error) {
	if err := inferSquare(in); err != nil {
		return nil, err
	}
	t := ir.Type{DType: in[0].DType, Shape: in[0].Shape[:len(in[0].Shape)-2]}
	return []ir.Type{t, t}, nil
}

// Eval: |det A| is the product of the pivots of A = Pᵀ L U.
func (op SlogdetOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	a := stackOf(in[0])
	signs, logs := array.New(out[0].DType, out[0].Shape), array.New(out[1].DType, out[1].Shape)
	for k := range a.n {
		u := a.at(k)
		_, swaps := lu(u, a.rows)
		s, l := float64(1-2*(swaps%2)), 0.0
		for i := range a.rows {
			pivot := u[i*a.rows+i]
			s *= sign(pivot)
			l += special.Log(math.Abs(pivot))
		}
		signs.SetFloat64(k, s)
		logs.SetFloat64(k, l)
	}
	return []*array.Buffer{signs, logs}
}

// JVP: d log|det A| = tr(A⁻¹ dA) = Σ_ij (A⁻ᵀ)_ij dA_ij. The sign is constant. Taking A⁻ᵀ first leaves a
// product and a sum to do per tangent.
func (op SlogdetOp) JVP(x, y, dx []Value) []Value {
	a := x[0]
	w := ir.Bind1(SolveOp{Trans: true}, a, identityLike(a))
	return []Value{nil, Sum(Mul(w, dx[0]), axesFrom(a.Rank()-2, 2))}
}

func (op SlogdetOp) Batch(n int, x []Value, mapped []bool) []Value { return ir.Bind(op, x...) }

// Lower goes by the pivots of an elimination.
func (op SlogdetOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	if t := x[0]; t.Shape.Size() == 0 {
		one := expr.Number(t.Type, 1)
		return []*expr.Node{expr.Const(t.Type, out[0].Shape, one.Bits), expr.Const(t.Type, out[1].Shape, 0)}
	}
	in := ir.Type{DType: x[0].Type, Shape: x[0].Shape}
	return byKernel(op, x, out, func(e expr.Emitter) { kernel.Slogdet(e, in) })
}
