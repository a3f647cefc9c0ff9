package prim

import (
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

// The known answers are those of Random123, file tests/kat_vectors, threefry2x32 with 20 rounds.
func TestThreefryKnownAnswers(t *testing.T) {
	const ff = 0xffffffff
	for _, c := range []struct{ k0, k1, c0, c1, y0, y1 uint32 }{
		{0, 0, 0, 0, 0x6b200159, 0x99ba4efe},
		{ff, ff, ff, ff, 0x1cb996fc, 0xbb002be7},
		{0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xc4923a9c, 0x483df7a0},
	} {
		word := func(x uint32) Value { return ir.Concrete(array.Scalar(x)) }
		y := Threefry([2]Value{word(c.k0), word(c.k1)}, [2]Value{word(c.c0), word(c.c1)})
		assertClose(t, "word 0", y[0], word(c.y0), 0)
		assertClose(t, "word 1", y[1], word(c.y1), 0)
	}
}

func TestThreefryErrors(t *testing.T) {
	word := Scalar(array.Uint32, 1)
	mustPanic(t, "int32", func() { ir.Bind(ThreefryOp{}, Scalar(array.Int32, 0), word, word, word) })
}
