package native

import (
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// What is fetched ahead is asked for once a line, wherever it is, and changes nothing.
func TestFetchAhead(t *testing.T) {
	for _, dt := range []array.DType{array.Float32, f64} {
		for _, ahead := range []int{1, 512, 1 << 20} {
			const n = 1000
			b := loop.NewBuilder("ahead")
			x, z := b.Buffer(loop.In, "x", dt, n), b.Buffer(loop.Out, "z", dt, n)
			b.Vector(b.Int(i64, 0), b.Int(i64, n), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
				v := b.LoadAhead(at(x, i), ahead)
				b.Store(at(z, i), b.Op(loop.Mul, v, v))
				return nil
			})
			f := b.Finish()
			compare(t, f, func() []*array.Buffer { return wholeParams(f) })
			for level, want := range map[string]int{"avx2": maxCopies / 2, "avx512": maxCopies} {
				text := listing(f, levels()[level])
				begin := strings.Index(text, "label")
				turn := text[begin : begin+strings.Index(text[begin:], "jl ")]
				if n := strings.Count(turn, "prefetcht0"); n != want {
					t.Errorf("%s %v: %d lines are fetched in a turn, want %d, in\n%s", level, dt, n, want, text)
				}
			}
		}
	}
}
