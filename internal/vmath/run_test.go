package vmath

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// build returns the loop z[i] = op(x[i], ...) over n elements, with op expanded.
func build(op loop.Op, t array.DType, n int) *loop.Func {
	b := loop.NewBuilder(op.String())
	var in []*loop.Buffer
	for range op.Arity() {
		in = append(in, b.Buffer(loop.In, "x", t, n))
	}
	out := b.Buffer(loop.Out, "z", t, n)
	b.Vector(b.Int(array.Int64, 0), b.Int(array.Int64, int64(n)), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		at := func(b *loop.Buffer) loop.Address {
			return loop.Address{Buffer: b, Terms: []loop.Term{{Index: i, Stride: 1}}}
		}
		var x []*loop.Value
		for _, buf := range in {
			x = append(x, b.Load(at(buf)))
		}
		b.Store(at(out), Apply(b, op, x...))
		return nil
	})
	return b.Finish()
}

// run applies the expansion of op to the elements of x.
func run[T float32 | float64](t *testing.T, op loop.Op, x ...[]T) []T {
	t.Helper()
	n := len(x[0])
	shape := array.Shape{n}
	out := array.Of(make([]T, n), shape)
	code, err := loop.Interpret(build(op, out.DType(), n))
	if err != nil {
		t.Fatal(err)
	}
	var params []*array.Buffer
	for _, x := range x {
		params = append(params, array.Of(x, shape))
	}
	if err := code.Run(append(params, out), nil); err != nil {
		t.Fatal(err)
	}
	return array.Data[T](out)
}

// ulps returns the error of got in units in the last place of want + rest, the place being that of got's format.
func ulps[T float32 | float64](got T, want, rest float64) float64 {
	g := float64(got)
	switch {
	case math.IsInf(g, 0) && float64(T(want)) == g:
		return 0
	case math.IsNaN(g) && math.IsNaN(want) || g == want && math.IsInf(want, 0):
		return 0
	case math.IsInf(g, 0): // the next number after the greatest one
		g = math.Copysign(math.Inf(1), g)
		if _, single := any(got).(float32); single {
			g = math.Copysign(0x1p128, g)
		} else if math.Abs(want) > 0x1.fffffffffffffp1023/2 { // 2^1024, which is no float64
			return math.Abs(((want-math.Copysign(0x1.fffffffffffffp1023, g))+rest)/0x1p971) + 1
		}
	}
	fraction, least := 52, -1022
	if _, single := any(got).(float32); single {
		fraction, least = 23, -126
	}
	_, e := math.Frexp(want)
	ulp := math.Ldexp(1, max(e-1, least)-fraction)
	return math.Abs((g-want)/ulp - rest/ulp)
}
