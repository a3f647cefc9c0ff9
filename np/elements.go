package np

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

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
