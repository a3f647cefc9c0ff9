package exec

import "unsafe"

// Context is what generated code knows about the world, and where it leaves its registers. Code finds it in DI
// and reaches the fields by their offsets.
//
// A Context belongs to one Run at a time. Between runs, all of it may be set freely. It must be made by
// NewContext for the alignment of its save area.
type Context struct {
	Resume  uint64 // address to go on at after a request; ignored when a Run begins
	Status  Status // why the code came back; Done at each entry
	Arg     uint64 // number of the host call
	Arg2    uint64 // free: a second argument, a result of a host call, an error code at the end
	Counter uint64 // for polls by counting: PollEvery when a Run begins and after each poll
	Mark    uint64 // free: where the code is, to be reported by a Fault

	Arena unsafe.Pointer  // static memory of the program; may be nil
	Table *unsafe.Pointer // first of an array of buffers; may be nil. unsafe.SliceData makes it of a slice

	GPR [16]uint64    // save area: general registers in the order of their encoding, AX CX DX BX SP BP SI DI R8...
	K   [8]uint64     // save area: mask registers
	ZMM [32][8]uint64 // save area: vector registers, of which narrower ones use the first bytes
}

// Offsets of the fields of a Context. Those of the save area are multiples of 64.
const (
	ResumeOffset  = 0
	StatusOffset  = 8
	ArgOffset     = 16
	Arg2Offset    = 24
	CounterOffset = 32
	MarkOffset    = 40
	ArenaOffset   = 48
	TableOffset   = 56
	GPROffset     = 64  // 8 bytes each
	KOffset       = 192 // 8 bytes each
	ZMMOffset     = 256 // 64 bytes each
)

// ScratchOffset and ScratchSize give the scratch memory of one entry, in bytes from RSP.
const (
	ScratchOffset = 8 // above the return address
	ScratchSize   = 16384
)

// Status says why generated code came back.
type Status uint64

// Every other Status is an error of the generator, and Run says so.
const (
	Done Status = iota
	Poll
	Host
)

// NewContext returns a Context at an address that is a multiple of 64, so that no register is saved across
// two cache lines. Go promises no such alignment and a later version may break this; correct code therefore
// saves with unaligned moves, which cost the same.
func NewContext() *Context {
	// The size classes of the allocator are multiples of 128 here, but a word of type information comes before
	// objects of this size, which the padding makes up for.
	padded := new(struct {
		_ [64 - unsafe.Sizeof(uintptr(0))]byte
		Context
	})
	if uintptr(unsafe.Pointer(&padded.Context))%64 == 0 {
		return &padded.Context
	}
	return new(Context)
}
