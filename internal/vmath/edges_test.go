package vmath

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

var (
	inf = math.Inf(1)
	nan = math.NaN()
	neg = math.Copysign(0, -1)
)

// edges are operands at which functions have limits, poles or jumps.
var edges = []float64{0, neg, 0.5, -0.5, 1, -1, 1.5, 2, -2, 3, -3, inf, -inf, nan, 1e6, -1e6, 5e-324, -5e-324, 1e-40, -1e-40, 1e300, -1e300}

// TestEdges checks that results that are 0, infinite or NaN are those of Go's functions, which the interpreter runs,
// the sign of 0 included.
func TestEdges(t *testing.T) {
	for _, c := range claims {
		x := [][]float64{edges, nil}[:c.op.Arity()]
		if c.op.Arity() == 2 {
			x = product(edges)
		}
		agree(t, c.op, x, run(t, c.op, x...), reference(t, c.op, x...))
		narrow := make([][]float32, len(x))
		for k := range x {
			for _, v := range x[k] {
				narrow[k] = append(narrow[k], float32(v))
			}
		}
		agree(t, c.op, x, run(t, c.op, narrow...), reference(t, c.op, narrow...))
	}
}

func product(x []float64) [][]float64 {
	pairs := make([][]float64, 2)
	for _, a := range x {
		for _, b := range x {
			pairs[0], pairs[1] = append(pairs[0], a), append(pairs[1], b)
		}
	}
	return pairs
}

// reference applies op as the interpreter knows it.
func reference[T float32 | float64](t *testing.T, op loop.Op, x ...[]T) []T {
	t.Helper()
	f := buildWith(op, array.Of(x[0], array.Shape{len(x[0])}).DType(), len(x[0]), func(b *loop.Builder, op loop.Op, x ...*loop.Value) *loop.Value {
		return b.Op(op, x...)
	})
	return apply(t, f, x...)
}

func agree[T float32 | float64](t *testing.T, op loop.Op, x [][]float64, got, want []T) {
	t.Helper()
	for i := range got {
		g, w := float64(got[i]), float64(want[i])
		ok := math.IsNaN(g) == math.IsNaN(w) && math.IsInf(g, 0) == math.IsInf(w, 0) && (g == 0) == (w == 0)
		if ok && !math.IsNaN(w) && math.Signbit(g) != math.Signbit(w) && !periodic(op) {
			ok = false
		}
		if !ok {
			var at []float64
			for k := range x {
				at = append(at, x[k][i])
			}
			if !wrong(op, at) {
				t.Errorf("%v%v = %v, want %v (%T)", op, at, g, w, got[i])
			}
		}
	}
}

// wrong tells where it is the reference that is: special.LogNdtr is NaN from where x² overflows, and math.Atan2 loses the
// sign of y where y/x underflows.
func wrong(op loop.Op, x []float64) bool {
	return op == loop.LogNdtr && x[0] > 1e150 || op == loop.Atan2 && x[1] < 0 && x[0]/x[1] == 0
}

// TestExact states values that have to be exact.
func TestExact(t *testing.T) {
	for _, c := range []struct {
		op   loop.Op
		x    []float64
		want float64
	}{
		{loop.Exp, []float64{0}, 1},
		{loop.Log, []float64{1}, 0},
		{loop.Cos, []float64{0}, 1},
		{loop.Cosh, []float64{0}, 1},
		{loop.Lgamma, []float64{1}, 0},
		{loop.Lgamma, []float64{2}, 0},
		{loop.Logistic, []float64{0}, 0.5},
		{loop.Pow, []float64{2, 10}, 1024},
		{loop.Pow, []float64{2, -1074}, 5e-324},
		{loop.Pow, []float64{nan, 0}, 1},
		{loop.Pow, []float64{-2, 3}, -8},
		{loop.Erfinv, []float64{0}, 0},
		{loop.Ndtri, []float64{0.5}, 0},
		{loop.Erfc, []float64{0}, 1},
		{loop.I0e, []float64{0}, 1},
	} {
		var x [][]float64
		for _, v := range c.x {
			x = append(x, []float64{v})
		}
		if got := run(t, c.op, x...)[0]; got != c.want {
			t.Errorf("%v%v = %v, want %v", c.op, c.x, got, c.want)
		}
	}
}
