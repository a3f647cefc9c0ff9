package exec

import (
	"fmt"
	"runtime"
	"sync"
)

// Fault is the error of generated code that did what the machine forbids: it touched memory that is not
// there, divided an integer by zero, executed a privileged instruction. A bug of the generator, therefore, or a buffer
// that is too small.
type Fault struct {
	Offset int           // of the instruction from the start of the code; -1 if unknown
	Mark   uint64        // Context.Mark at the time
	Addr   uintptr       // of the memory that was accessed; 0 if in the zero page or if it was something else
	Err    runtime.Error // as the runtime describes it
}

// Error shows what is known.
func (f *Fault) Error() string {
	at := "at an unknown place"
	if f.Offset >= 0 {
		at = fmt.Sprintf("at offset %#x", f.Offset)
	}
	return fmt.Sprintf("generated code %s, mark %d, address %#x: %v", at, f.Mark, f.Addr, f.Err)
}

// Unwrap returns the runtime's error.
func (f *Fault) Unwrap() error { return f.Err }

// newFault describes a panic of enter, on the goroutine of that panic.
func (c *Code) newFault(ctx *Context, r any) error {
	err, ok := r.(runtime.Error)
	if !ok {
		return fmt.Errorf("generated code: %v", r)
	}
	f := &Fault{Offset: -1, Mark: ctx.Mark, Err: err}
	if e, ok := err.(interface{ Addr() uintptr }); ok {
		f.Addr = e.Addr()
	}
	if i := pcWord(); i >= 0 {
		if offset := gWord(i) - c.start; offset < uintptr(len(c.memory)) {
			f.Offset = int(offset)
		}
	}
	return f
}

// The stack does not tell where generated code faulted: the handler, finding no function at the
// address but one at the return address, makes it look as if the stub had panicked. But it
// leaves the address of the last fault in the goroutine's g.
//
// pcWord returns which word of g that is, or -1. It looks for the address of a fault made for the purpose,
// on another goroutine, so that the fault at hand stays what it is.
var pcWord = sync.OnceValue(func() int {
	found := make(chan int)
	go func() { found <- findPCWord() }()
	return <-found
})

func findPCWord() int {
	const fault = 2
	c, err := New([]byte{
		0x31, 0xc0, // xor eax, eax
		0x8b, 0x00, // mov eax, [rax]
		0xc3, // ret
	})
	if err != nil {
		return -1
	}
	if enter(c.start, NewContext()) == nil {
		return -1
	}
	at := -1
	for i := range gWords {
		if gWord(i) == c.start+fault {
			at = i
			break
		}
	}
	if c.Close() != nil {
		return -1
	}
	return at
}

// gWords is how many words of g are searched. In go1.26 g has 57, and the address is word 34.
const gWords = 48
