package kernel_test

import (
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

func TestCholeskyTangentAndPullback(t *testing.T) {
	for _, op := range []ir.Op{prim.CholeskyTangent{}, prim.CholeskyPullback{}} {
		for _, n := range sizes() {
			for _, d := range floats {
				agree(t, op, 1e-12, factor(d, n, n, n), normal(d, n+1, n, n))
			}
		}
		agree(t, op, 1e-12, factor(array.Float64, 1, 2, 3, 21, 21), normal(array.Float64, 2, 2, 3, 21, 21))
	}
}

// factor returns Cholesky factors of matrices.
func factor(d array.DType, seed int, shape ...int) ir.Value {
	return ir.Bind1(prim.CholeskyOp{}, dominant(d, seed, shape...))
}
