package compile_test

import (
	"math"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// tooLarge runs a program with little memory and returns the error.
func tooLarge(t *testing.T, b compile.Backend, limit int64, in []*array.Buffer, f func([]ir.Value) []ir.Value) error {
	t.Helper()
	types := make([]ir.Type, len(in))
	for i, x := range in {
		types[i] = ir.TypeOf(x)
	}
	p, _ := ir.TraceFunc(types, f)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(limit))
	err := func() (err error) {
		defer ir.Recover(&err)
		compile.New(p, b).Run(in)
		return nil
	}()
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 32<<20 {
		t.Errorf("%s: %d bytes were allocated", b, grown)
	}
	return err
}

// outer returns the products of all pairs of elements of x.
func outer(x ir.Value) ir.Value {
	n := x.Shape().Size()
	x = prim.Reshape(x, array.Shape{n})
	square := array.Shape{n, n}
	return prim.Mul(prim.BroadcastTo(x, square, []int{0}), prim.BroadcastTo(x, square, []int{1}))
}

// A program too large for memory says how much it needs and what for, and allocates nothing.
func TestTooLarge(t *testing.T) {
	x := []*array.Buffer{array.New(array.Float64, array.Shape{10_000})}
	for name, c := range map[string]struct {
		limit int64
		f     func(x ir.Value) ir.Value
		want  []string
	}{
		"result": {500 << 20, outer, []string{"the program needs 800 MB of memory, and ", "available: 800 MB for result 0, f64[10000 10000]"}},
		"inside": {500 << 20, func(x ir.Value) ir.Value { return prim.SumAll(prim.Cumsum(outer(x), 0)) }, []string{
			"the program needs 800 MB", "800 MB for f64[10000 10000], a result of "}},
		"nobody's": {math.MaxInt64, func(x ir.Value) ir.Value { return outer(outer(x)) }, []string{
			"the program needs", "80 PB"}},
		"countless": {math.MaxInt64, func(x ir.Value) ir.Value { return prim.SumAll(outer(outer(outer(x)))) }, []string{
			"f64[10000000000000000 10000000000000000], a result of broadcast, would have 8e+32 bytes"}},
	} {
		for _, b := range compile.Compilers() {
			err := tooLarge(t, b, c.limit, x, func(x []ir.Value) []ir.Value { return []ir.Value{c.f(x[0])} })
			for _, want := range c.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%s, %s: %v, want %s", name, b, err, want)
				}
			}
		}
	}
}

// When there is more memory, or the other result is gone, what was too large runs.
func TestTooLargeAtFirst(t *testing.T) {
	x := []*array.Buffer{array.New(array.Float64, array.Shape{4_000})}
	p, _ := ir.TraceFunc([]ir.Type{ir.TypeOf(x[0])}, func(x []ir.Value) []ir.Value { return []ir.Value{outer(x[0])} })
	e := compile.New(p, compile.Selected())
	run := func() (err error) {
		defer ir.Recover(&err)
		e.Run(x)
		return nil
	}
	limit := debug.SetMemoryLimit(100 << 20)
	err := run()
	debug.SetMemoryLimit(limit)
	if compile.Selected() != compile.Eval && err == nil {
		t.Error("128 MB of 100 gave no error")
	}
	if err := run(); err != nil {
		t.Error(err)
	}
}
