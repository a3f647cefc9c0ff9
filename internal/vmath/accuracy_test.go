package vmath

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/special"
)

// claim is what a function costs and how exact it is: the greatest error in units in the last place, rounded up,
// that was found among 10⁴ to 10⁵ arguments for float64, and every 97th float32.
//
// For negative x, lgamma and digamma have zeros at which the terms of the reflection cancel; there the unit is that of
// |f(x)| + |f(1-x)|.
type claim struct {
	op       loop.Op
	cost     int // operations of float64, without constants and bitcasts
	f64, f32 float64
}

var claims = []claim{
	{loop.Exp, 26, 1, 0.9},
	{loop.Expm1, 27, 1.4, 1.3},
	{loop.Log, 35, 0.8, 0.9},
	{loop.Log1p, 44, 1.3, 1.4},
	{loop.Logistic, 30, 1.9, 2.4},
	{loop.Softplus, 48, 1.5, 2},
	{loop.Sin, 23, 1.7, 2}, // |x| < 2^47, float32 2^18
	{loop.Cos, 23, 1.7, 2}, // likewise
	{loop.Tan, 27, 3, 3.4}, // likewise
	{loop.Asin, 26, 2.1, 2.3},
	{loop.Acos, 31, 1.2, 1.2},
	{loop.Atan, 34, 1.6, 1.3},
	{loop.Sinh, 34, 2.1, 2},
	{loop.Cosh, 30, 1.4, 1.8},
	{loop.Tanh, 39, 1.4, 1.4},
	{loop.Asinh, 52, 1.5, 1.8},
	{loop.Acosh, 50, 2.3, 2.1},
	{loop.Atanh, 49, 1.7, 2},
	{loop.Erf, 73, 1, 1.2},
	{loop.Erfc, 78, 3.2, 4},
	{loop.Erfinv, 112, 2.7, 2.8},
	{loop.Ndtri, 110, 2.5, 2.6},
	{loop.LogNdtr, 126, 3.3, 4},
	{loop.Lgamma, 129, 3.7, 3.6},
	{loop.Digamma, 104, 3.9, 4.4},
	{loop.I0e, 63, 2.7, 3.3},
	{loop.I1e, 67, 3.2, 3.6},
	{loop.Pow, 123, 1.1, 1.1},
	{loop.Atan2, 47, 1.6, 1.5},
	{loop.LogAddExp, 53, 1.5, 2.8}, // near a result of 0, of the unit of the terms
	{loop.Xlogy, 40, 1.5, 1.8},
	{loop.Xlog1py, 49, 1.6, 2.2},
}

// cost counts the operations of an expansion.
func cost(op loop.Op, t array.DType) int {
	n := 0
	build(op, t, 1).Walk(func(s loop.Stmt) {
		if v, ok := s.(*loop.Value); ok {
			switch v.Op {
			case loop.Const, loop.Load, loop.Bitcast:
			default:
				n++
			}
		}
	})
	return n
}

func TestClaims(t *testing.T) {
	claimed := map[loop.Op]bool{}
	for _, c := range claims {
		claimed[c.op] = true
		for _, typ := range []array.DType{array.Float32, array.Float64} {
			if err := build(c.op, typ, 3).Check(); err != nil {
				t.Errorf("%v of %v: %v", c.op, typ, err)
			}
		}
		if n := cost(c.op, array.Float64); n != c.cost {
			t.Errorf("%v costs %d operations, not %d", c.op, n, c.cost)
		}
	}
	for op := loop.Exp; op.IsFunction() && op <= loop.Xlog1py; op++ {
		if !Has(op, array.Float64) || !Has(op, array.Float32) || !claimed[op] {
			t.Errorf("%v has no expansion or no claim", op)
		}
	}
}

// TestTable compares float64 with testdata/table.json, made with mpmath by testdata/make_table.py.
func TestTable(t *testing.T) {
	text, err := os.ReadFile("testdata/table.json")
	if err != nil {
		t.Fatal(err)
	}
	var table map[string][][]float64
	if err := json.Unmarshal(text, &table); err != nil {
		t.Fatal(err)
	}
	for _, c := range claims {
		for name, rows := range table {
			if op, _, _ := strings.Cut(name, " "); op == c.op.String() {
				checkRows(t, c, rows)
			}
		}
	}
}

// checkRows checks rows of operands, value and rest.
func checkRows(t *testing.T, c claim, rows [][]float64) {
	n := c.op.Arity()
	x := make([][]float64, n)
	for _, row := range rows {
		for i := range x {
			x[i] = append(x[i], row[i])
		}
	}
	worst := worstError{}
	for i, got := range run(t, c.op, x...) {
		row := rows[i]
		want, rest := row[n], row[n+1]
		unit := ulp[float64](scale(c.op, row[:n], want))
		worst.see(math.Abs((got-want)/unit-rest*(ulp[float64](want)/unit)), row[:n], got, want)
	}
	worst.check(t, c.op, c.f64)
}

// worstError is the greatest error and where it was.
type worstError struct {
	ulps      float64
	x         []float64
	got, want float64
}

func (w *worstError) see(ulps float64, x []float64, got, want float64) {
	if !(ulps <= w.ulps) {
		*w = worstError{ulps, append([]float64(nil), x...), got, want}
	}
}

func (w *worstError) check(t *testing.T, op loop.Op, bound float64) {
	t.Helper()
	if !(w.ulps <= bound) {
		t.Errorf("%v%v = %v, want %v: %.2f units in the last place, more than %v", op, w.x, w.got, w.want, w.ulps, bound)
	}
}

// ulp returns the unit in the last place of x as a T.
func ulp[T float32 | float64](x float64) float64 {
	f := formats[array.Float64]
	if _, single := any(T(0)).(float32); single {
		f = formats[array.Float32]
	}
	_, e := math.Frexp(x)
	return math.Ldexp(1, max(e-1, int(1-f.bias))-int(f.fraction))
}

// scale returns the number of whose last place the error is a multiple.
func scale(op loop.Op, x []float64, want float64) float64 {
	want = math.Abs(want)
	switch {
	case op == loop.Lgamma && x[0] < 0:
		want += math.Abs(special.Lgamma(1 - x[0]))
	case op == loop.Digamma && x[0] < 0:
		want += math.Abs(special.Digamma(1 - x[0]))
	case op == loop.LogAddExp:
		gap := math.Abs(x[0] - x[1])
		want = max(want, math.Abs(max(x[0], x[1])), gap*math.Exp(-gap))
	}
	return want
}

// TestFloat32 compares float32 with float64, for which TestTable speaks, over the whole range.
func TestFloat32(t *testing.T) {
	step := uint64(40009)
	if testing.Short() {
		step = 1000003
	}
	var all []float32
	for b := uint64(0); b < 1<<32; b += step {
		all = append(all, math.Float32frombits(uint32(b)))
	}
	for _, c := range claims {
		x := [][]float32{all, nil}[:c.op.Arity()]
		if c.op.Arity() == 2 {
			x = plane(10 * len(all))
		}
		compare(t, c, x...)
	}
}

// plane returns pairs of numbers of all sizes, half of them of about the same one.
func plane(n int) [][]float32 {
	r := rand.New(rand.NewPCG(1, 2))
	x, y := make([]float32, n), make([]float32, n)
	for i := range x {
		x[i] = math.Float32frombits(r.Uint32())
		y[i] = math.Float32frombits(r.Uint32())
		if i%2 == 0 {
			x[i], y[i] = float32(r.NormFloat64()*3), float32(r.NormFloat64()*3)
		}
	}
	return [][]float32{x, y}
}

func compare(t *testing.T, c claim, x ...[]float32) {
	t.Helper()
	wide := make([][]float64, len(x))
	for k := range x {
		for _, v := range x[k] {
			wide[k] = append(wide[k], float64(v))
		}
	}
	worst := worstError{}
	row := make([]float64, len(x))
	want := run(t, c.op, wide...)
	for i, got := range run(t, c.op, x...) {
		for k := range row {
			row[k] = wide[k][i]
		}
		if periodic(c.op) && math.Abs(row[0]) >= 1<<18 && !math.IsInf(row[0], 0) {
			if !(math.Abs(float64(got)) <= 1) && c.op != loop.Tan {
				t.Errorf("%v(%v) = %v", c.op, row[0], got)
			}
			continue
		}
		if w := float32(want[i]); w != got && !(w != w && got != got) {
			worst.see(math.Abs(float64(got)-want[i])/ulp[float32](scale(c.op, row, want[i])), row, float64(got), want[i])
		}
	}
	worst.check(t, c.op, c.f32)
}

func periodic(op loop.Op) bool { return op == loop.Sin || op == loop.Cos || op == loop.Tan }
