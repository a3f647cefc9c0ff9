package schedule_test

import (
	"math"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// Quotients by a number are those of division, bit for bit, whatever the divisor; if something is subnormal, to a unit in
// the last place.
func TestQuotients(t *testing.T) {
	specials := []float64{0, math.Copysign(0, -1), 1, 3, -7, 1e-310, 5e-324, -1e308, math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN(), 1e-300, 1e-40}
	for _, dtype := range []np.DType{np.Float64, np.Float32} {
		x := np.Concat(0, np.New(specials), np.Arange(50).AsType(np.Float64).Add(0.1)).AsType(dtype)
		f := func(x arrays) arrays { return arrays{x[0].Div(x[1])} }
		p := trace(t, f, values(x, np.Scalar(1.0).AsType(dtype)))
		if text := schedule.Program("test", p, schedule.Machine{}).String(); strings.Count(text, "= div ") != 1 {
			t.Errorf("not one division in\n%s", text)
		}
		for _, y := range specials {
			in := []*array.Buffer{x.Buffer(), np.Scalar(y).AsType(dtype).Buffer()}
			want := p.Eval(in)[0]
			for _, b := range compile.Compilers() {
				got := compile.New(p, b).Run(in)[0]
				for i := range want.Size() {
					g, w := got.Float64(i), want.Float64(i)
					if a := x.Buffer().Float64(i); isSubnormal(dtype, a) || isSubnormal(dtype, w) {
						if diff := int64(got.Bits(i) - want.Bits(i)); diff < -1 || diff > 1 {
							t.Errorf("%v: %v: %v / %v is %v, want %v", b, dtype, a, y, g, w)
						}
					} else if got.Bits(i) != want.Bits(i) && (g == g || w == w) {
						t.Errorf("%v: %v: %v / %v is %v, want %v", b, dtype, x.Buffer().Float64(i), y, g, w)
					}
				}
			}
		}
	}
}

func isSubnormal(dtype np.DType, x float64) bool {
	least := 0x1p-1022
	if dtype == np.Float32 {
		least = 0x1p-126
	}
	return x != 0 && math.Abs(x) < least
}

// The terms of a sum are multiplied by the inverse; a value that is a result, too, is exact in both.
func TestQuotientsInSums(t *testing.T) {
	x := values(np.Arange(100).AsType(np.Float64), np.Scalar(3.0))
	sum := trace(t, func(x arrays) arrays { return arrays{x[0].Div(x[1]).Abs().Sum()} }, x)
	both := trace(t, func(x arrays) arrays { y := x[0].Div(x[1]); return arrays{y, y.Abs().Sum()} }, x)
	for _, c := range []struct {
		name     string
		text     string
		products int // in the loop
	}{
		{"sum", schedule.Program("test", sum, schedule.Machine{}).String(), 1},
		{"both", schedule.Program("test", both, schedule.Machine{}).String(), 2},
	} {
		_, loop, _ := strings.Cut(c.text, "vector")
		if got := strings.Count(loop, "= mul "); got != c.products {
			t.Errorf("%s: %d products, want %d, in\n%s", c.name, got, c.products, c.text)
		}
	}
}

func values(x ...np.Array) []ir.Value {
	out := make([]ir.Value, len(x))
	for i, a := range x {
		out[i] = a.IR()
	}
	return out
}
