package native

import (
	"fmt"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// columnsFunc copies the columns of x, n rows that lie some way apart, to those of z, and adds 1 to the second. A way below zero begins
// with the last row.
func columnsFunc(t array.DType, n, from, to int) *loop.Func {
	b := loop.NewBuilder(fmt.Sprintf("%d rows of %v, %d to %d", n, t, from, to))
	place := func(buf *loop.Buffer, i *loop.Value, stride, column int) loop.Address {
		return loop.Address{Buffer: buf, Offset: max(0, -stride*(n-1)) + column, Terms: []loop.Term{{Index: i, Stride: stride}}}
	}
	size := func(stride int) int { return max(stride, -stride)*(n-1) + square }
	x, z := b.Buffer(loop.In, "x", t, size(from)), b.Buffer(loop.Out, "z", t, size(to))
	b.Vector(b.Int(i64, 0), b.Int(i64, int64(n)), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		var v [square]*loop.Value
		for k := range v {
			v[k] = b.Load(place(x, i, from, k))
		}
		v[1] = b.Op(loop.Add, v[1], b.Int(t, 1))
		for k := range v {
			b.Store(place(z, i, to, k), v[k])
		}
		return nil
	})
	return b.Finish()
}

// Four columns are transposed in registers, whichever way their rows lie.
func TestInterleaved(t *testing.T) {
	for _, n := range []int{1, 2, 4, 7, 8, 9, 16, 31, 100} {
		for _, from := range []int{4, 5, 12, -4, 3} {
			for _, to := range []int{4, -7, 1000} {
				for _, dt := range []array.DType{f64, array.Float32, i64} {
					f := columnsFunc(dt, n, from, to)
					compare(t, f, func() []*array.Buffer { return wholeParams(f) })
				}
			}
		}
	}
	for level, cpu := range levels() {
		if text := listing(columnsFunc(f64, 64, 4, 5), cpu); strings.Contains(text, "gather") || strings.Contains(text, "scatter") || strings.Contains(text, "vmovsd") {
			t.Errorf("%s: not transposed:\n%s", level, text)
		}
	}
}
