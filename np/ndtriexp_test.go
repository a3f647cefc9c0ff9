package np_test

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

// LogNdtr, which has a table of its own, undoes it; the condition of the inverse, dy/dx · x/y, is at most 2.
func TestNdtriExpInvertsLogNdtr(t *testing.T) {
	y := np.Vec(-1e6, -1e4, -746, -200, -51, -49, -5.1, -4.9, -1, -0.7, -0.69, -0.1, -1e-3, -1e-10, -1e-300)
	x := np.NdtriExp(y)
	for i, got := range np.LogNdtr(x).Float64s() {
		if want := y.Float64s()[i]; !(math.Abs(got-want) <= 2e-12*math.Abs(want)) {
			t.Errorf("LogNdtr(NdtriExp(%v) = %v) = %v", want, x.Float64s()[i], got)
		}
	}
	if x := np.NdtriExp(np.Vec(0.1)).Item(); x == x {
		t.Errorf("NdtriExp(0.1) = %v, want NaN", x)
	}
}

// dx/dy = Φ(x)/φ(x)
func TestNdtriExpGradient(t *testing.T) {
	y := np.Vec(-1000, -60, -6, -5, -2, -0.5, -1e-5)
	got := fn.Grad(func(y np.Array) np.Array { return np.NdtriExp(y).Sum() })(y)
	x := np.NdtriExp(y)
	want := y.Add(x.Square().Mul(0.5)).Add(math.Log(2*math.Pi) / 2).Exp()
	for i, g := range got.Float64s() {
		if w := want.Float64s()[i]; !(math.Abs(g-w) <= 1e-9*w) {
			t.Errorf("gradient at %v is %v, want %v", y.Float64s()[i], g, w)
		}
	}
}
