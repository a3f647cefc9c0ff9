package kernel_test

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

func TestQR(t *testing.T) {
	for _, n := range sizes() {
		for _, m := range []int{n, n + 7, n / 2} {
			agree(t, prim.QROp{}, 1e-12, conditioned(n, m, n))
		}
	}
	for _, d := range floats {
		agree(t, prim.QROp{}, 1e-12, dominant(d, 1, 2, 3, 11, 11))
	}
}

// Columns of zeros, and numbers whose squares are out of range, have a factorization too.
func TestQRAtTheEdges(t *testing.T) {
	zero := dominant(array.Float64, 1, 6, 6)
	for i := range 6 {
		zero.Buffer().SetFloat64(i*6, 0)
	}
	for _, x := range []ir.Value{prim.Zeros(ir.Type{DType: array.Float64, Shape: array.Shape{3, 3}}), zero} {
		q, r := factors(t, x)
		near(t, "Q R", prim.MatMul(q, r).Buffer(), x.Buffer(), 1e-14)
	}
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		x := dominant(array.Float64, 1, 2, 6, 6)
		x.Buffer().SetFloat64(35, bad)
		agree(t, prim.QROp{}, 1e-13, x)
	}
	for _, scale := range []float64{1e-200, 1e200} {
		x := dominant(array.Float64, 1, 6, 6)
		agree(t, prim.QROp{}, 1e-13, prim.Mul(x, prim.Like(x, scale)))
	}
}

// factors returns Q and R by the interpreter of loops.
func factors(t *testing.T, x ir.Value) (q, r ir.Value) {
	y := interpreted(t, prim.QROp{}, x)
	return ir.Concrete(y[0]), ir.Concrete(y[1])
}

// conditioned returns matrices whose factors are not sensitive to rounding: random ones with a dominant diagonal.
func conditioned(seed, m, n int) ir.Value {
	x := normal(array.Float64, seed, m, n)
	for i := range min(m, n) {
		x.Buffer().SetFloat64(i*n+i, x.Buffer().Float64(i*n+i)+float64(2*max(m, n)))
	}
	return x
}
