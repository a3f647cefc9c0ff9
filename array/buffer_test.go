package array

import (
	"fmt"
	"math"
	"testing"
	"unsafe"
)

// numbered returns 0, 1, ..., n-1; of bool, whether they are odd.
func numbered(d DType, n int) *Buffer {
	b := New(d, Shape{n})
	for i := range n {
		if d == Bool {
			b.SetFloat64(i, float64(i%2))
		} else {
			b.SetFloat64(i, float64(i))
		}
	}
	return b
}

func TestCopyAndGather(t *testing.T) {
	for _, d := range DTypes {
		src := numbered(d, 6)
		dst := New(d, Shape{5})
		Copy(dst, 1, src, 2, 3)
		for i, from := range []int{0, 2, 3, 4, 0} {
			if dst.Float64(i) != src.Float64(from) {
				t.Errorf("%v: copy gives %v", d, dst)
				break
			}
		}
		index := []int{5, 0, 5, 3, 1}
		Gather(dst, src, index)
		for k, i := range index {
			if dst.Bits(k) != src.Bits(i) {
				t.Errorf("%v: gather gives %v", d, dst)
				break
			}
		}
	}
}

func TestNewIsZero(t *testing.T) {
	for _, d := range DTypes {
		b := New(d, Shape{2, 3})
		if b.DType() != d || b.Size() != 6 || !b.Shape().Equal(Shape{2, 3}) {
			t.Errorf("%v: %v %v", d, b.DType(), b.Shape())
		}
		for i := range 6 {
			if b.Bits(i) != 0 || b.Float64(i) != 0 {
				t.Errorf("%v: element %d is %v", d, i, b.Float64(i))
			}
		}
	}
}

// Buffers up to some size are one allocation, and none reaches into another's memory.
func TestNewOfAnySize(t *testing.T) {
	for _, d := range DTypes {
		for n := range 40 {
			b := New(d, Shape{n})
			if len(bytesOf(b)) != n*d.Size() {
				t.Fatalf("%v[%d] has %d bytes", d, n, len(bytesOf(b)))
			}
			allocations := 2.0
			if n*d.Size() <= 18*8 {
				allocations = 1
			}
			shape := b.Shape()
			if got := testing.AllocsPerRun(10, func() { sink = New(d, shape) }); got != allocations {
				t.Errorf("%v[%d] takes %v allocations, want %v", d, n, got, allocations)
			}
			c := New(d, shape)
			fill(b, 0xff)
			fill(c, 0)
			for i, x := range bytesOf(b) {
				if x != 0xff {
					t.Fatalf("%v[%d]: byte %d is %x", d, n, i, x)
				}
			}
		}
	}
}

var sink *Buffer

// bytesOf returns the elements as bytes.
func bytesOf(b *Buffer) []uint8 { return unsafe.Slice((*uint8)(b.data), b.size*b.dtype.Size()) }

func fill(b *Buffer, x uint8) {
	for i := range bytesOf(b) {
		bytesOf(b)[i] = x
	}
}

func TestBits(t *testing.T) {
	for _, c := range []struct {
		b    *Buffer
		want uint64
	}{
		{Scalar(true), 1},
		{Scalar(int32(-1)), 0xffffffff},
		{Scalar(int64(-1)), math.MaxUint64},
		{Scalar(uint32(7)), 7},
		{Scalar(uint64(math.MaxUint64)), math.MaxUint64},
		{Scalar(float32(math.Copysign(0, -1))), 1 << 31},
		{Scalar(math.Copysign(0, -1)), 1 << 63},
	} {
		if got := c.b.Bits(0); got != c.want {
			t.Errorf("%v %v: %x, want %x", c.b.DType(), c.b, got, c.want)
		}
	}
}

func TestReshapeSharesElements(t *testing.T) {
	b := numbered(Float64, 6)
	m := b.Reshape(Shape{2, 3})
	if m.String() != "[[0 1 2] [3 4 5]]" || &Data[float64](m)[0] != &Data[float64](b)[0] {
		t.Errorf("got %v", m)
	}
}

func TestMisusePanics(t *testing.T) {
	for name, f := range map[string]func(){
		"Of of the wrong length":    func() { Of([]float64{1, 2}, Shape{3}) },
		"Data of another type":      func() { Data[int32](Scalar(1.0)) },
		"New of an invalid dtype":   func() { New(Invalid, nil) },
		"Reshape to another size":   func() { Scalar(1.0).Reshape(Shape{2}) },
		"Copy between two dtypes":   func() { Copy(Scalar(1.0), 0, Scalar(true), 0, 1) },
		"Gather beyond the operand": func() { Gather(Scalar(1.0), Scalar(2.0), []int{1}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s does not panic", name)
				}
			}()
			f()
		}()
	}
}

func Example() {
	m := Of([]float64{1, 2, 3, 4, 5, 6}, Shape{2, 3})
	fmt.Println(m.DType(), m.Shape(), m)
	// Output: f64 [2 3] [[1 2 3] [4 5 6]]
}

func TestViewSharesMemory(t *testing.T) {
	memory := []float32{1, 2, 3, 4}
	b := View(Float32, Shape{3}, unsafe.Pointer(&memory[1]))
	memory[3] = 5
	b.SetFloat64(0, 6)
	if b.DType() != Float32 || b.Size() != 3 || b.Float64(2) != 5 || memory[1] != 6 || b.Pointer() != unsafe.Pointer(&memory[1]) {
		t.Errorf("%v over %v", b, memory)
	}
}
