package vmath

import (
	"math"

	"github.com/phlox-ppl/phlox/array"
)

// format is a binary floating-point format of IEEE 754.
type format struct {
	float, wordType array.DType // wordType is the unsigned integer of the same width
	fraction        int64       // bits after the point
	bias            int64       // of the exponent
	sign            uint64      // the bit pattern of -0
	tiny            float64     // x² is nothing beside x for |x| below it
	least           float64     // the least normal number
	expLimit        float64     // e^x is Inf above it and 0 below its negative, and x/ln 2 within ±2·bias
}

var formats = map[array.DType]*format{
	array.Float64: {array.Float64, array.Uint64, 52, 1023, 1 << 63, 0x1p-54, 0x1p-1022, 1400},
	array.Float32: {array.Float32, array.Uint32, 23, 127, 1 << 31, 0x1p-25, 0x1p-126, 174},
}

// width returns the bits of a number.
func (f *format) width() int { return 8 * f.float.Size() }

// magic returns 1.5·2^fraction + bias. Adding it to a number of much smaller size rounds that to an integer n and
// leaves n + bias in the low bits of the sum, in two's complement.
func (f *format) magic(bias int64) float64 {
	return 1.5*math.Ldexp(1, int(f.fraction)) + float64(bias)
}

// bits returns the bit pattern of x.
func (f *format) bits(x float64) uint64 {
	if f.float == array.Float32 {
		return uint64(math.Float32bits(float32(x)))
	}
	return math.Float64bits(x)
}

// split returns a float and what x, given as a sum of two float64, is more than that.
func (f *format) split(hi, lo float64) (head, tail float64) {
	if f.float == array.Float64 {
		return hi, lo
	}
	head = float64(float32(hi))
	return head, hi - head + lo
}
