package np

import (
	"math"
	"reflect"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// New returns an array of the given data and shape; without a shape it is a vector. The data is not
// copied and must not change.
func New[T array.Elem](data []T, shape ...int) Array {
	if len(shape) == 0 {
		shape = []int{len(data)}
	}
	checkShape(shape)
	if array.Shape(shape).Size() != len(data) {
		panic(ir.Errorf("%d elements do not fill shape %v", len(data), array.Shape(shape)))
	}
	return FromBuffer(array.Of(data, shape))
}

// Vec returns a float64 vector.
func Vec(x ...float64) Array { return New(x) }

// IntVec returns an int64 vector.
func IntVec(x ...int) Array {
	data := make([]int64, len(x))
	for i, v := range x {
		data[i] = int64(v)
	}
	return New(data)
}

// Matrix returns a float64 matrix with the given rows, which have one length.
func Matrix(rows ...[]float64) Array {
	var data []float64
	for _, row := range rows {
		if len(row) != len(rows[0]) {
			panic(ir.Errorf("rows of length %d and %d in one matrix", len(rows[0]), len(row)))
		}
		data = append(data, row...)
	}
	cols := 0
	if len(rows) > 0 {
		cols = len(rows[0])
	}
	return FromBuffer(array.Of(data, array.Shape{len(rows), cols}))
}

// Scalar returns an array of rank 0 of x's type.
func Scalar[T array.Elem](x T) Array { return FromBuffer(array.Scalar(x)) }

// Full returns x broadcast to shape, of x's dtype: float64 for a Go float64, int64 for an int.
func Full[A Value](shape Shape, x A) Array {
	checkShape(shape)
	return Array{v: Of(x).BroadcastTo(shape).v}
}

// FullOf returns an array of the given dtype filled with x.
func FullOf(d DType, shape Shape, x float64) Array {
	checkShape(shape)
	return Array{v: prim.Full(ir.Type{DType: d, Shape: shape}, x)}
}

// Zeros returns a float64 array of zeros.
func Zeros(shape ...int) Array { return ZerosOf(Float64, shape...) }

// ZerosOf returns an array of zeros of the given dtype.
func ZerosOf(d DType, shape ...int) Array {
	checkShape(shape)
	return Array{v: prim.Zeros(ir.Type{DType: d, Shape: shape})}
}

// Ones returns a float64 array of ones.
func Ones(shape ...int) Array { return OnesOf(Float64, shape...) }

// OnesOf returns an array of ones of the given dtype.
func OnesOf(d DType, shape ...int) Array { return FullOf(d, shape, 1) }

// ZerosLike returns zeros of x's dtype and shape.
func ZerosLike(x Array) Array { return Array{v: prim.Zeros(x.Type())} }

// OnesLike returns ones of x's dtype and shape.
func OnesLike(x Array) Array { return Array{v: prim.Full(x.Type(), 1)} }

// FullLike returns an array of x's dtype and shape filled with c.
func FullLike(x Array, c float64) Array { return Array{v: prim.Full(x.Type(), c)} }

// Eye returns the float64 identity matrix.
func Eye(n int) Array {
	checkShape(Shape{n})
	data := make([]float64, n*n)
	for i := range n {
		data[i*n+i] = 1
	}
	return New(data, n, n)
}

// Arange returns the int64 vector 0, 1, ..., n-1; an empty one for n <= 0.
func Arange(n int) Array { return Iota(Shape{max(n, 0)}, 0) }

// ArangeStep returns the float64 vector start, start+step, ... below stop (above it, for a negative step).
func ArangeStep(start, stop, step float64) Array {
	n := (stop - start) / step
	if math.IsNaN(n) || math.IsInf(n, 0) || step == 0 {
		panic(ir.Errorf("arange from %v to %v by %v does not end", start, stop, step))
	}
	data := []float64{}
	for x := start; step > 0 && x < stop || step < 0 && x > stop; x = start + float64(len(data))*step {
		data = append(data, x)
	}
	return New(data)
}

// Iota returns an int64 array that counts 0, 1, ... along an axis.
func Iota(shape Shape, axis int) Array {
	checkShape(shape)
	k, err := shape.Axis(axis)
	if err != nil {
		panic(ir.Errorf("iota: %v", err))
	}
	return Array{v: prim.Iota(Int64, shape, k)}
}

// Linspace returns n evenly spaced numbers from start to stop, both included.
func Linspace(start, stop float64, n int) Array {
	checkShape(Shape{n})
	data := make([]float64, n)
	for i := range data {
		data[i] = start
		if n > 1 {
			t := float64(i) / float64(n-1)
			data[i] = start*(1-t) + stop*t
		}
	}
	return New(data, n)
}

// namedNumber returns a number of a named type as a scalar.
func namedNumber(x any) Array {
	switch v := reflect.ValueOf(x); v.Kind() {
	case reflect.Float64:
		return operand(v.Float())
	case reflect.Int:
		return operand(int(v.Int()))
	}
	panic(ir.Errorf("an operand is a %T, want np.Array, int or float64", x))
}
