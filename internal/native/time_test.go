package native

import (
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// The clock goes on, and what is in registers around it stays: more values are alive than there are registers.
func TestClock(t *testing.T) {
	b := loop.NewBuilder("clock")
	x, z := b.Buffer(loop.In, "x", array.Int64, 20), b.Buffer(loop.Out, "z", array.Int64, 22)
	var values []*loop.Value
	for i := range 20 {
		values = append(values, b.Load(loop.Address{Buffer: x, Offset: i}))
	}
	f := b.Finish()
	clock := func(i int) {
		v := &loop.Value{ID: f.Values, Op: loop.Clock, Type: array.Int64}
		f.Values++
		f.Body.List = append(f.Body.List, v, &loop.Store{At: loop.Address{Buffer: z, Offset: i}, X: v})
	}
	clock(20)
	for i, v := range values {
		f.Body.List = append(f.Body.List, &loop.Store{At: loop.Address{Buffer: z, Offset: i}, X: v})
	}
	clock(21)
	if err := f.Check(); err != nil {
		t.Fatal(err)
	}
	in := array.New(array.Int64, array.Shape{20})
	for i := range 20 {
		in.SetFloat64(i, float64(i+1))
	}
	for name, cpu := range targets(t) {
		code, err := Compile(f, cpu)
		if err != nil {
			t.Fatal(err)
		}
		last := int64(0)
		for range 3 {
			out := array.New(array.Int64, array.Shape{22})
			if err := code.New().Run([]*array.Buffer{in, out}, nil); err != nil {
				t.Fatal(err)
			}
			got := array.Data[int64](out)
			if !slices.Equal(got[:20], array.Data[int64](in)) {
				t.Errorf("%s: values are %v", name, got)
			}
			if got[20] <= last || got[21] <= got[20] {
				t.Errorf("%s: times are %d, %d after %d", name, got[20], got[21], last)
			}
			last = got[21]
		}
	}
	if len(targets(t)) == 0 {
		return
	}
	if tick, err := Tick(); err != nil || tick < 1e-11 || tick > 1e-7 {
		t.Errorf("a unit of the clock is %v seconds, %v", tick, err)
	}
}
