package prim

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

func TestSolveAgreesWithGonum(t *testing.T) {
	a, b := normal(1, 6, 6), normal(2, 6, 2)
	var want mat.Dense
	dense := func(v Value) *mat.Dense {
		return mat.NewDense(v.Shape()[0], v.Shape()[1], array.Data[float64](v.Buffer()))
	}
	if err := want.Solve(dense(a), dense(b)); err != nil {
		t.Fatal(err)
	}
	assertClose(t, "A X = B", Solve(a, b), floatValue(array.Shape{6, 2}, want.RawMatrix().Data...), 1e-12)
	x := ir.Bind1(SolveOp{Trans: true}, a, b)
	assertClose(t, "Aᵀ X = B", MatMul(MatTranspose(a), x), b, 1e-12)
	assertClose(t, "A A⁻¹", MatMul(a, Inv(a)), identityLike(a), 1e-12)
}

func TestSolvePivots(t *testing.T) {
	a := floatValue(array.Shape{3, 3}, 0, 2, 0, 0, 0, 3, 1, 0, 0)
	b := floatValue(array.Shape{3, 1}, 4, 9, 5)
	assertClose(t, "permuted", Solve(a, b), floatValue(array.Shape{3, 1}, 5, 2, 3), 0)
	for i := range 2 {
		x := Solve(floatValue(array.Shape{2, 2}, 1, 2, 2, 4), floatValue(array.Shape{2, 1}, 1, 1)).Buffer()
		if v := x.Float64(i); !math.IsInf(v, 0) && v == v {
			t.Errorf("singular: element %d is %v, want Inf or NaN", i, v)
		}
	}
	mustPanic(t, "dtypes", func() { Solve(normal(1, 2, 2), Zeros(ir.Type{DType: array.Float32, Shape: array.Shape{2, 1}})) })
	mustPanic(t, "not square", func() { Inv(normal(1, 2, 3)) })
}
