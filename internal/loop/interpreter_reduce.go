package loop

import (
	"math"
	"unsafe"

	"github.com/phlox-ppl/phlox/array"
)

// folds are the kernels of reductions: they combine the elements of x with z, which is one element. Sums keep
// four partial sums, because an addition must wait for the one before.
var folds = func() (t kernelTable) {
	numberFolds[int32](&t, array.Int32)
	numberFolds[int64](&t, array.Int64)
	numberFolds[uint32](&t, array.Uint32)
	numberFolds[uint64](&t, array.Uint64)
	numberFolds[float32](&t, array.Float32)
	numberFolds[float64](&t, array.Float64)
	bitFolds[int32](&t, array.Int32)
	bitFolds[int64](&t, array.Int64)
	bitFolds[uint32](&t, array.Uint32)
	bitFolds[uint64](&t, array.Uint64)
	bitFolds[uint8](&t, array.Bool)
	t[Min][array.Bool], t[Max][array.Bool] = foldAnd[uint8], foldOr[uint8]
	t[FMA][array.Float32], t[FMA][array.Float64] = foldProducts32, foldProducts
	return t
}()

func numberFolds[T number](t *kernelTable, d array.DType) {
	t[Add][d], t[Mul][d], t[Min][d], t[Max][d] = foldAdd[T], foldMul[T], foldMin[T], foldMax[T]
}

func bitFolds[T bitwise](t *kernelTable, d array.DType) {
	t[And][d], t[Or][d], t[Xor][d] = foldAnd[T], foldOr[T], foldXor[T]
}

func foldAdd[T number](z, x, _, _ unsafe.Pointer, n int) {
	a := lanes[T](x, n)
	s0, s1, s2, s3 := nothing[T]()
	for ; len(a) >= 4; a = a[4:] {
		s0 += a[0]
		s1 += a[1]
		s2 += a[2]
		s3 += a[3]
	}
	for _, v := range a {
		s0 += v
	}
	*(*T)(z) += (s0 + s1) + (s2 + s3)
}

// nothing returns the number that changes no other if it is added to it: for floats that is -0.
func nothing[T number]() (s0, s1, s2, s3 T) {
	var zero T
	return -zero, -zero, -zero, -zero
}

// foldProducts adds the products of x and y.
func foldProducts(z, x, y, _ unsafe.Pointer, n int) {
	a, b := lanes[float64](x, n), lanes[float64](y, n)
	s0, s1, s2, s3 := nothing[float64]()
	for len(a) >= 4 && len(b) >= 4 {
		s0 = math.FMA(a[0], b[0], s0)
		s1 = math.FMA(a[1], b[1], s1)
		s2 = math.FMA(a[2], b[2], s2)
		s3 = math.FMA(a[3], b[3], s3)
		a, b = a[4:], b[4:]
	}
	for i, v := range a {
		s0 = math.FMA(v, b[i], s0)
	}
	*(*float64)(z) += (s0 + s1) + (s2 + s3)
}

// foldProducts32 is foldProducts with sums in float64, in which the products are exact. That is both faster and
// more accurate than four partial sums by fma32.
func foldProducts32(z, x, y, _ unsafe.Pointer, n int) {
	a, b := lanes[float32](x, n), lanes[float32](y, n)
	s0, s1, s2, s3 := nothing[float64]()
	for len(a) >= 4 && len(b) >= 4 {
		s0 += float64(a[0]) * float64(b[0])
		s1 += float64(a[1]) * float64(b[1])
		s2 += float64(a[2]) * float64(b[2])
		s3 += float64(a[3]) * float64(b[3])
		a, b = a[4:], b[4:]
	}
	for i, v := range a {
		s0 += float64(v) * float64(b[i])
	}
	*(*float32)(z) += float32((s0 + s1) + (s2 + s3))
}

func foldMul[T number](z, x, _, _ unsafe.Pointer, n int) {
	a := lanes[T](x, n)
	var p0, p1, p2, p3 T = 1, 1, 1, 1
	for ; len(a) >= 4; a = a[4:] {
		p0 *= a[0]
		p1 *= a[1]
		p2 *= a[2]
		p3 *= a[3]
	}
	for _, v := range a {
		p0 *= v
	}
	*(*T)(z) *= (p0 * p1) * (p2 * p3)
}

func foldMin[T number](z, x, _, _ unsafe.Pointer, n int) {
	a, m0 := lanes[T](x, n), *(*T)(z)
	m1, m2, m3 := m0, m0, m0
	for ; len(a) >= 4; a = a[4:] {
		m0, m1, m2, m3 = min(m0, a[0]), min(m1, a[1]), min(m2, a[2]), min(m3, a[3])
	}
	for _, v := range a {
		m0 = min(m0, v)
	}
	*(*T)(z) = min(min(m0, m1), min(m2, m3))
}

func foldMax[T number](z, x, _, _ unsafe.Pointer, n int) {
	a, m0 := lanes[T](x, n), *(*T)(z)
	m1, m2, m3 := m0, m0, m0
	for ; len(a) >= 4; a = a[4:] {
		m0, m1, m2, m3 = max(m0, a[0]), max(m1, a[1]), max(m2, a[2]), max(m3, a[3])
	}
	for _, v := range a {
		m0 = max(m0, v)
	}
	*(*T)(z) = max(max(m0, m1), max(m2, m3))
}

func foldAnd[T bitwise](z, x, _, _ unsafe.Pointer, n int) {
	all := *(*T)(z)
	for _, v := range lanes[T](x, n) {
		all &= v
	}
	*(*T)(z) = all
}

func foldOr[T bitwise](z, x, _, _ unsafe.Pointer, n int) {
	some := *(*T)(z)
	for _, v := range lanes[T](x, n) {
		some |= v
	}
	*(*T)(z) = some
}

func foldXor[T bitwise](z, x, _, _ unsafe.Pointer, n int) {
	odd := *(*T)(z)
	for _, v := range lanes[T](x, n) {
		odd ^= v
	}
	*(*T)(z) = odd
}
