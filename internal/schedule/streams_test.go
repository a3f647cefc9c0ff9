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

// Reductions of long data that compute little go over four parts side by side, whatever is left over; others do not.
func TestStreams(t *testing.T) {
	const long = 140_000 // elements: more than the cache has
	for _, c := range []struct {
		name       string
		n          int
		f          func(x arrays) arrays
		reductions int // in a loop
	}{
		{"sum", long, func(x arrays) arrays { return arrays{x[0].Sum()} }, 4},
		{"sum of a matrix", long, func(x arrays) arrays { return arrays{x[0].Reshape(4, -1).Sum()} }, 4},
		{"sum and sum of squares", long + 1, func(x arrays) arrays {
			d := x[0].Sub(0.5)
			return arrays{d.Sum(), np.Square(d).Sum()}
		}, 8},
		{"maximum", long + 31, func(x arrays) arrays { return arrays{x[0].Max()} }, 4},
		{"product", long + 32, func(x arrays) arrays { return arrays{x[0].Mul(1e-3).Add(1).Prod()} }, 4},
		{"of integers", 2*long + 7, func(x arrays) arrays { return arrays{x[0].Mul(100).AsType(np.Int32).Sum()} }, 4},
		{"which has it all", long, func(x arrays) arrays { return arrays{x[0].Lt(100).All()} }, 4},
		{"three sums", long, func(x arrays) arrays { return arrays{x[0].Sum(), np.Square(x[0]).Sum(), np.Abs(x[0]).Sum()} }, 3},
		{"of exponentials", long, func(x arrays) arrays { return arrays{np.Exp(x[0]).Sum()} }, 1},
		{"of few", 10_000, func(x arrays) arrays { return arrays{x[0].Sum()} }, 1},
	} {
		t.Run(fmt.Sprint(c.name, c.n), func(t *testing.T) {
			x := []ir.Value{laws.Normal(1, c.n)}
			p := trace(t, c.f, x)
			for _, b := range compile.Compilers() {
				laws.Compiled(t, p, x, b, 1e-9)
			}
			f := schedule.Program("streams", p, schedule.Machine{Vector: 32, Registers: 16, Cache: 1 << 20, PieceWork: 1 << 30})
			if err := f.Check(); err != nil {
				t.Fatal(err)
			}
			most := 0
			for line := range strings.Lines(f.String()) {
				if head, carry, ok := strings.Cut(line, " carry "); ok && strings.Contains(head, "= vector") {
					most = max(most, strings.Count(carry, ",")+1)
				}
			}
			if most != c.reductions {
				t.Errorf("%d reductions in a loop, want %d, in\n%v", most, c.reductions, f)
			}
		})
	}
}
