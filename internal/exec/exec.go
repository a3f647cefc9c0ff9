package exec

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"unsafe"
)

// ErrUnsupported is wrapped by the error of New where generated code cannot run: on other architectures and
// systems, and where the kernel forbids executable memory.
var ErrUnsupported = errors.New("executable memory is not supported here")

var errClosed = errors.New("run of closed code")

// Code is a piece of executable memory. Any number of goroutines may Run it, each with a Context of its own.
type Code struct {
	memory  []byte  // whole pages
	start   uintptr // address of memory; 0 when closed
	cleanup runtime.Cleanup
}

// mapped is the number of bytes in all Codes.
var mapped atomic.Int64

// Mapped returns how many bytes of executable memory there are now.
func Mapped() int64 { return mapped.Load() }

// New copies code into memory of its own and makes that executable. It lives until Close, or until the Code
// is unreachable.
//
// No page is ever writable and executable, and so each Code takes whole pages: to add code to a page
// that another goroutine may be executing would mean to stop it. A page is 4 KB, which is less than what a
// compiler keeps about a program in other places.
func New(code []byte) (*Code, error) {
	if len(code) == 0 {
		return nil, errors.New("no code")
	}
	page := syscall.Getpagesize()
	memory, err := mapMemory((len(code) + page - 1) / page * page)
	if err != nil {
		return nil, fmt.Errorf("mapping %d bytes of code: %w", len(code), err)
	}
	for i := copy(memory, code); i < len(memory); i++ {
		memory[i] = hlt
	}
	if err := makeExecutable(memory); err != nil {
		return nil, errors.Join(fmt.Errorf("making %d bytes executable: %w", len(code), err), unmapMemory(memory))
	}
	mapped.Add(int64(len(memory)))
	c := &Code{memory: memory, start: uintptr(unsafe.Pointer(&memory[0]))}
	c.cleanup = runtime.AddCleanup(c, func(memory []byte) { _ = free(memory) }, memory)
	return c, nil
}

// hlt is an instruction that the kernel keeps for itself: in a program it is a fault, which Go can recover from,
// unlike the traps that are commonly used for filling.
const hlt = 0xf4

// Close frees the memory at once. No goroutine may be running the code; later runs are errors. Closing again
// does nothing.
func (c *Code) Close() error {
	if c.start == 0 {
		return nil
	}
	c.cleanup.Stop()
	c.start = 0
	err := free(c.memory)
	c.memory = nil
	runtime.KeepAlive(c)
	return err
}

func free(memory []byte) error {
	mapped.Add(-int64(len(memory)))
	return unmapMemory(memory)
}

// Supported reports whether generated code can run here, by running some.
func Supported() bool { return supported() }

var supported = sync.OnceValue(func() bool {
	const ret = 0xc3
	c, err := New([]byte{ret})
	if err != nil {
		return false
	}
	err = c.Run(NewContext(), nil, nil)
	return errors.Join(err, c.Close()) == nil
})
