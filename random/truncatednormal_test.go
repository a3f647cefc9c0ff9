package random_test

import (
	"fmt"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Draws of one key are smooth in the bounds, so their derivatives are difference quotients. The bounds lie
// on both sides of what is near and far in the tail, and of the mirror.
func TestTruncatedNormalSlopes(t *testing.T) {
	const n = 20
	type bounds struct{ Lo, Hi np.Array }
	draw := func(b bounds) np.Array {
		return random.TruncatedNormal(random.Key(1), b.Lo, b.Hi, np.Shape{n}, np.Float64)
	}
	for _, c := range []struct{ lo, hi float64 }{{-1, 0.5}, {0.2, 3}, {2, 9}, {-9, -2}, {-7, -6}, {35, 36}, {-200, -199}} {
		at := func(lo, hi float64) bounds {
			return bounds{np.Full(np.Shape{n}, lo), np.Full(np.Shape{n}, hi)}
		}
		g := fn.Grad(func(b bounds) np.Array { return draw(b).Sum() })(at(c.lo, c.hi))
		const h = 1e-5
		dLo := draw(at(c.lo+h, c.hi)).Sub(draw(at(c.lo-h, c.hi))).Div(2 * h).Float64s()
		dHi := draw(at(c.lo, c.hi+h)).Sub(draw(at(c.lo, c.hi-h))).Div(2 * h).Float64s()
		for i := range n {
			// Either derivative is between 0 and 1, and rounding of log Φ is seen in units of h.
			if got, want := g.Lo.At(i).Item(), dLo[i]; abs(got-want) > 1e-5 {
				t.Errorf("%v in lo: got %v, want %v", c, got, want)
			}
			if got, want := g.Hi.At(i).Item(), dHi[i]; abs(got-want) > 1e-5 {
				t.Errorf("%v in hi: got %v, want %v", c, got, want)
			}
		}
	}
}

func abs(x float64) float64 { return max(x, -x) }

// A greater uniform number gives a greater draw, mirrored or not.
func TestTruncatedNormalIsMonotone(t *testing.T) {
	k := random.Key(2)
	u := random.Uniform(k, np.Shape{100}, np.Float64).Float64s()
	for _, lo := range []float64{-6, -2, 1, 8} {
		x := random.TruncatedNormal(k, lo, lo+3, np.Shape{100}, np.Float64).Float64s()
		for i := 1; i < 100; i++ {
			if (u[i] < u[i-1]) != (x[i] < x[i-1]) {
				t.Fatal(fmt.Sprint("lo = ", lo, ": u ", u[i-1:i+1], ", x ", x[i-1:i+1]))
			}
		}
	}
}

// The draws are those of jax 0.10.2's random.truncated_normal(random.key(1), -1., 2., (3,)).
func TestTruncatedNormalIsJAXs(t *testing.T) {
	x := random.TruncatedNormal(random.Key(1), -1, 2, np.Shape{3}, np.Float64).Float64s()
	for i, want := range []float64{-0.65767838, 0.07552053, 0.31618595} {
		near(t, "draw", x[i], want, 1e-7)
	}
}
