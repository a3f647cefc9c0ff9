package kernel_test

import (
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// regular returns matrices that need their rows exchanged: well conditioned ones whose rows are in another order.
func regular(d array.DType, seed int, shape ...int) ir.Value {
	x := dominant(d, seed, shape...)
	return prim.Reverse(x, []int{len(shape) - 2})
}

func TestSolve(t *testing.T) {
	for _, n := range sizes() {
		for _, d := range floats {
			for _, trans := range []bool{false, true} {
				agree(t, prim.SolveOp{Trans: trans}, 1e-12, regular(d, n, n, n), normal(d, n+1, n, n%6))
			}
		}
	}
	agree(t, prim.SolveOp{}, 1e-12, regular(array.Float64, 1, 2, 3, 21, 21), normal(array.Float64, 2, 2, 3, 21, 9))
}

func TestSlogdet(t *testing.T) {
	for _, n := range sizes() {
		for _, d := range floats {
			agree(t, prim.SlogdetOp{}, 1e-13, regular(d, n, n, n))
		}
	}
	agree(t, prim.SlogdetOp{}, 1e-13, regular(array.Float64, 1, 2, 3, 21, 21))
	agree(t, prim.SlogdetOp{}, 0, prim.Zeros(ir.Type{DType: array.Float64, Shape: array.Shape{2, 5, 5}}))
	agree(t, prim.SlogdetOp{}, 0, prim.Zeros(ir.Type{DType: array.Float64, Shape: array.Shape{2, 0, 0}}))
}
