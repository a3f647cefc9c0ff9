//go:build amd64 && (linux || darwin)

package exec

import (
	"errors"
	"fmt"
	"syscall"
)

// mapMemory returns n bytes of writable memory, n being a multiple of the page size.
func mapMemory(n int) ([]byte, error) {
	return syscall.Mmap(-1, 0, n, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
}

// makeExecutable makes memory of mapMemory executable, and no longer writable. Hardened kernels refuse.
func makeExecutable(memory []byte) error {
	err := syscall.Mprotect(memory, syscall.PROT_READ|syscall.PROT_EXEC)
	if errors.Is(err, syscall.EACCES) || errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOTSUP) {
		return fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	return err
}

func unmapMemory(memory []byte) error { return syscall.Munmap(memory) }
