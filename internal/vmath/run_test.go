package vmath

import (
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// build returns the loop z[i] = op(x[i], ...) over n elements, with op expanded.
func build(op loop.Op, t array.DType, n int) *loop.Func { return buildWith(op, t, n, Apply) }

// buildWith is build with what apply makes of op.
func buildWith(op loop.Op, t array.DType, n int, apply func(*loop.Builder, loop.Op, ...*loop.Value) *loop.Value) *loop.Func {
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
		b.Store(at(out), apply(b, op, x...))
		return nil
	})
	return b.Finish()
}

// run applies the expansion of op to the elements of x.
func run[T float32 | float64](t *testing.T, op loop.Op, x ...[]T) []T {
	t.Helper()
	return apply(t, build(op, array.Of(x[0], array.Shape{len(x[0])}).DType(), len(x[0])), x...)
}

// apply runs a function of the operands x and one result.
func apply[T float32 | float64](t *testing.T, f *loop.Func, x ...[]T) []T {
	t.Helper()
	code, err := loop.Interpret(f)
	if err != nil {
		t.Fatal(err)
	}
	shape := array.Shape{len(x[0])}
	out := array.Of(make([]T, len(x[0])), shape)
	var params []*array.Buffer
	for _, x := range x {
		params = append(params, array.Of(x, shape))
	}
	if err := code.Run(append(params, out), nil); err != nil {
		t.Fatal(err)
	}
	return array.Data[T](out)
}
