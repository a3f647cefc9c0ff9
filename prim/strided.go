package prim

import (
	"github.com/phlox-ppl/phlox/array"
)

// strided fills y, in row-major order of its indices i, with the elements of x at base + Σ i_k strides_k:
// broadcasts, transposes, slices and reversals are all of this form.
func strided(y, x *array.Buffer, strides []int, base int) {
	if y.Size() == 0 {
		return
	}
	shape, strides := coalesced(y.Shape(), strides)
	switch y.DType() {
	case array.Float64:
		pickUp(array.Data[float64](y), array.Data[float64](x), shape, strides, base)
	case array.Float32:
		pickUp(array.Data[float32](y), array.Data[float32](x), shape, strides, base)
	case array.Int32:
		pickUp(array.Data[int32](y), array.Data[int32](x), shape, strides, base)
	case array.Int64:
		pickUp(array.Data[int64](y), array.Data[int64](x), shape, strides, base)
	case array.Uint32:
		pickUp(array.Data[uint32](y), array.Data[uint32](x), shape, strides, base)
	case array.Uint64:
		pickUp(array.Data[uint64](y), array.Data[uint64](x), shape, strides, base)
	default:
		pickUp(array.Data[bool](y), array.Data[bool](x), shape, strides, base)
	}
}

// coalesced joins neighboring axes along which one goes on where the other ends, and drops those of
// length 1: what is contiguous becomes one axis.
func coalesced(shape array.Shape, strides []int) (array.Shape, []int) {
	if len(shape) < 2 {
		return shape, strides
	}
	joined, steps := make(array.Shape, 0, len(shape)), make([]int, 0, len(shape))
	for i, n := range shape {
		last := len(joined) - 1
		switch {
		case n == 1:
		case last >= 0 && steps[last] == n*strides[i]:
			joined[last] *= n
			steps[last] = strides[i]
		default:
			joined, steps = append(joined, n), append(steps, strides[i])
		}
	}
	return joined, steps
}

// pickUp fills y with the elements of x for shape and strides, beginning at base.
func pickUp[T array.Elem](y, x []T, shape array.Shape, strides []int, base int) {
	switch {
	case len(shape) == 0:
		y[0] = x[base]
	case len(shape) == 1 && strides[0] == 1:
		copy(y, x[base:base+len(y)])
	case len(shape) == 1:
		for i := range y {
			y[i] = x[base]
			base += strides[0]
		}
	default:
		n := len(y) / shape[0]
		for i := range shape[0] {
			pickUp(y[i*n:(i+1)*n], x, shape[1:], strides[1:], base+i*strides[0])
		}
	}
}
