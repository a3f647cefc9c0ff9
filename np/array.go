// Package np is phlox's array type and NumPy's functions on it.
//
// An Array is an immutable handle. If its elements are known it is concrete, and operations on it are
// done at once; inside a function that is being traced (by fn.Grad, fn.Jit, a model, ...) it stands for a
// value of the program to be. Shapes broadcast as in NumPy.
//
// The default dtype is float64, and dtypes are promoted as in JAX: a float32 array with integers stays
// float32. Go constants (2, 0.5) take the dtype of the other operand; a float constant makes float64 of
// integers. Unlike NumPy, bools count as the integers 0 and 1 in arithmetic.
package np

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// DType is the type of an array's elements.
type DType = array.DType

// The element types.
const (
	Bool    = array.Bool
	Int32   = array.Int32
	Int64   = array.Int64
	Uint32  = array.Uint32
	Uint64  = array.Uint64
	Float32 = array.Float32
	Float64 = array.Float64
)

// Shape holds the length of each axis.
type Shape = array.Shape

// Array is an n-dimensional array. The zero Array holds nothing: it stands for an absent value.
type Array struct {
	v    ir.Value
	weak bool // of a dtype that comes from Go constants: takes the dtype of what it meets
}

// Value is what functions take as an array operand: an Array, or a Go number, which is a scalar.
type Value interface {
	~int | ~float64 | Array
}

// Of returns x as an Array. A number becomes a scalar that takes the dtype of what it is combined with.
func Of[A Value](x A) Array { return operand(x) }

// operand is Of for the methods, whose operands are Array, int or float64.
func operand(x any) Array {
	switch x := x.(type) {
	case Array:
		if x.v == nil {
			panic(ir.Errorf("an operand is the zero Array, which holds no value"))
		}
		return x
	case float64:
		return Array{ir.Concrete(array.Scalar(x)), true}
	case int:
		return Array{ir.Concrete(array.Scalar(int64(x))), true}
	}
	return namedNumber(x)
}

// FromIR wraps a Value of a program.
func FromIR(v ir.Value) Array { return Array{v: v} }

// IR returns the Value that x wraps; nil for the zero Array.
func (x Array) IR() ir.Value { return x.v }

// FromBuffer wraps a buffer, which must not change any more.
func FromBuffer(b *array.Buffer) Array { return Array{v: ir.Concrete(b)} }

// Buffer returns the elements of a concrete array, nil for a traced one or the zero Array.
func (x Array) Buffer() *array.Buffer {
	if x.v == nil {
		return nil
	}
	return x.v.Buffer()
}

// IsZero reports whether x is the zero Array, which holds no value.
func (x Array) IsZero() bool { return x.v == nil }

// IsConcrete reports whether the elements are known.
func (x Array) IsConcrete() bool { return x.Buffer() != nil }

// IsWeak reports whether the dtype of x comes from Go constants, so that it takes that of what it meets.
func (x Array) IsWeak() bool { return x.weak }

// Shape returns the length of each axis; the caller must not change it.
func (x Array) Shape() Shape {
	if x.v == nil {
		return nil
	}
	return x.v.Shape()
}

// DType returns the element type.
func (x Array) DType() DType {
	if x.v == nil {
		return array.Invalid
	}
	return x.v.DType()
}

// Type returns dtype and shape.
func (x Array) Type() ir.Type { return operand(x).v.Type() }

// Rank returns the number of axes.
func (x Array) Rank() int { return len(x.Shape()) }

// Dim returns the length of an axis; a negative axis counts from the end.
func (x Array) Dim(axis int) int { return x.Shape()[x.axis(axis)] }

// Size returns the number of elements.
func (x Array) Size() int { return x.Shape().Size() }

// Len returns the length of the first axis.
func (x Array) Len() int { return x.Dim(0) }

// AsType converts the elements: floats become integers by truncation, anything nonzero is true.
func (x Array) AsType(d DType) Array { return Array{v: prim.ConvertTo(operand(x).v, d)} }

// Strong returns x with its dtype fixed: a Go constant becomes an array of the given float dtype.
func (x Array) Strong(float DType) Array {
	if !x.weak {
		return x
	}
	if x.DType() == Float64 {
		return x.AsType(float)
	}
	return Array{v: x.v}
}

// axis resolves a possibly negative axis.
func (x Array) axis(axis int) int {
	a, err := x.Shape().Axis(axis)
	if err != nil {
		panic(ir.Errorf("%v", err))
	}
	return a
}

// axes resolves axes; none means all.
func (x Array) axes(axes []int) []int {
	var out []int
	for _, a := range axes {
		k := x.axis(a)
		if slices.Contains(out, k) {
			panic(ir.Errorf("axes %v of shape %v: one is given twice", axes, x.Shape()))
		}
		out = append(out, k)
	}
	for i := 0; len(axes) == 0 && i < x.Rank(); i++ {
		out = append(out, i)
	}
	return out
}
