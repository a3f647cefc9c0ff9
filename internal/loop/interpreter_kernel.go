package loop

import (
	"math"
	"unsafe"

	"github.com/phlox-ppl/phlox/array"
)

// kernel computes n elements of z from those of x, y and w, which are as many. z may be one of them.
type kernel func(z, x, y, w unsafe.Pointer, n int)

type kernelTable = [numOps][array.Float64 + 1]kernel

// kernels are those of all ops but Convert, by op and type of the last operand.
var kernels = func() (t kernelTable) {
	allKernels[uint8](&t, array.Bool)
	allKernels[int32](&t, array.Int32)
	allKernels[int64](&t, array.Int64)
	allKernels[uint32](&t, array.Uint32)
	allKernels[uint64](&t, array.Uint64)
	allKernels[float32](&t, array.Float32)
	allKernels[float64](&t, array.Float64)
	bitKernels[uint8](&t, array.Bool)
	integerKernels[int32](&t, array.Int32)
	integerKernels[int64](&t, array.Int64)
	integerKernels[uint32](&t, array.Uint32)
	integerKernels[uint64](&t, array.Uint64)
	floatKernels[float32](&t, array.Float32)
	floatKernels[float64](&t, array.Float64)
	t[Not][array.Bool] = notBoolN
	t[FMA][array.Float32], t[FMA][array.Float64] = fma32N, fma64N
	t[Abs][array.Uint32], t[Abs][array.Uint64] = copyN[uint32], copyN[uint64]
	t[Abs][array.Float32], t[Abs][array.Float64] = absFloatN[float32], absFloatN[float64]
	return t
}()

func allKernels[T all](t *kernelTable, d array.DType) {
	t[Min][d], t[Max][d] = minN[T], maxN[T]
	t[Eq][d], t[Ne][d], t[Lt][d], t[Le][d] = eqN[T], neN[T], ltN[T], leN[T]
	t[Select][d], t[Bitcast][d] = selectN[T], copyN[T]
}

func numberKernels[T number](t *kernelTable, d array.DType) {
	t[Neg][d], t[Abs][d] = negN[T], absN[T]
	t[Add][d], t[Sub][d], t[Mul][d] = addN[T], subN[T], mulN[T]
}

func bitKernels[T bitwise](t *kernelTable, d array.DType) {
	t[Not][d], t[And][d], t[Or][d], t[Xor][d] = notN[T], andN[T], orN[T], xorN[T]
}

func integerKernels[T integer](t *kernelTable, d array.DType) {
	numberKernels[T](t, d)
	bitKernels[T](t, d)
	t[Div][d], t[Rem][d], t[Popcount][d] = quotientN[T], remN[T], popcountN[T]
	t[Shl][d], t[Shr][d] = shlN[T], shrN[T]
}

func floatKernels[T float](t *kernelTable, d array.DType) {
	numberKernels[T](t, d)
	t[Div][d], t[Sqrt][d] = divN[T], sqrtN[T]
	t[Floor][d], t[Ceil][d] = functionKernel1[T](math.Floor), functionKernel1[T](math.Ceil)
	t[Round][d], t[Trunc][d] = functionKernel1[T](math.RoundToEven), functionKernel1[T](math.Trunc)
	for op, f := range functions1 {
		t[op][d] = functionKernel1[T](f)
	}
	for op, f := range functions2 {
		t[op][d] = functionKernel2[T](f)
	}
}

// lanes returns the n elements at p.
func lanes[T any](p unsafe.Pointer, n int) []T { return unsafe.Slice((*T)(p), n) }

func lanes2[T any](z, x unsafe.Pointer, n int) (c, a []T) { return lanes[T](z, n), lanes[T](x, n) }

func lanes3[T any](z, x, y unsafe.Pointer, n int) (c, a, b []T) {
	return lanes[T](z, n), lanes[T](x, n), lanes[T](y, n)
}
