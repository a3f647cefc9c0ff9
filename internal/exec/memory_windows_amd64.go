package exec

import (
	"fmt"
	"syscall"
	"unsafe"
)

// Constants of memoryapi.h.
const (
	memCommitReserve = 0x1000 | 0x2000
	memRelease       = 0x8000
	pageReadWrite    = 0x04
	pageExecuteRead  = 0x20
)

var (
	kernel32       = syscall.NewLazyDLL("kernel32.dll")
	virtualAlloc   = kernel32.NewProc("VirtualAlloc")
	virtualProtect = kernel32.NewProc("VirtualProtect")
	virtualFree    = kernel32.NewProc("VirtualFree")
)

// mapMemory returns n bytes of writable memory, n being a multiple of the page size.
func mapMemory(n int) ([]byte, error) {
	addr, _, err := virtualAlloc.Call(0, uintptr(n), memCommitReserve, pageReadWrite)
	if addr == 0 {
		return nil, err
	}
	// Not memory of Go's, so this is no misuse of an integer.
	return unsafe.Slice(*(**byte)(unsafe.Pointer(&addr)), n), nil
}

// makeExecutable makes memory of mapMemory executable, and no longer writable. It is refused to processes with
// the policy against dynamic code.
func makeExecutable(memory []byte) error {
	var before uint32
	ok, _, err := virtualProtect.Call(address(memory), uintptr(len(memory)), pageExecuteRead,
		uintptr(unsafe.Pointer(&before)))
	if ok == 0 {
		return fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	return nil
}

func unmapMemory(memory []byte) error {
	if ok, _, err := virtualFree.Call(address(memory), 0, memRelease); ok == 0 {
		return err
	}
	return nil
}

func address(memory []byte) uintptr { return uintptr(unsafe.Pointer(&memory[0])) }
