package loop

import "math"

// fma32 returns x·y + z, rounded once.
//
// The product is exact in float64, but the sum s need not be, and rounding it once more to float32 goes wrong
// where s lies halfway between two float32 while the exact sum doesn't. There s is made odd on the side of
// the exact sum (Boldo and Melquiond, 2008, "Emulation of FMA and correctly rounded sums").
func fma32(x, y, z float32) float32 {
	const below = 1<<28 - 1 // bits that are zero in what is halfway between two float32
	p, q := float64(x)*float64(y), float64(z)
	s := p + q
	if math.Float64bits(s)&below != 0 {
		return float32(s)
	}
	return float32(oddSum(p, q, s))
}

// oddSum returns s = p + q, or if that is not exact, the neighbor of s on the side of the exact sum. It is
// seldom needed, and fma32 is faster without it inside.
//
//go:noinline
func oddSum(p, q, s float64) float64 {
	if s-s != 0 { // infinite or NaN
		return s
	}
	v := s - p // the error of the sum, by Knuth's TwoSum
	e := (p - (s - v)) + (q - v)
	b := math.Float64bits(s)
	switch {
	case e == 0:
		return s
	case (e > 0) == (s > 0):
		return math.Float64frombits(b + 1)
	}
	return math.Float64frombits(b - 1)
}
