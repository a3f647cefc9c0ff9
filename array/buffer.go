// Package array holds what the rest of phlox computes on: element types, shapes with NumPy's
// broadcasting rule, and buffers of elements in host memory. It knows nothing of programs; package np
// is the one users meet.
package array

import (
	"fmt"
	"math"
)

// Elem is a Go type that an array's elements can have.
type Elem interface {
	bool | int32 | int64 | uint32 | uint64 | float32 | float64
}

// Buffer is a dense row-major array. It is immutable once it is reachable from a program or an
// np.Array: data is shared, not copied.
type Buffer struct {
	dtype DType
	shape Shape
	data  any // []T, T the Go type of dtype
}

// New returns a buffer of zeros.
func New(dtype DType, shape Shape) *Buffer {
	n := shape.Size()
	b := &Buffer{dtype: dtype, shape: shape}
	switch dtype {
	case Bool:
		b.data = make([]bool, n)
	case Int32:
		b.data = make([]int32, n)
	case Int64:
		b.data = make([]int64, n)
	case Uint32:
		b.data = make([]uint32, n)
	case Uint64:
		b.data = make([]uint64, n)
	case Float32:
		b.data = make([]float32, n)
	case Float64:
		b.data = make([]float64, n)
	default:
		panic(fmt.Sprintf("array: new buffer of dtype %v", dtype))
	}
	return b
}

// Of wraps data, which is not copied and must not change afterwards, as a buffer of the given shape.
func Of[T Elem](data []T, shape Shape) *Buffer {
	if len(data) != shape.Size() {
		panic(fmt.Sprintf("array: %d elements do not fill shape %v", len(data), shape))
	}
	return &Buffer{dtype: dtypeOf[T](), shape: shape, data: data}
}

// Scalar returns a buffer of rank 0.
func Scalar[T Elem](x T) *Buffer { return Of([]T{x}, nil) }

// Data returns the elements without copying them. It panics if T is not the buffer's element type.
func Data[T Elem](b *Buffer) []T {
	data, ok := b.data.([]T)
	if !ok {
		panic(fmt.Sprintf("array: a buffer of %v read as %v", b.dtype, dtypeOf[T]()))
	}
	return data
}

// DType returns the element type.
func (b *Buffer) DType() DType { return b.dtype }

// Shape returns the lengths of the axes; the caller must not change it.
func (b *Buffer) Shape() Shape { return b.shape }

// Size returns the number of elements.
func (b *Buffer) Size() int { return b.shape.Size() }

// Reshape returns a buffer with the same elements, shared, and another shape of the same size.
func (b *Buffer) Reshape(shape Shape) *Buffer {
	if shape.Size() != b.Size() {
		panic(fmt.Sprintf("array: reshape of %v to %v", b.shape, shape))
	}
	return &Buffer{dtype: b.dtype, shape: shape, data: b.data}
}

// Float64 returns element i converted to float64; true is 1.
func (b *Buffer) Float64(i int) float64 {
	switch d := b.data.(type) {
	case []float64:
		return d[i]
	case []float32:
		return float64(d[i])
	case []int32:
		return float64(d[i])
	case []int64:
		return float64(d[i])
	case []uint32:
		return float64(d[i])
	case []uint64:
		return float64(d[i])
	}
	if b.data.([]bool)[i] {
		return 1
	}
	return 0
}

// SetFloat64 stores x, converted as Go converts it, as element i; nonzero is true.
func (b *Buffer) SetFloat64(i int, x float64) {
	switch d := b.data.(type) {
	case []float64:
		d[i] = x
	case []float32:
		d[i] = float32(x)
	case []int32:
		d[i] = int32(x)
	case []int64:
		d[i] = int64(x)
	case []uint32:
		d[i] = uint32(x)
	case []uint64:
		d[i] = uint64(x)
	case []bool:
		d[i] = x != 0
	}
}

// Bits returns the bits of element i, with zeros above them; true is 1. Two elements of one dtype are the
// same value, -0 and NaN payloads included, if their bits are.
func (b *Buffer) Bits(i int) uint64 {
	switch d := b.data.(type) {
	case []float64:
		return math.Float64bits(d[i])
	case []float32:
		return uint64(math.Float32bits(d[i]))
	case []int32:
		return uint64(uint32(d[i]))
	case []int64:
		return uint64(d[i])
	case []uint32:
		return uint64(d[i])
	case []uint64:
		return d[i]
	}
	if b.data.([]bool)[i] {
		return 1
	}
	return 0
}

// Copy copies n elements from src, starting at element i, to element j of dst, which has the same dtype.
func Copy(dst *Buffer, j int, src *Buffer, i, n int) {
	switch d := dst.data.(type) {
	case []float64:
		copy(d[j:j+n], src.data.([]float64)[i:])
	case []float32:
		copy(d[j:j+n], src.data.([]float32)[i:])
	case []int32:
		copy(d[j:j+n], src.data.([]int32)[i:])
	case []int64:
		copy(d[j:j+n], src.data.([]int64)[i:])
	case []uint32:
		copy(d[j:j+n], src.data.([]uint32)[i:])
	case []uint64:
		copy(d[j:j+n], src.data.([]uint64)[i:])
	case []bool:
		copy(d[j:j+n], src.data.([]bool)[i:])
	}
}

// Gather fills dst with the elements of src at the given positions: dst[k] = src[index[k]].
func Gather(dst, src *Buffer, index []int) {
	switch d := dst.data.(type) {
	case []float64:
		gather(d, src.data.([]float64), index)
	case []float32:
		gather(d, src.data.([]float32), index)
	case []int32:
		gather(d, src.data.([]int32), index)
	case []int64:
		gather(d, src.data.([]int64), index)
	case []uint32:
		gather(d, src.data.([]uint32), index)
	case []uint64:
		gather(d, src.data.([]uint64), index)
	case []bool:
		gather(d, src.data.([]bool), index)
	}
}

func gather[T Elem](dst, src []T, index []int) {
	for k, i := range index {
		dst[k] = src[i]
	}
}

func dtypeOf[T Elem]() DType {
	var x T
	switch any(x).(type) {
	case bool:
		return Bool
	case int32:
		return Int32
	case int64:
		return Int64
	case uint32:
		return Uint32
	case uint64:
		return Uint64
	case float32:
		return Float32
	}
	return Float64
}
