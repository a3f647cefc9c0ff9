package random

import (
	"math"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// float is what samplers know of a float dtype.
type float struct {
	bits     np.DType // the unsigned integers of its width
	width    int
	mantissa int     // explicit bits
	one      int     // the bits of 1
	eps      float64 // from 1 to the next greater one
	tiny     float64 // the least normal one
}

func floatOf(d np.DType) float {
	switch d {
	case np.Float32:
		return float{np.Uint32, 32, 23, int(math.Float32bits(1)), 0x1p-23, 0x1p-126}
	case np.Float64:
		return float{np.Uint64, 64, 52, int(math.Float64bits(1)), 0x1p-52, 0x1p-1022}
	}
	panic(ir.Errorf("draws of dtype %v, want f32 or f64", d))
}

// Uniform returns draws from [0, 1): multiples of 2⁻⁵² in float64, of 2⁻²³ in float32.
//
// Random bits become the mantissa of a number in [1, 2).
func Uniform(k PRNGKey, shape np.Shape, d np.DType) np.Array {
	f := floatOf(d)
	bits := np.ShiftRight(k.Bits(f.bits, shape...), f.width-f.mantissa)
	return np.Bitcast(bits.Or(f.one), d).Sub(1)
}

// UniformIn returns draws from [lo, hi): u (hi - lo) + lo, u Uniform. Rounding can make it hi.
func UniformIn[A, B np.Value](k PRNGKey, shape np.Shape, d np.DType, lo A, hi B) np.Array {
	l, h := np.Of(lo).AsType(d), np.Of(hi).AsType(d)
	u := Uniform(k, shape, d)
	return u.Mul(h.Sub(l)).Add(l).Maximum(l).BroadcastTo(shape)
}

// openUniform returns draws from the midpoints of the 2⁵² (or 2²³) cells of (0, 1).
func openUniform(k PRNGKey, shape np.Shape, d np.DType) np.Array {
	return Uniform(k, shape, d).Add(floatOf(d).eps / 2)
}

// parameter returns x in dtype d, broadcast to the shape of a result.
func parameter(x np.Array, shape np.Shape, d np.DType) np.Array {
	return x.AsType(d).BroadcastTo(shape)
}

// floatType returns the dtype of draws whose parameters are x: float32 if they all are, else float64.
func floatType(x ...np.Array) np.DType {
	for _, a := range x {
		if a.DType() != np.Float32 {
			return np.Float64
		}
	}
	return np.Float32
}
