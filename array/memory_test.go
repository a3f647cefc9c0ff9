package array

import (
	"testing"
	"unsafe"
)

func TestMemory(t *testing.T) {
	for _, n := range []int{0, 1, 7, 8, 63, 64, 65, 100, 4096, hugePage - 1, hugePage, hugePage + 1, 2*hugePage + 12345} {
		p := Memory(n)
		want := uintptr(64)
		if n >= hugePage {
			want = hugePage
		}
		if uintptr(p)%want != 0 {
			t.Errorf("%d bytes begin at %p, want a multiple of %d", n, p, want)
		}
		bytes := unsafe.Slice((*byte)(p), n)
		for i, x := range bytes {
			if x != 0 {
				t.Fatalf("byte %d of %d is %d", i, n, x)
			}
		}
		for i := range bytes {
			bytes[i] = 1 // whoever has memory behind it notices under checkptr
		}
	}
}
