package loop

import (
	"math"
	"unsafe"

	"github.com/phlox-ppl/phlox/array"
)

// converts are the kernels of Convert, by the types from and to.
var converts = func() (t convertTable) {
	convertsFrom[int32](&t, array.Int32)
	convertsFrom[int64](&t, array.Int64)
	convertsFrom[uint32](&t, array.Uint32)
	convertsFrom[uint64](&t, array.Uint64)
	convertsFrom[float32](&t, array.Float32)
	convertsFrom[float64](&t, array.Float64)
	convertsFrom[uint8](&t, array.Bool)
	t[array.Float32][array.Int32] = truncateN[float32, int32]
	t[array.Float32][array.Int64] = truncateN[float32, int64]
	t[array.Float32][array.Uint32] = truncateN[float32, uint32]
	t[array.Float32][array.Uint64] = truncateN[float32, uint64]
	t[array.Float64][array.Int32] = truncateN[float64, int32]
	t[array.Float64][array.Int64] = truncateN[float64, int64]
	t[array.Float64][array.Uint32] = truncateN[float64, uint32]
	t[array.Float64][array.Uint64] = truncateN[float64, uint64]
	return t
}()

type convertTable = [array.Float64 + 1][array.Float64 + 1]kernel

func convertsFrom[S all](t *convertTable, from array.DType) {
	t[from] = [array.Float64 + 1]kernel{
		array.Bool:    nonzeroN[S],
		array.Int32:   convertN[S, int32],
		array.Int64:   convertN[S, int64],
		array.Uint32:  convertN[S, uint32],
		array.Uint64:  convertN[S, uint64],
		array.Float32: convertN[S, float32],
		array.Float64: convertN[S, float64],
	}
}

// convertN converts as Go does: integers wrap, floats are rounded.
func convertN[S all, T number](z, x, _, _ unsafe.Pointer, n int) {
	a, c := lanes[S](x, n), lanes[T](z, n)
	for i := range c {
		c[i] = T(a[i])
	}
}

func nonzeroN[S all](z, x, _, _ unsafe.Pointer, n int) {
	a, c := lanes[S](x, n), lanes[bool](z, n)
	for i := range c {
		c[i] = a[i] != 0
	}
}

func truncateN[S float, T integer](z, x, _, _ unsafe.Pointer, n int) {
	a, c := lanes[S](x, n), lanes[T](z, n)
	for i := range c {
		c[i] = truncate[T](float64(a[i]))
	}
}

// truncate converts to an integer toward zero; what does not fit becomes the nearest that does, NaN zero.
func truncate[T integer](x float64) T {
	switch any(T(0)).(type) {
	case int32:
		return T(saturate(x, math.MinInt32, math.MaxInt32))
	case uint32:
		return T(saturate(x, 0, math.MaxUint32))
	case int64:
		return T(saturate(x, math.MinInt64, math.MaxInt64))
	}
	if upper := uint64(1 << 63); x >= 1<<63 { // uint64
		return T(uint64(saturate(x-1<<63, 0, math.MaxInt64)) + upper)
	}
	return T(saturate(x, 0, math.MaxInt64))
}

// saturate truncates to an integer from low to high.
func saturate(x float64, low, high int64) int64 {
	switch {
	case x != x:
		return 0
	case x <= float64(low):
		return low
	case x >= float64(high): // for MaxInt64 that is 2⁶³
		return high
	}
	return int64(x)
}
