package exec

var cpu = detect()

// Bits of XCR0: the system saves these registers.
const (
	saveYMM = 0b110       // SSE and the upper halves of YMM
	saveZMM = 0b1110_0110 // these, mask registers, the upper halves of ZMM, and ZMM16 to ZMM31
)

// detect asks the processor, as in the Intel Software Developer's Manual, volume 1, sections 14.3 and 15.2.
// macOS turns AVX-512 on when it is first used and does not announce it; there it counts as absent.
func detect() Features {
	top, _, _, _ := cpuid(0, 0)
	if top < 7 {
		return Features{}
	}
	_, _, c1, _ := cpuid(1, 0)
	_, b7, _, _ := cpuid(7, 0)
	_, _, cx, _ := cpuid(0x80000001, 0)
	var saved uint32
	if bit(c1, 27) { // OSXSAVE
		saved = xgetbv()
	}
	avx := saved&saveYMM == saveYMM && bit(c1, 28)
	avx512 := avx && saved&saveZMM == saveZMM && bit(b7, 16)
	return Features{
		POPCNT:   bit(c1, 23),
		LZCNT:    bit(cx, 5),
		BMI1:     bit(b7, 3),
		BMI2:     bit(b7, 8),
		AVX:      avx,
		AVX2:     avx && bit(b7, 5),
		FMA:      avx && bit(c1, 12),
		F16C:     avx && bit(c1, 29),
		AVX512F:  avx512,
		AVX512CD: avx512 && bit(b7, 28),
		AVX512BW: avx512 && bit(b7, 30),
		AVX512DQ: avx512 && bit(b7, 17),
		AVX512VL: avx512 && bit(b7, 31),
	}
}

func bit(word uint32, i uint) bool { return word>>i&1 == 1 }
