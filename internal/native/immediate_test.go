package native

import (
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// A constant that is used once in a body with many of them is an operand in memory.
func TestConstantsAreOperands(t *testing.T) {
	const degree = 90
	b := loop.NewBuilder("polynomial")
	x, z := b.Buffer(loop.In, "x", f64, 100), b.Buffer(loop.Out, "z", f64, 100)
	b.Vector(b.Int(i64, 0), b.Int(i64, 100), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		v := b.Load(at(x, i))
		p := b.Float(f64, 1)
		for k := range degree {
			p = b.Op(loop.FMA, p, v, b.Float(f64, 1/float64(k+2)))
		}
		b.Store(at(z, i), p)
		return nil
	})
	f := b.Finish()
	compare(t, f, func() []*array.Buffer { return wholeParams(f) })
	for level, cpu := range levels() {
		text := listing(f, cpu)
		if n := strings.Count(text, ", [constant"); n < degree {
			t.Errorf("%s: %d operands in memory, want %d in\n%s", level, n, degree, text)
		}
	}
}
