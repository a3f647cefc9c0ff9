package native

import (
	"fmt"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// A long loop with so many sums that there are no registers for copies has its body twice, whatever is left over.
func TestTurns(t *testing.T) {
	for _, dt := range []array.DType{array.Float32, f64} {
		for _, sums := range []int{3, 5, 8} {
			for _, n := range []int{1024, 1100, 1101, 1107, 1131, 1147, 2000} {
				b := loop.NewBuilder(fmt.Sprint("turns", sums))
				x, z := b.Buffer(loop.In, "x", dt, n), b.Buffer(loop.Out, "z", dt, sums)
				init, ops := make([]*loop.Value, sums), make([]loop.Op, sums)
				for k := range init {
					init[k], ops[k] = b.Int(dt, int64(k)), loop.Add
				}
				out := b.Vector(b.Int(i64, 0), b.Int(i64, int64(n)), init, ops, func(i *loop.Value, carry []*loop.Value) []*loop.Value {
					v, next := b.Load(at(x, i)), make([]*loop.Value, sums)
					for k := range next {
						next[k] = b.Op(loop.FMA, v, v, carry[k])
					}
					return next
				})
				for k, v := range out {
					b.Store(loop.Address{Buffer: z, Offset: k}, v)
				}
				f := b.Finish()
				compare(t, f, func() []*array.Buffer { return wholeParams(f) })
				copies := enoughSums / sums
				if text := listing(f, levels()["avx2"]); strings.Count(firstLoop(text), "vfmadd") != 2*copies*sums {
					t.Errorf("%v: not %d times %d sums in\n%s", dt, 2*copies, sums, text)
				}
			}
		}
	}
}
