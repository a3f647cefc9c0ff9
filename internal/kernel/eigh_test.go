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
	for _, n := range []int{11, 12, 13, 24, 25, 27, 31, 32, 33, 36, 37, 60, 61, 64, 96} { // around whole strips and fours of rows
		agree(t, prim.EighOp{}, 1e-10, normal(array.Float64, n, n, n))
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
	matrices = append(matrices, blocks(1, 2, 7, 1, 1, 13, 3), blocks(20, 2), blocks(2, 20))
	for _, coupling := range []float64{1e-3, 1e-6, 1e-8, 1e-10, 1e-12} {
		matrices = append(matrices, coupled(9, 14, coupling), coupled(14, 9, coupling))
	}
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

// blocks returns a symmetric matrix of blocks on the diagonal, between which it splits: rotations are of the rows of one.
func blocks(sizes ...int) ir.Value {
	n := 0
	for _, size := range sizes {
		n += size
	}
	b := array.New(array.Float64, array.Shape{n, n})
	at := 0
	for k, size := range sizes {
		x := normal(array.Float64, k, size, size).Buffer()
		for i := range size {
			for j := range i + 1 {
				b.SetFloat64((at+i)*n+at+j, x.Float64(i*size+j))
				b.SetFloat64((at+j)*n+at+i, x.Float64(i*size+j))
			}
		}
		at += size
	}
	return ir.Concrete(b)
}

// coupled returns a symmetric matrix of two blocks on the diagonal whose eigenvalues are far apart, with some small elements beside
// them: it does not split before some sweeps are done, and those that follow are shorter.
func coupled(first, second int, coupling float64) ir.Value {
	x := blocks(first, second)
	b, n := x.Buffer(), first+second
	for i := range n {
		if i >= first {
			b.SetFloat64(i*n+i, b.Float64(i*n+i)+1000)
		}
		for j := range n {
			if (i < first) != (j < first) {
				b.SetFloat64(i*n+j, coupling)
			}
		}
	}
	return x
}

func identity(n int) *array.Buffer {
	b := array.New(array.Float64, array.Shape{n, n})
	for i := range n {
		b.SetFloat64(i*n+i, 1)
	}
	return b
}
