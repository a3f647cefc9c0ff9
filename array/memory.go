package array

import "unsafe"

// hugePage is the size of the large pages that processors have beside those of 4 KB.
const hugePage = 2 << 20

// Memory returns bytes of zeros that begin at a multiple of 64, for whoever computes in them. If they fill a huge page, they begin
// at a multiple of that and are in such pages where the system has them: pages of 4 KB lie anywhere, and what is read
// again and again may by chance share few sets of the second cache.
func Memory(bytes int) unsafe.Pointer {
	align := 64
	if bytes >= hugePage {
		align = hugePage
	}
	p := unsafe.Pointer(unsafe.SliceData(make([]uint64, (bytes+align)/8)))
	p = unsafe.Add(p, -uintptr(p)&uintptr(align-1))
	preferHuge(p, bytes)
	return p
}
