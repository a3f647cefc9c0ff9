package simulate

import "math"

// conversions has those between types of elements.
func conversions() []definition {
	return []definition{
		{"VEX.NP.0F.WIG 5B /r, EVEX.NP.0F.W0 5B /r", lanes{4, 4, false}.unary(signedTo32(4))},
		{"VEX.F3.0F.WIG E6 /r, EVEX.F3.0F.W0 E6 /r", lanes{8, 4, false}.unary(signedTo64(4))},
		{"EVEX.F2.0F.W0 7A /r", lanes{4, 4, false}.unary(unsignedTo32)},
		{"EVEX.F3.0F.W0 7A /r", lanes{8, 4, false}.unary(unsignedTo64)},
		{"EVEX.NP.0F.W1 5B /r", lanes{4, 8, false}.unary(signedTo32(8))},
		{"EVEX.F3.0F.W1 E6 /r", lanes{8, 8, false}.unary(signedTo64(8))},
		{"EVEX.F2.0F.W1 7A /r", lanes{4, 8, false}.unary(unsignedTo32)},
		{"EVEX.F3.0F.W1 7A /r", lanes{8, 8, false}.unary(unsignedTo64)},

		{"VEX.F3.0F.WIG 5B /r, EVEX.F3.0F.W0 5B /r", lanes{4, 4, false}.unary(toSigned(from32, 4))},
		{"VEX.66.0F.WIG E6 /r, EVEX.66.0F.W1 E6 /r", lanes{4, 8, false}.unary(toSigned(from64, 4))},
		{"EVEX.66.0F.W0 7A /r", lanes{8, 4, false}.unary(toSigned(from32, 8))},
		{"EVEX.66.0F.W1 7A /r", lanes{8, 8, false}.unary(toSigned(from64, 8))},
		{"EVEX.NP.0F.W0 78 /r", lanes{4, 4, false}.unary(toUnsigned(from32, 4))},
		{"EVEX.NP.0F.W1 78 /r", lanes{4, 8, false}.unary(toUnsigned(from64, 4))},
		{"EVEX.66.0F.W0 78 /r", lanes{8, 4, false}.unary(toUnsigned(from32, 8))},
		{"EVEX.66.0F.W1 78 /r", lanes{8, 8, false}.unary(toUnsigned(from64, 8))},

		{"VEX.NP.0F.WIG 5A /r, EVEX.NP.0F.W0 5A /r", lanes{8, 4, false}.unary(widened)},
		{"VEX.66.0F.WIG 5A /r, EVEX.66.0F.W1 5A /r", lanes{4, 8, false}.unary(narrowed)},
		{"VEX.F3.0F.WIG 5A /r, EVEX.F3.0F.W0 5A /r", lanes{8, 4, true}.unary(widened)},
		{"VEX.F2.0F.WIG 5A /r, EVEX.F2.0F.W1 5A /r", lanes{4, 8, true}.unary(narrowed)},

		{"VEX.66.0F38.WIG 31 /r, EVEX.66.0F38.WIG 31 /r", lanes{4, 1, false}.unary(same)},
		{"VEX.66.0F38.WIG 32 /r, EVEX.66.0F38.WIG 32 /r", lanes{8, 1, false}.unary(same)},
		{"VEX.66.0F38.WIG 35 /r, EVEX.66.0F38.W0 35 /r", noBroadcast(lanes{8, 4, false}.unary(same))},
		{"VEX.66.0F38.WIG 25 /r, EVEX.66.0F38.W0 25 /r", noBroadcast(lanes{8, 4, false}.unary(func(x uint64, _ uint8) uint64 { return uint64(extended(x, 4)) }))},
		{"EVEX.F3.0F38.W0 35 /r", lanes{4, 8, false}.stored(same)},
	}
}

// noBroadcast returns the rule without broadcasts.
func noBroadcast(r rule) rule {
	r.splats = false
	return r
}

func same(x uint64, _ uint8) uint64 { return x }

// Go rounds conversions of integers to nearest.

func signedTo32(size int) func1 {
	return func(x uint64, _ uint8) uint64 { return uint64(math.Float32bits(float32(extended(x, size)))) }
}

func signedTo64(size int) func1 {
	return func(x uint64, _ uint8) uint64 { return math.Float64bits(float64(extended(x, size))) }
}

func unsignedTo32(x uint64, _ uint8) uint64 { return uint64(math.Float32bits(float32(x))) }
func unsignedTo64(x uint64, _ uint8) uint64 { return math.Float64bits(float64(x)) }

func from32(x uint64) float64 { return float64(float32of(x)) }
func from64(x uint64) float64 { return float64of(x) }

// toSigned converts toward zero. What does not fit becomes the least integer.
func toSigned(from func(uint64) float64, size int) func1 {
	return func(x uint64, _ uint8) uint64 {
		top := math.Ldexp(1, 8*size-1)
		if y := math.Trunc(from(x)); -top <= y && y < top {
			return uint64(int64(y))
		}
		return 1 << (8*size - 1)
	}
}

// toUnsigned converts toward zero. What does not fit becomes the greatest integer.
func toUnsigned(from func(uint64) float64, size int) func1 {
	return func(x uint64, _ uint8) uint64 {
		if y := math.Trunc(from(x)); 0 <= y && y < math.Ldexp(1, 8*size) {
			return unsigned(y)
		}
		return math.MaxUint64
	}
}

// unsigned returns a whole number below 2⁶⁴ as an integer.
func unsigned(y float64) uint64 {
	if y >= 1<<63 {
		return uint64(int64(y-1<<63)) | 1<<63
	}
	return uint64(int64(y))
}

// The fractions of NaNs are cut off or extended.

func widened(x uint64, _ uint8) uint64 {
	if isNaN32(x) {
		return x>>31<<63 | 0x7FF<<52 | quiet64 | x&(1<<23-1)<<29
	}
	return math.Float64bits(float64(float32of(x)))
}

func narrowed(x uint64, _ uint8) uint64 {
	if isNaN64(x) {
		return x>>63<<31 | 0xFF<<23 | quiet32 | x<<12>>41
	}
	return uint64(math.Float32bits(float32(float64of(x))))
}
