package loop

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

func TestFMA32(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	zero := float32(0)
	for _, c := range []struct{ x, y, z, want float32 }{
		// x·y = 1 + 2⁻¹¹ + 2⁻²⁴ lies halfway between two float32, and z decides; the sum in float64 drops z.
		{1 + 0x1p-12, 1 + 0x1p-12, 0x1p-100, 1 + 0x1p-11 + 0x1p-23},
		{1 + 0x1p-12, 1 + 0x1p-12, -0x1p-100, 1 + 0x1p-11},
		{1 + 0x1p-12, 1 + 0x1p-12, 0, 1 + 0x1p-11}, // ties to even
		{-1 - 0x1p-12, 1 + 0x1p-12, -0x1p-100, -1 - 0x1p-11 - 0x1p-23},
		{-1 - 0x1p-12, 1 + 0x1p-12, 0x1p-100, -1 - 0x1p-11},
		// Subnormal results.
		{0x1p-75, 0x1p-75, 0, 0},
		{0x1p-75, 0x1p-75, 0x1p-149, 0x1p-148},
		{0x1p-75, -0x1p-75, 0x1p-149, 0},
		{0x1p-100, 0x1p-100, 0x1p-149, 0x1p-149},
		{2, math.MaxFloat32, -math.MaxFloat32, math.MaxFloat32},
		{2, math.MaxFloat32, 0, inf},
		{inf, 1, -inf, nan},
		{inf, 0, 1, nan},
		{-zero, 1, 0, 0},
	} {
		got := fma32(c.x, c.y, c.z)
		if got != c.want && (got == got || c.want == c.want) {
			t.Errorf("fma(%x, %x, %x) = %x, want %x", c.x, c.y, c.z, got, c.want)
		}
	}
	if z := fma32(float32(math.Copysign(0, -1)), 1, float32(math.Copysign(0, -1))); !math.Signbit(float64(z)) {
		t.Error("-0·1 + -0 is not -0")
	}
}

// TestFMA32RoundsOnce compares with exact sums, of operands with few bits in a wide range, so that sums are
// often halfway.
func TestFMA32RoundsOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	sparse := func() float32 {
		x := float32(1)
		for range 3 {
			x += float32(math.Ldexp(float64(r.IntN(3)-1), -r.IntN(24)))
		}
		return x * float32(math.Ldexp(1, r.IntN(160)-80))
	}
	exact := func(x float32) *big.Float { return new(big.Float).SetPrec(1000).SetFloat64(float64(x)) }
	for range 50_000 {
		x, y, z := sparse(), sparse(), sparse()
		p := exact(x)
		p.Mul(p, exact(y))
		p.Add(p, exact(z))
		if want, _ := p.Float32(); fma32(x, y, z) != want {
			t.Fatalf("fma(%x, %x, %x) = %x, want %x", x, y, z, fma32(x, y, z), want)
		}
	}
}
