// Package array holds what the rest of phlox computes on: element types, shapes with NumPy's
// broadcasting rule, and buffers of elements in host memory. It knows nothing of programs; package np
// is the one users meet.
package array

import (
	"fmt"
	"unsafe"
)

// Elem is a Go type that an array's elements can have.
type Elem interface {
	bool | int32 | int64 | uint32 | uint64 | float32 | float64
}

// Buffer is a dense row-major array. It is immutable once it is reachable from a program or an
// np.Array: data is shared, not copied.
type Buffer struct {
	dtype DType
	size  int // number of elements
	shape Shape
	data  unsafe.Pointer // to the elements, of the Go type of dtype
}

// New returns a buffer of zeros. Memory of many megabytes is in huge pages where the system has them.
func New(dtype DType, shape Shape) *Buffer {
	size := shape.Size()
	if dtype.Size() == 0 {
		panic(fmt.Sprintf("array: new buffer of dtype %v", dtype))
	}
	b := newInline(size * dtype.Size())
	b.dtype, b.shape, b.size = dtype, shape, size
	switch {
	case b.data != nil:
	case dtype.Size() == 1:
		b.data = unsafe.Pointer(unsafe.SliceData(make([]bool, size)))
	case dtype.Size() == 4:
		b.data = unsafe.Pointer(unsafe.SliceData(make([]uint32, size)))
	default:
		b.data = unsafe.Pointer(unsafe.SliceData(make([]uint64, size)))
	}
	preferHuge(b.data, b.size*dtype.Size())
	return b
}

// inline is a buffer with the memory of its elements: most buffers are small, and so an allocation less.
type inline[Words any] struct {
	Buffer
	words Words
}

// newInline returns an empty buffer, with memory if that is few bytes. The sizes fill the size classes of Go's allocator.
func newInline(bytes int) *Buffer {
	switch {
	case bytes <= 2*8:
		return inlined[[2]uint64]()
	case bytes <= 6*8:
		return inlined[[6]uint64]()
	case bytes <= 10*8:
		return inlined[[10]uint64]()
	case bytes <= 18*8:
		return inlined[[18]uint64]()
	}
	return &Buffer{}
}

func inlined[Words any]() *Buffer {
	b := &inline[Words]{}
	b.data = unsafe.Pointer(&b.words)
	return &b.Buffer
}

// Of wraps data, which is not copied and must not change afterwards, as a buffer of the given shape.
func Of[T Elem](data []T, shape Shape) *Buffer {
	if len(data) != shape.Size() {
		panic(fmt.Sprintf("array: %d elements do not fill shape %v", len(data), shape))
	}
	return &Buffer{dtype: DTypeFor[T](), shape: shape, size: len(data), data: unsafe.Pointer(unsafe.SliceData(data))}
}

// Scalar returns a buffer of rank 0.
func Scalar[T Elem](x T) *Buffer {
	b := New(DTypeFor[T](), nil)
	Data[T](b)[0] = x
	return b
}

// View returns a buffer over memory that is not copied: at p are as many elements of Go's type for dtype as
// shape has, aligned as that needs. Whoever owns the memory sees that it outlives the buffer and says
// when it changes.
func View(dtype DType, shape Shape, p unsafe.Pointer) *Buffer {
	return &Buffer{dtype: dtype, shape: shape, size: shape.Size(), data: p}
}

// Pointer returns where the elements are, for whoever passes that to machine code. They stay there as long as b does.
func (b *Buffer) Pointer() unsafe.Pointer { return b.data }

// Data returns the elements without copying them. It panics if T is not the buffer's element type.
func Data[T Elem](b *Buffer) []T {
	if d := DTypeFor[T](); d != b.dtype {
		panic(fmt.Sprintf("array: a buffer of %v read as %v", b.dtype, d))
	}
	return view[T](b)
}

// view returns the elements as Ts, which have their width.
func view[T Elem](b *Buffer) []T { return unsafe.Slice((*T)(b.data), b.size) }

// DType returns the element type.
func (b *Buffer) DType() DType { return b.dtype }

// Shape returns the lengths of the axes; the caller must not change it.
func (b *Buffer) Shape() Shape { return b.shape }

// Size returns the number of elements.
func (b *Buffer) Size() int { return b.size }

// Reshape returns a buffer with the same elements, shared, and another shape of the same size.
func (b *Buffer) Reshape(shape Shape) *Buffer {
	if shape.Size() != b.Size() {
		panic(fmt.Sprintf("array: reshape of %v to %v", b.shape, shape))
	}
	return &Buffer{dtype: b.dtype, shape: shape, size: b.size, data: b.data}
}

// Float64 returns element i converted to float64; true is 1.
func (b *Buffer) Float64(i int) float64 {
	switch b.dtype {
	case Float64:
		return view[float64](b)[i]
	case Float32:
		return float64(view[float32](b)[i])
	case Int32:
		return float64(view[int32](b)[i])
	case Int64:
		return float64(view[int64](b)[i])
	case Uint32:
		return float64(view[uint32](b)[i])
	case Uint64:
		return float64(view[uint64](b)[i])
	}
	if view[bool](b)[i] {
		return 1
	}
	return 0
}

// SetFloat64 stores x, converted as Go converts it, as element i; nonzero is true.
func (b *Buffer) SetFloat64(i int, x float64) {
	switch b.dtype {
	case Float64:
		view[float64](b)[i] = x
	case Float32:
		view[float32](b)[i] = float32(x)
	case Int32:
		view[int32](b)[i] = int32(x)
	case Int64:
		view[int64](b)[i] = int64(x)
	case Uint32:
		view[uint32](b)[i] = uint32(x)
	case Uint64:
		view[uint64](b)[i] = uint64(x)
	default:
		view[bool](b)[i] = x != 0
	}
}

// Bits returns the bits of element i, with zeros above them; true is 1. Two elements of one dtype are the
// same value, -0 and NaN payloads included, if their bits are.
func (b *Buffer) Bits(i int) uint64 {
	switch b.dtype.Size() {
	case 8:
		return view[uint64](b)[i]
	case 4:
		return uint64(view[uint32](b)[i])
	}
	if view[bool](b)[i] {
		return 1
	}
	return 0
}

// SetBits stores the element of which Bits returns x as element i.
func (b *Buffer) SetBits(i int, x uint64) {
	switch b.dtype.Size() {
	case 8:
		view[uint64](b)[i] = x
	case 4:
		view[uint32](b)[i] = uint32(x)
	default:
		view[bool](b)[i] = x != 0
	}
}

// Copy copies n elements from src, starting at element i, to element j of dst, which has the same dtype.
func Copy(dst *Buffer, j int, src *Buffer, i, n int) {
	switch dst.same(src).Size() {
	case 8:
		copy(view[uint64](dst)[j:j+n], view[uint64](src)[i:])
	case 4:
		copy(view[uint32](dst)[j:j+n], view[uint32](src)[i:])
	default:
		copy(view[bool](dst)[j:j+n], view[bool](src)[i:])
	}
}

// Gather fills dst with the elements of src, which has the same dtype, at the given positions:
// dst[k] = src[index[k]].
func Gather(dst, src *Buffer, index []int) {
	switch dst.same(src).Size() {
	case 8:
		gather(view[uint64](dst), view[uint64](src), index)
	case 4:
		gather(view[uint32](dst), view[uint32](src), index)
	default:
		gather(view[bool](dst), view[bool](src), index)
	}
}

// same returns the dtype of both buffers.
func (b *Buffer) same(c *Buffer) DType {
	if b.dtype != c.dtype {
		panic(fmt.Sprintf("array: elements of %v put into a buffer of %v", c.dtype, b.dtype))
	}
	return b.dtype
}

func gather[T Elem](dst, src []T, index []int) {
	for k, i := range index {
		dst[k] = src[i]
	}
}

// DTypeFor returns the DType of a Go type.
func DTypeFor[T Elem]() DType {
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
