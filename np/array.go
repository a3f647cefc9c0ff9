// Package np is phlox's array type and NumPy's functions on it.
//
// An Array is an immutable handle. If its elements are known it is concrete, and operations on it are
// done at once; inside a function that is being traced (by fn.Grad, fn.Jit, a model, ...) it stands for a
// value of the program to be. Shapes broadcast as in NumPy. The default dtype is float64; Go constants
// (2, 0.5) take the dtype of the other operand.
package np

import (
	"fmt"

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
	weak bool // made of Go constants alone: takes the dtype of what it meets
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

// IsWeak reports whether x was made of Go constants alone, so that it takes the dtype of what it meets.
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
		out = append(out, x.axis(a))
	}
	for i := 0; len(axes) == 0 && i < x.Rank(); i++ {
		out = append(out, i)
	}
	return out
}

// known returns the elements of a concrete array, or panics with an Error.
func (x Array) known(what string) *array.Buffer {
	if b := operand(x).Buffer(); b != nil {
		return b
	}
	panic(ir.Errorf("%s of an array that is being traced (%v): its elements are not known yet", what, x.Type()))
}

// Float64s returns the elements of a concrete array in row-major order, as a new slice.
func (x Array) Float64s() []float64 {
	b := x.known("Float64s")
	out := make([]float64, b.Size())
	for i := range out {
		out[i] = b.Float64(i)
	}
	return out
}

// Ints returns the elements of a concrete array, converted to int, as a new slice.
func (x Array) Ints() []int {
	b := x.AsType(Int64).known("Ints")
	out := make([]int, b.Size())
	for i, v := range array.Data[int64](b) {
		out[i] = int(v)
	}
	return out
}

// Bools returns which elements of a concrete array are not zero.
func (x Array) Bools() []bool {
	return append([]bool(nil), array.Data[bool](x.AsType(Bool).known("Bools"))...)
}

// Item returns the only element of a concrete array of size 1.
func (x Array) Item() float64 {
	b := x.known("Item")
	if b.Size() != 1 {
		panic(ir.Errorf("Item of an array of shape %v: it has not one element", x.Shape()))
	}
	return b.Float64(0)
}

// String prints dtype, shape and, if they are known, the elements.
func (x Array) String() string {
	switch {
	case x.v == nil:
		return "(no array)"
	case x.IsConcrete() && x.Rank() == 0:
		return x.Buffer().String()
	case x.IsConcrete():
		return fmt.Sprintf("%v%v", x.Type(), x.Buffer())
	}
	return fmt.Sprintf("%v(traced)", x.Type())
}
