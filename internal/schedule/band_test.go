package schedule_test

import (
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// bands are matrices that compare row and column; the others are not.
var bands = []struct {
	name       string
	rows, cols int
	f          func(i, j int) float64
	band       bool
}{
	{"lower triangle", 17, 17, func(i, j int) float64 { return truth(i >= j) }, true},
	{"strict upper triangle", 17, 17, func(i, j int) float64 { return truth(i < j) }, true},
	{"wide", 16, 30, func(i, j int) float64 { return truth(i >= j-3) }, true},
	{"tall", 30, 16, func(i, j int) float64 { return 3 - 7*truth(i-j >= 20) }, true},
	{"corner", 20, 20, func(i, j int) float64 { return truth(i-j == 19) }, true},
	{"identity", 20, 20, func(i, j int) float64 { return truth(i == j) }, true},
	{"all but beside the diagonal", 20, 20, func(i, j int) float64 { return truth(i != j+1) }, true},
	{"two diagonals", 20, 20, func(i, j int) float64 { return truth(i == j || i == j+2) }, false},
	{"one element off", 20, 20, func(i, j int) float64 { return truth(i >= j && i+j != 33) }, false},
	{"steps", 20, 20, func(i, j int) float64 { return truth(i >= j) + truth(i >= j+2) }, false},
	{"three values", 20, 20, func(i, j int) float64 { return truth(i >= j) + truth(i >= j+1) }, false},
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func TestBands(t *testing.T) {
	for _, c := range bands {
		for _, d := range []array.DType{array.Bool, array.Float32, array.Float64, array.Int32} {
			m := array.New(d, array.Shape{c.rows, c.cols})
			for i := range m.Size() {
				m.SetFloat64(i, c.f(i/c.cols, i%c.cols))
			}
			x := []ir.Value{laws.Normal(1, c.rows, c.cols)}
			p, _ := ir.TraceFunc(ir.TypesOf(x), func(x []ir.Value) []ir.Value {
				return []ir.Value{prim.Mul(x[0], prim.ConvertTo(ir.Concrete(m), array.Float64))}
			})
			for _, b := range compile.Compilers() {
				laws.Compiled(t, p, x, b, 0)
			}
			text := schedule.Program("p", p, schedule.Machine{}).String()
			if d == array.Float64 && strings.Contains(text, "data ") == c.band {
				t.Errorf("%s: in memory is %v\n%s", c.name, c.band, text)
			}
		}
	}
}
