package schedule

import (
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// An index that is computed from others by sums and multiples is as good as those, but not if it may wrap as an int32.
func TestAlong(t *testing.T) {
	b := loop.NewBuilder("along")
	i := b.Load(loop.Address{Buffer: b.Buffer(loop.In, "i", array.Int64, 1)})
	j := b.Load(loop.Address{Buffer: b.Buffer(loop.In, "j", array.Int32, 1)})
	n := func(n int64) *loop.Value { return b.Int(array.Int64, n) }
	wraps := b.To(array.Int64, b.Op(loop.Mul, j, b.Int(array.Int32, 5)))
	x := b.Op(loop.Add, b.Op(loop.Mul, b.Op(loop.Add, i, n(3)), n(12)), b.Op(loop.Add, n(-1), wraps))
	var a loop.Address
	along(x).times(2).addTo(&a)
	want := []loop.Term{{Index: i, Stride: 24}, {Index: wraps, Stride: 2}}
	if a.Offset != 70 || !slices.Equal(a.Terms, want) {
		t.Errorf("an address at %d + %v, want 70 + %v", a.Offset, a.Terms, want)
	}
}
