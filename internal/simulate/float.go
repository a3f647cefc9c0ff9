package simulate

import "math"

// Functions of floats, as bits. Go's operations on float64 and float32 round to nearest as the processor's do. What they
// do not promise is which NaN they return: the processor returns the first operand that is one, made quiet, and if
// none is, a NaN of its own.

const (
	quiet64, quiet32     = 1 << 51, 1 << 22
	default64, default32 = 0xFFF8000000000000, 0xFFC00000
)

func isNaN64(x uint64) bool { return x<<1 > 0x7FF<<53 }
func isNaN32(x uint64) bool { return uint32(x)<<1 > 0xFF<<24 }

func bits64(x float64) uint64 {
	if x != x {
		return default64
	}
	return math.Float64bits(x)
}

func bits32(x float32) uint64 {
	if x != x {
		return default32
	}
	return uint64(math.Float32bits(x))
}

func float64of(x uint64) float64 { return math.Float64frombits(x) }
func float32of(x uint64) float32 { return math.Float32frombits(uint32(x)) }

// quieted returns the first NaN, made quiet.
func quieted64(x ...uint64) (uint64, bool) {
	for _, x := range x {
		if isNaN64(x) {
			return x | quiet64, true
		}
	}
	return 0, false
}

func quieted32(x ...uint64) (uint64, bool) {
	for _, x := range x {
		if isNaN32(x) {
			return x&math.MaxUint32 | quiet32, true
		}
	}
	return 0, false
}

func arithmetic64(f func(x, y float64) float64) func(x, y uint64, _ uint8) uint64 {
	return func(x, y uint64, _ uint8) uint64 {
		if nan, ok := quieted64(x, y); ok {
			return nan
		}
		return bits64(f(float64of(x), float64of(y)))
	}
}

func arithmetic32(f func(x, y float32) float32) func(x, y uint64, _ uint8) uint64 {
	return func(x, y uint64, _ uint8) uint64 {
		if nan, ok := quieted32(x, y); ok {
			return nan
		}
		return bits32(f(float32of(x), float32of(y)))
	}
}

func add[T float32 | float64](x, y T) T { return x + y }
func sub[T float32 | float64](x, y T) T { return x - y }
func mul[T float32 | float64](x, y T) T { return x * y }
func div[T float32 | float64](x, y T) T { return x / y }

// select64 is for minimum and maximum: the first operand if it is to be chosen, else the second, as it is. NaNs and zeros of either
// sign are not less than each other.
func select64(first func(x, y float64) bool) func(x, y uint64, _ uint8) uint64 {
	return func(x, y uint64, _ uint8) uint64 {
		if first(float64of(x), float64of(y)) {
			return x
		}
		return y
	}
}

func select32(first func(x, y float64) bool) func(x, y uint64, _ uint8) uint64 {
	return func(x, y uint64, _ uint8) uint64 {
		if first(float64(float32of(x)), float64(float32of(y))) {
			return x
		}
		return y
	}
}

func less(x, y float64) bool    { return x < y }
func greater(x, y float64) bool { return x > y }

func sqrt64(x uint64, _ uint8) uint64 {
	if nan, ok := quieted64(x); ok {
		return nan
	}
	return bits64(math.Sqrt(float64of(x)))
}

// sqrt32 rounds twice, which is harmless for a root: 53 bits are more than twice 24 and two.
func sqrt32(x uint64, _ uint8) uint64 {
	if nan, ok := quieted32(x); ok {
		return nan
	}
	return bits32(float32(math.Sqrt(float64(float32of(x)))))
}

// roundings are those of the two lowest bits of an immediate.
var roundings = [4]func(float64) float64{math.RoundToEven, math.Floor, math.Ceil, math.Trunc}

// round rounds to a multiple of a power of two, 1 or less, whose exponent is in the upper bits of the immediate. Bit 2 asks for
// the rounding of MXCSR, to nearest.
func round(x float64, imm uint8) float64 {
	f := roundings[imm&3]
	if imm&4 != 0 {
		f = math.RoundToEven
	}
	if n := int(imm >> 4); n != 0 && math.Abs(x) < 1<<53 {
		return math.Ldexp(f(math.Ldexp(x, n)), -n)
	}
	return f(x)
}

func round64(x uint64, imm uint8) uint64 {
	if nan, ok := quieted64(x); ok {
		return nan
	}
	return bits64(round(float64of(x), imm))
}

func round32(x uint64, imm uint8) uint64 {
	if nan, ok := quieted32(x); ok {
		return nan
	}
	return bits32(float32(round(float64(float32of(x)), imm)))
}

// fma64 returns x·y + z with one rounding.
func fma64(x, y, z uint64) uint64 {
	if nan, ok := quieted64(x, y, z); ok {
		return nan
	}
	return bits64(math.FMA(float64of(x), float64of(y), float64of(z)))
}

// fma32 rounds once. The product is exact as a float64. Their sum is rounded to odd there: if it is not exact, its last bit is set,
// so that rounding it to 24 bits sees that there is more.
//
// Reference: Boldo, Melquiond, Emulation of a FMA and correctly rounded sums: proved algorithms using rounding to odd, 2008.
func fma32(x, y, z uint64) uint64 {
	if nan, ok := quieted32(x, y, z); ok {
		return nan
	}
	p, c := float64(float32of(x))*float64(float32of(y)), float64(float32of(z))
	s := p + c
	if math.IsInf(s, 0) || s != s {
		return bits32(float32(s))
	}
	b := s - p
	rest := (p - (s - b)) + (c - b) // p + c = s + rest
	if rest != 0 && math.Float64bits(s)&1 == 0 {
		toward := math.Copysign(math.Inf(1), rest)
		s = math.Nextafter(s, toward)
	}
	return bits32(float32(s))
}

// predicates of comparisons are a set of what x and y may be: less, equal, greater, unordered. The upper 16 are these again,
// with other exceptions.
var predicates = [16]uint8{
	isEqual, isLess, isLess | isEqual, isUnordered,
	isLess | isGreater | isUnordered, isEqual | isGreater | isUnordered, isGreater | isUnordered, isLess | isEqual | isGreater,
	isEqual | isUnordered, isLess | isUnordered, isLess | isEqual | isUnordered, 0,
	isLess | isGreater, isEqual | isGreater, isGreater, isLess | isEqual | isGreater | isUnordered,
}

const (
	isLess = 1 << iota
	isEqual
	isGreater
	isUnordered
)

func relation(x, y float64) uint8 {
	switch {
	case x < y:
		return isLess
	case x == y:
		return isEqual
	case x > y:
		return isGreater
	}
	return isUnordered
}

func compare64(x, y uint64, imm uint8) bool {
	return predicates[imm&15]&relation(float64of(x), float64of(y)) != 0
}

func compare32(x, y uint64, imm uint8) bool {
	return predicates[imm&15]&relation(float64(float32of(x)), float64(float32of(y))) != 0
}

// ones makes a comparison one whose result is all ones or zero.
func ones(f func(x, y uint64, imm uint8) bool) func(x, y uint64, imm uint8) uint64 {
	return func(x, y uint64, imm uint8) uint64 {
		if f(x, y, imm) {
			return math.MaxUint64
		}
		return 0
	}
}
