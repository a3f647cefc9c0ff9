package schedule_test

import (
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// readTwice reads x for a product, and again for its transpose.
func readTwice(x arrays) arrays {
	r := np.Tanh(np.MatMul(x[0], x[1])).Sub(x[2])
	return arrays{np.Square(r).Sum(), np.MatMul(r, x[0])}
}

// Data longer than the cache are fetched: by the last nest of a block those of the next block, and a bit ahead where one nest alone
// reads them. Shorter ones are not.
func TestAhead(t *testing.T) {
	const rows, columns = 9000, 20
	x := []ir.Value{laws.Normal(1, rows, columns), laws.Normal(2, columns), laws.Normal(3, rows)}
	p := trace(t, readTwice, x)
	for _, b := range compile.Compilers() {
		laws.Compiled(t, p, x, b, 1e-11)
	}
	machine := schedule.Machine{Vector: 32, Registers: 16, Cache: 1 << 20}
	f := schedule.Program("twice", p, machine)
	if err := f.Check(); err != nil {
		t.Fatal(err)
	}
	const block = 32 // rows
	ahead := map[string][]int{}
	f.Walk(func(s loop.Stmt) {
		if v, ok := s.(*loop.Value); ok && v.Op == loop.Load && strings.HasPrefix(v.At.Buffer.Name, "in") {
			ahead[v.At.Buffer.Name] = append(ahead[v.At.Buffer.Name], v.Ahead)
		}
	})
	count := func(list []int, x int) (n int) {
		for _, y := range list {
			if y == x {
				n++
			}
		}
		return n
	}
	data := ahead["in0"]
	if n := count(data, 0); n == 0 || n == len(data) || count(data, block*columns) != len(data)-n {
		t.Errorf("data are fetched %v ahead in\n%v", data, f)
	}
	for _, short := range []string{"in1", "in2"} {
		if n := count(ahead[short], 0); n != len(ahead[short]) {
			t.Errorf("%s is fetched %v ahead", short, ahead[short])
		}
	}
	if text := schedule.Program("sum", trace(t, func(x arrays) arrays { return arrays{np.Square(x[0]).Sum()} }, x[:1]), machine).String(); !strings.Contains(text, " ahead 512") {
		t.Errorf("nothing is fetched a page ahead in\n%s", text)
	}
	machine.Cache = rows * columns * array.Float64.Size()
	if text := schedule.Program("short", p, machine).String(); strings.Contains(text, "ahead") {
		t.Errorf("what fits the cache is fetched in\n%s", text)
	}
}
