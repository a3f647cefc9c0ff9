package kernel_test

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/prim"
)

func TestCholesky(t *testing.T) {
	for _, n := range append(sizes(), 301) { // the last has several strips, and more rows above some than are taken at once
		for _, d := range floats {
			agree(t, prim.CholeskyOp{}, 1e-13, dominant(d, n, n, n))
		}
	}
	agree(t, prim.CholeskyOp{}, 1e-13, dominant(array.Float64, 1, 2, 3, 21, 21))
}

// A matrix that has no factor is one with a pivot that is not positive, or one with NaN, anywhere.
func TestCholeskyOfIndefinite(t *testing.T) {
	for _, n := range []int{1, 2, 5, 16, 19, 33} {
		for i := range n {
			for _, pivot := range []float64{0, -1, math.NaN(), math.Inf(-1)} {
				x := dominant(array.Float64, n, n, n)
				x.Buffer().SetFloat64(i*n+i, pivot)
				agree(t, prim.CholeskyOp{}, 1e-13, x)
			}
		}
	}
}

// No strip forgets what the ones before it found.
func TestCholeskyOfLargeIndefinite(t *testing.T) {
	const n = 170
	for _, i := range []int{0, 71, 72, n - 1} {
		x := dominant(array.Float64, n, n, n)
		x.Buffer().SetFloat64(i*n+i, -1)
		agree(t, prim.CholeskyOp{}, 1e-13, x)
	}
}

// Only the matrix that has no factor is NaN.
func TestCholeskyOfStack(t *testing.T) {
	x := dominant(array.Float64, 3, 3, 20, 20)
	x.Buffer().SetFloat64(20*20, -1)
	agree(t, prim.CholeskyOp{}, 1e-13, x)
}
