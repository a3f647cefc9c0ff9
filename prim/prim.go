// Package prim has the first-order operations that programs consist of, each with all of its rules in
// one place: the types it takes, its meaning, its derivative, its transpose if it is linear, and what it
// does to a batch. Elementwise operations are rows of a table (elementwise_table.go); each other one is a
// file. Functions like Add and Sum apply them to Values with exact shapes and dtypes; NumPy's broadcasting
// and conversions are package np's.
//
// The rules call these functions, and so do transformations: that is how derivatives of derivatives and
// batches of gradients come out as programs again.
package prim

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

// Scalar returns a concrete rank-0 Value.
func Scalar(d array.DType, x float64) Value {
	b := array.New(d, nil)
	b.SetFloat64(0, x)
	return ir.Concrete(b)
}

// Like returns x as a concrete rank-0 Value of v's dtype.
func Like(v Value, x float64) Value { return Scalar(v.DType(), x) }

// Full returns a Value of the given type whose elements are all x.
func Full(t ir.Type, x float64) Value { return BroadcastScalar(Scalar(t.DType, x), t.Shape) }

// Zeros returns a Value of zeros.
func Zeros(t ir.Type) Value { return ir.Concrete(array.New(t.DType, t.Shape)) }

// Iota returns the integers 0, 1, ... along an axis of an array.
func Iota(d array.DType, shape array.Shape, axis int) Value {
	b := array.New(d, shape)
	stride := shape[axis+1:].Size()
	for i := range b.Size() {
		b.SetFloat64(i, float64(i/stride%shape[axis]))
	}
	return ir.Concrete(b)
}

// AddTangents returns x + y, where nil is zero.
func AddTangents(x, y Value) Value {
	switch {
	case x == nil:
		return y
	case y == nil:
		return x
	case x.Rank() == 0 && y.Rank() > 0:
		x = BroadcastScalar(x, y.Shape())
	case y.Rank() == 0 && x.Rank() > 0:
		y = BroadcastScalar(y, x.Shape())
	}
	return Add(x, y)
}

// axesFrom returns n axes: lo, lo+1, ...
func axesFrom(lo, n int) []int {
	axes := make([]int, n)
	for i := range axes {
		axes[i] = lo + i
	}
	return axes
}

// shifted returns the axes moved right by one, as they are after a batch axis is put in front.
func shifted(axes []int) []int {
	out := make([]int, len(axes))
	for i, a := range axes {
		out[i] = a + 1
	}
	return out
}

// withBatch returns v with a leading axis of length n: as it is if mapped, else broadcast.
func withBatch(v Value, n int, mapped bool) Value {
	if mapped {
		return v
	}
	return BroadcastTo(v, v.Shape().Prepend(n), axesFrom(1, v.Rank()))
}

// withBatches is withBatch for each operand.
func withBatches(n int, x []Value, mapped []bool) []Value {
	out := make([]Value, len(x))
	for i, v := range x {
		out[i] = withBatch(v, n, mapped[i])
	}
	return out
}

// isNegative reports whether a list of lengths has one below zero.
func isNegative(lengths []int) bool {
	return slices.ContainsFunc(lengths, func(n int) bool { return n < 0 })
}

// without returns 0..n-1 less the given axes.
func without(n int, axes []int) []int {
	var out []int
	for i := range n {
		if !slices.Contains(axes, i) {
			out = append(out, i)
		}
	}
	return out
}

// notLinear is the Transpose of ops that are linear in nothing.
type notLinear struct{}

func (notLinear) Transpose([]Value, []Value, []ir.Type) []Value {
	panic(ir.Errorf("transpose of an op that is not linear"))
}

// flat is the JVP of ops whose derivative is zero wherever it exists.
type flat struct{ notLinear }

func (flat) JVP(_, y, _ []Value) []Value { return make([]Value, len(y)) }
