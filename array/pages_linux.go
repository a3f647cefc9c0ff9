package array

import (
	"syscall"
	"unsafe"
)

const (
	hugePage    = 2 << 20
	adviseHuge  = 14           // MADV_HUGEPAGE
	hugeAtLeast = 2 * hugePage // bytes: one huge page is within, wherever they begin
)

// preferHuge asks for huge pages for memory that is not yet in use, if it is large: reading it once then takes a
// quarter less time, because the processor's prefetchers stop at the end of each page and its table of pages is small.
// The kernel may decline.
func preferHuge(p unsafe.Pointer, bytes int) {
	if bytes < hugeAtLeast {
		return
	}
	skip := -uintptr(p) & (hugePage - 1) // to the first boundary
	whole := (uintptr(bytes) - skip) &^ (hugePage - 1)
	_ = syscall.Madvise(unsafe.Slice((*byte)(unsafe.Add(p, skip)), whole), adviseHuge)
}
