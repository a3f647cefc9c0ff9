package schedule_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// Reductions along rows go several rows at a time, whatever is left over.
func TestJam(t *testing.T) {
	for _, c := range []struct {
		name string
		x    func(rows, columns int) []ir.Value
		f    func(x arrays) arrays
		sums int // in a loop
	}{
		{"x·b", vectorProduct, func(x arrays) arrays { return arrays{np.MatMul(x[0], x[1])} }, 4},
		{"x·b in float32", vectorProduct, func(x arrays) arrays {
			return arrays{np.MatMul(x[0].AsType(np.Float32), x[1].AsType(np.Float32))}
		}, 4},
		{"squared distances", vectorProduct, func(x arrays) arrays { return arrays{np.Square(x[0].Sub(x[1])).Sum(1)} }, 4},
		{"maxima and minima", vectorProduct, func(x arrays) arrays {
			y := x[0].Mul(x[1])
			return arrays{y.Max(1), y.Min(1)}
		}, 8},
		{"for each row of a batch", func(rows, columns int) []ir.Value {
			return []ir.Value{laws.Normal(1, 3, rows, columns), laws.Normal(2, 3, columns)}
		}, func(x arrays) arrays { return arrays{np.Einsum("brc,bc->br", x[0], x[1])} }, 4},
		{"exponentials, one row at a time", vectorProduct, func(x arrays) arrays { return arrays{np.Exp(x[0].Mul(x[1])).Sum(1)} }, 1},
	} {
		for _, s := range [][2]int{{1, 40}, {4, 20}, {7, 54}, {50, 9}, {5000, 13}} {
			t.Run(fmt.Sprint(c.name, s), func(t *testing.T) {
				x := c.x(s[0], s[1])
				p := trace(t, c.f, x)
				for _, b := range compile.Compilers() {
					laws.Compiled(t, p, x, b, 1e-11)
				}
				f := schedule.Program("jam", p, schedule.Machine{Vector: 32, Registers: 16})
				if err := f.Check(); err != nil {
					t.Fatal(err)
				}
				most := 0
				for line := range strings.Lines(f.String()) {
					if strings.Contains(line, "= vector") && strings.Contains(line, "carry") {
						most = max(most, strings.Count(line, " add")+strings.Count(line, " max")+strings.Count(line, " min"))
					}
				}
				if s[0] >= 4 && most != c.sums {
					t.Errorf("%d reductions in a loop, want %d, in\n%v", most, c.sums, f)
				}
			})
		}
	}
}

func vectorProduct(rows, columns int) []ir.Value {
	return []ir.Value{laws.Normal(1, rows, columns), laws.Normal(2, columns)}
}
