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

// readTwice reads x for a product, and, after link, again for its transpose.
func readTwice(link func(np.Array) np.Array) func(x arrays) arrays {
	return func(x arrays) arrays {
		r := link(np.MatMul(x[0], x[1])).Sub(x[2])
		return arrays{np.Square(r).Sum(), np.MatMul(r, x[0])}
	}
}

// Data longer than the cache that several nests read are fetched, those of the next block by a nest that computes much for each row, or
// if there is none by the last that reads them; with AVX-512 by the first. Shorter ones are not, and neither is what one nest alone reads.
func TestAhead(t *testing.T) {
	const rows, columns = 9000, 20
	const block, wideBlock = 32, 80 // rows
	machine := schedule.Machine{Vector: 32, Registers: 16, Cache: 1 << 20}
	wide := schedule.Machine{Vector: 64, Registers: 32, Cache: 1 << 20}
	x := []ir.Value{laws.Normal(1, rows, columns), laws.Normal(2, columns), laws.Normal(3, rows)}
	cheap, dear := trace(t, readTwice(np.Square), x), trace(t, readTwice(np.Tanh), x)
	for _, test := range []struct {
		name    string
		p       *ir.Program
		machine schedule.Machine
		want    loop.Fetch
	}{
		{"cheap", cheap, machine, loop.Fetch{Len: 1, Ahead: block * columns}},
		{"dear", dear, machine, loop.Fetch{Len: columns, Ahead: block * columns}},
		{"wide", dear, wide, loop.Fetch{Len: 1, Ahead: wideBlock * columns, Second: true}},
		{"sum", trace(t, func(x arrays) arrays { return arrays{np.Square(x[0]).Sum()} }, x[:1]), machine, loop.Fetch{}},
	} {
		for _, b := range compile.Compilers() {
			laws.Compiled(t, test.p, x[:len(test.p.In)], b, 1e-11)
		}
		f := schedule.Program(test.name, test.p, test.machine)
		if err := f.Check(); err != nil {
			t.Fatal(err)
		}
		found := 0
		f.Walk(func(s loop.Stmt) {
			if s, ok := s.(*loop.Fetch); ok {
				if found++; s.Len != test.want.Len || s.Ahead != test.want.Ahead || s.Second != test.want.Second || s.At.Buffer.Name != "in0" {
					t.Errorf("%s: %d elements of %s are fetched, %d ahead, to the second cache: %v", test.name, s.Len, s.At.Buffer.Name, s.Ahead, s.Second)
				}
			}
		})
		if found == 0 && test.want.Len > 0 {
			t.Errorf("%s: nothing is fetched in\n%v", test.name, f)
		}
	}
	machine.Cache = rows * columns * array.Float64.Size()
	if text := schedule.Program("short", dear, machine).String(); strings.Contains(text, "fetch") {
		t.Errorf("what fits the cache is fetched in\n%s", text)
	}
}
