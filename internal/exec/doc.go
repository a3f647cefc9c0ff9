// Package exec holds machine code that was generated in this process, and calls it, without cgo. It knows
// nothing of instructions: it maps bytes, enters them by a stub of a few lines, and serves the requests with
// which they come back. Generated code runs on the stack of the calling goroutine, as a Go function would,
// but Go cannot stop it: it has to ask, by polls, whether it should let Go go first.
//
// # What generated code finds
//
// Code is position independent and is entered at its first byte, or where it asked to be resumed.
//
//   - DI is the [Context], a struct in the Go heap. Its fields have fixed offsets: [ResumeOffset] and so on.
//     It does not move, nor do the Arena and the buffers of the Table, which it keeps alive.
//   - R14 is g, which polls need.
//   - [RSP+ScratchOffset] and the ScratchSize bytes from there are scratch memory. Their contents are
//     arbitrary at each entry, and the stack may move between two entries, so nothing may point to them.
//     They are not aligned.
//   - All other registers are arbitrary. MXCSR is Go's (round to nearest, no exceptions, subnormals kept).
//
// # What generated code must keep
//
//   - RSP never moves: no push, pop or call, and nothing is stored below it. Only so is a fault an error
//     (see [Fault]) and not the end of the process.
//   - RBP, R14, MXCSR and the direction flag (clear) are as they were found. All other general registers, the
//     vector registers and the mask registers may be changed.
//   - Go pointers are not stored: of the Context only Resume, Status, Arg, Arg2, Counter, Mark and the save
//     area may be written.
//   - No system calls, and no instruction that [CPU] does not offer. UD2, INT3 and illegal instructions end the
//     process, as they do in Go. HLT is a Fault; the memory after the code is full of it.
//   - It ends with VZEROUPPER (if it used AVX) and RET.
//
// # How generated code comes back
//
// By RET, always; what it wants is in Status, which is [Done] at each entry.
//
//   - [Done]: the run is over.
//   - [Poll]: Go is let in, and Run goes on at Resume. See below.
//   - [Host]: Run calls the function of the host with the number in Arg, then goes on at Resume.
//
// Resume is an address, not an offset: `lea rax, [rip+label]; mov [rdi+ResumeOffset], rax`. Whatever must
// survive in registers, generated code itself saves, in the Context's save area, and restores: only it knows
// which are live. At label, DI and R14 hold the Context and g again, and nothing else is as it was.
//
// # Polls
//
// A garbage collection, a traceback of all goroutines, and every other goroutine of this processor wait
// for generated code; it should look up at least once in about 100 µs. A back edge of a loop costs one
// compare and branch:
//
//	cmp qword ptr [r14+PollOffset], PollValue
//	je  exit                // save the live registers, Status = Poll, Resume = &back, VZEROUPPER, RET
//
// The word is g.stackguard0, which the prologues of all Go functions compare with the stack pointer, and the value is
// what the scheduler puts there to get a goroutine's attention. Both are private to the Go runtime, so they are
// tested, once; if [PollByCounter] reports that they are not what they were, generated code must count instead:
//
//	dec qword ptr [rdi+CounterOffset]
//	jz  exit
//
// The scheduler asks when a collection starts and when a goroutine has run for 10 ms. Cancellation is not its
// business: [Interrupt] makes it ask at once.
//
// # Cores
//
// A [Fork] has pieces of work done by the calling goroutine and by others, one for each core that is free: GOMAXPROCS less
// those that were taken by runs ([TakeCore]) and by helpers of other Forks. Helpers linger for about 0.1 ms after a Run, without
// a core, and are invited to the next.
//
// # Profiles
//
// A CPU profile books the time in generated code to runtime._ExternalCode, with no stack: the runtime unwinds
// only code it knows. But the samples carry the labels of the goroutine, and pprof can show these as
// frames:
//
//	pprof.Do(ctx, pprof.Labels("phlox", name), func(context.Context) { ... many runs ... })
//	go tool pprof -tagleaf phlox cpu.pb
//
// Helpers of a Fork have the labels of the run that began them.
//
// Run sets no labels, because that costs more than an empty run: 20 ns by pprof.SetGoroutineLabels with contexts made
// in advance, 200 ns by pprof.Do.
//
// # Portability
//
// Code runs on amd64 under Linux, macOS and Windows; elsewhere New returns [ErrUnsupported]. On Windows a
// fault in generated code ends the process, because the runtime's handler passes over addresses that it does not
// know.
//
// The technique is that of wazero (https://wazero.io), whose RATIONALE discusses why the Go scheduler and
// collector allow it.
package exec
