package kernel_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

func TestEigh(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 4, 5, 8, 9, 16} {
		for _, d := range floats {
			agree(t, prim.EighOp{}, 1e-10, normal(d, n, n, n)) // vectors are as good as eigenvalues are apart
		}
	}
	agree(t, prim.EighOp{}, 1e-10, normal(array.Float64, 1, 2, 3, 7, 7))
	for _, bad := range []float64{math.NaN(), math.Inf(-1)} {
		x := normal(array.Float64, 1, 2, 6, 6)
		x.Buffer().SetFloat64(30, bad)
		agree(t, prim.EighOp{}, 1e-10, x)
	}
}

// A V = V diag(w) and Vᵀ V = I, and w is Eval's, for matrices of all sizes, with equal eigenvalues, and of all scales.
func TestEighDecomposes(t *testing.T) {
	matrices := []ir.Value{prim.Zeros(ir.Type{DType: array.Float64, Shape: array.Shape{6, 6}})}
	for _, n := range sizes()[1:] {
		x := normal(array.Float64, n, n, n)
		x = prim.Add(x, prim.MatTranspose(x))
		matrices = append(matrices, x)
		if n == 20 || n == 33 {
			y := normal(array.Float64, n, n, 3)
			low := prim.MatMul(y, prim.MatTranspose(y)) // all eigenvalues but three are 0
			matrices = append(matrices, low, prim.Mul(x, prim.Like(x, 1e-200)), prim.Mul(x, prim.Like(x, 1e200)))
		}
	}
	for i, a := range matrices {
		n := a.Shape()[0]
		y := interpreted(t, prim.EighOp{}, a)
		w, v := ir.Concrete(y[0]), ir.Concrete(y[1])
		want := ir.Bind(prim.EighOp{}, a)[0]
		scale := math.Max(math.Abs(want.Buffer().Float64(0)), math.Abs(want.Buffer().Float64(n-1)))
		if scale == 0 {
			scale = 1
		}
		over := prim.Like(a, 1/scale)
		what := fmt.Sprintf("matrix %d, %v", i, a.Type())
		near(t, what+": eigenvalues", prim.Mul(w, over).Buffer(), prim.Mul(want, over).Buffer(), 1e-13)
		vw := prim.Mul(v, prim.BroadcastTo(prim.Mul(w, over), v.Shape(), []int{1}))
		near(t, what+": A V", prim.MatMul(prim.Mul(a, over), v).Buffer(), vw.Buffer(), 1e-13)
		near(t, what+": Vᵀ V", prim.MatMul(prim.MatTranspose(v), v).Buffer(), identity(n), 1e-13)
	}
}

func identity(n int) *array.Buffer {
	b := array.New(array.Float64, array.Shape{n, n})
	for i := range n {
		b.SetFloat64(i*n+i, 1)
	}
	return b
}
