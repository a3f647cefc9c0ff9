package native

import (
	"errors"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/vmath"
)

// Functions arrive here expanded, and are then the same to the last bit as in the interpreter.
func TestExpandedFunctions(t *testing.T) {
	for op := loop.Exp; op <= loop.Xlog1py; op++ {
		for _, dt := range []array.DType{array.Float32, array.Float64} {
			c := opCase{op: op, out: dt}
			n := 1
			for range op.Arity() {
				c.in = append(c.in, dt)
				n *= len(specials(dt))
			}
			for _, vector := range []bool{false, true} {
				f := c.build(n, vector, false)
				for _, cpu := range targets(t) {
					if _, err := Compile(f, cpu); !errors.Is(err, ErrUnsupported) {
						t.Fatalf("%v: error %v", c, err)
					}
				}
				vmath.Expand(f)
				compare(t, f, func() []*array.Buffer { return c.params(n, false) })
			}
			f, params := everywhere(op, dt)
			compare(t, f, params)
		}
	}
}
