package prim

import (
	"math"
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

func TestEighDecomposes(t *testing.T) {
	for _, shape := range [][]int{{4, 4}, {2, 3, 5, 5}, {1, 1}, {40, 40}, {0, 0}, {0, 2, 2}} {
		a := symmetrize(normal(1, shape...))
		w, v := Eigh(a)
		assertClose(t, "Vᵀ V", MatMul(MatTranspose(v), v), identityLike(v), 1e-12)
		scaled := Mul(v, BroadcastTo(w, v.Shape(), append(axesFrom(0, v.Rank()-2), v.Rank()-1)))
		assertClose(t, "A V", MatMul(a, v), scaled, 1e-12)
		n := shape[len(shape)-1]
		for k := range w.Shape().Size() / max(n, 1) {
			if !slices.IsSorted(array.Data[float64](w.Buffer())[k*n : (k+1)*n]) {
				t.Errorf("eigenvalues %v are not ascending", w.Buffer())
			}
		}
		lower := ir.Bind(EighOp{}, triangle(a, 0))
		assertClose(t, "reads the lower triangle", lower[1], v, 0)
	}
}

func TestEighSigns(t *testing.T) {
	_, v := Eigh(floatValue(array.Shape{2, 2}, 2, 1, 1, 2))
	h := math.Sqrt(0.5)
	assertClose(t, "vectors", v, floatValue(array.Shape{2, 2}, h, h, -h, h), 1e-15)
}

func TestEighOfNaN(t *testing.T) {
	w, v := Eigh(floatValue(array.Shape{2, 1, 1}, math.NaN(), 3))
	assertClose(t, "values", w, floatValue(array.Shape{2, 1}, math.NaN(), 3), 0)
	assertClose(t, "vectors", v, floatValue(array.Shape{2, 1, 1}, math.NaN(), 1), 0)
	mustPanic(t, "not square", func() { Eigh(normal(1, 2, 3)) })
}

// The values' tangent stays finite where eigenvalues are equal, and that of their sum is right.
func TestEighDegenerate(t *testing.T) {
	a := identityLike(normal(1, 3, 3))
	da := symmetrize(normal(2, 3, 3))
	dw := EighOp{}.JVP([]Value{a}, ir.Bind(EighOp{}, a), []Value{da})[0]
	assertClose(t, "tr dA", SumAll(dw), SumAll(Mul(da, a)), 1e-14)
}
