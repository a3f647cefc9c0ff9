package exec

// call enters generated code at an address. It is not marked noescape, so that a Context is always in the heap.
func call(at uintptr, ctx *Context)

// watchGuard reads the current goroutine's stack bounds, the stack pointer and the stack guard. It reads the
// guard again and again until it lies above the stack pointer, or so many times.
//
//go:noescape
func watchGuard(spins int) (low, high, sp, guard uintptr)

// gWord returns word i of the current goroutine's g.
//
//go:noescape
func gWord(i int) uintptr

// cpuid executes CPUID.
//
//go:noescape
func cpuid(leaf, subleaf uint32) (a, b, c, d uint32)

// xgetbv returns which parts of the register file the system saves, if CPUID says that the instruction exists.
//
//go:noescape
func xgetbv() uint32
