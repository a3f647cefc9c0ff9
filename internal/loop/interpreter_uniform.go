package loop

import (
	"math"
	"unsafe"

	"github.com/phlox-ppl/phlox/array"
)

// uniformKernels are kernels of which y is one element for all lanes. They save filling a register with it,
// for the ops where that matters most.
var uniformKernels = func() (t kernelTable) {
	uniformNumbers[int32](&t, array.Int32)
	uniformNumbers[int64](&t, array.Int64)
	uniformNumbers[uint32](&t, array.Uint32)
	uniformNumbers[uint64](&t, array.Uint64)
	uniformNumbers[float32](&t, array.Float32)
	uniformNumbers[float64](&t, array.Float64)
	t[Div][array.Float32], t[Div][array.Float64] = divS[float32], divS[float64]
	t[FMA][array.Float64] = fma64S
	return t
}()

func uniformNumbers[T number](t *kernelTable, d array.DType) {
	t[Add][d], t[Sub][d], t[Mul][d] = addS[T], subS[T], mulS[T]
}

// uniformForm returns the kernel and the operands in the order that has a uniform y, or nil.
func (v *vectorizer) uniformForm(s *Value) (kernel, []*Value) {
	k := uniformKernels[s.Op][operandType(s)]
	if k == nil {
		return nil, nil
	}
	x, y := s.Args[0], s.Args[1]
	switch {
	case v.varying[x] && !v.varying[y]:
		return k, s.Args
	case v.varying[y] && !v.varying[x] && s.Op != Sub && s.Op != Div:
		return k, append([]*Value{y, x}, s.Args[2:]...)
	}
	return nil, nil
}

// alias returns a vector register that is a scalar one.
func (c *compiler) alias(x *Value) int32 {
	r := c.reg(x)
	if _, ok := c.aliases[r]; !ok {
		c.aliases[r] = c.vector(vectorReg{kind: aliased, reg: r})
	}
	return c.aliases[r]
}

func addS[T number](z, x, y, _ unsafe.Pointer, n int) {
	c, a := lanes2[T](z, x, n)
	b := *(*T)(y)
	for i := range c {
		c[i] = a[i] + b
	}
}

func subS[T number](z, x, y, _ unsafe.Pointer, n int) {
	c, a := lanes2[T](z, x, n)
	b := *(*T)(y)
	for i := range c {
		c[i] = a[i] - b
	}
}

func mulS[T number](z, x, y, _ unsafe.Pointer, n int) {
	c, a := lanes2[T](z, x, n)
	b := *(*T)(y)
	for i := range c {
		c[i] = a[i] * b
	}
}

func divS[T float](z, x, y, _ unsafe.Pointer, n int) {
	c, a := lanes2[T](z, x, n)
	b := *(*T)(y)
	for i := range c {
		c[i] = a[i] / b
	}
}

func fma64S(z, x, y, w unsafe.Pointer, n int) {
	c, a := lanes2[float64](z, x, n)
	b, d := *(*float64)(y), lanes[float64](w, n)
	for i := range c {
		c[i] = math.FMA(a[i], b, d[i])
	}
}
