package native

import "github.com/phlox-ppl/phlox/internal/asm/amd64"

// reg is a virtual register: what an instruction names before real registers are given out. Zero is none. A virtual
// register may be written by several instructions, which is how loops carry values.
type reg int32

// class is the kind of real register that a virtual one needs.
type class uint8

const (
	general class = iota // integers, bools as 0 and 1, addresses
	vector               // floats, and whatever varies between the lanes of a loop
	mask                 // AVX-512: bools that vary between the lanes
	classes
)

// origin says how the value of a register can be had again, so that it need not be kept in memory.
type origin uint8

const (
	computed  origin = iota // it cannot
	immediate               // bits is the value
	pooled                  // at label: one element, broadcast to width if that is not Scalar
	based                   // bits is an offset in the arena, where the address of a buffer is
)

// virtual is what is known of a virtual register.
type virtual struct {
	class   class
	width   amd64.Width // of a vector
	origin  origin
	elem    uint8 // bytes of an element, of a pooled one
	whole   bool  // the pool has all elements, not just one
	depth   int8  // of the loop that it is written in
	changed int32 // when facts about it ended
	label   amd64.Label
	bits    int64
}

// form is the kinds of operands of an instruction, and which method of the assembler writes it. The letters are those of
// package amd64, destination first.
type form uint8

const (
	formNone form = iota

	// General registers. Two-address instructions are written with three here; formRRR2 computes dst = a op b.
	formMove     // dst = a, of any class
	formImm      // dst = imm
	formRRR2     // dst = a op b, with dst and a in one register in the end
	formRRI2     // dst = a op imm
	formRRM2     // dst = a op mem
	formRR2      // dst = op a
	formRR       // dst = op a
	formRRI      // dst = a op imm
	formRRR      // dst = a op b
	formRM       // dst = op mem
	formMR       // mem = a
	formMI       // mem = imm
	formCmp      // flags of a, b
	formCmpI     // flags of a, imm
	formCmpM     // flags of a, mem
	formTest     // flags of a and b
	formSet      // dst = cond as 0 or 1
	formCmov     // dst = b if cond, else a
	formTime     // dst = the time stamp counter
	formPrefetch // op mem
	formDiv      // dst = a / b or a % b, op IDIV or DIV; imm is 1 for the remainder

	formZero // dst = 0, of vectors
	formOnes // dst = all ones, without AVX-512

	// Vectors. An opt with an immediate or a mask k may go with any.
	formVV      // dst = op a
	formVM      // dst = op mem
	formMV      // mem = op a
	formVVV     // dst = a op b
	formVVM     // dst = a op mem
	formVVVV    // dst = a, b by c
	formFMA     // dst = a·b + c; op is the 213 form of one of the four
	formVR      // dst = a, a general one
	formRV      // dst = a, a vector
	formVVR     // dst = a with b, a general one, converted
	formFlags   // flags of a, b, vectors
	formGather  // dst = mem for k, or without AVX-512 the vector b, which ends as zero
	formScatter // mem = a for k, which ends as zero

	// Masks.
	formKVV   // dst = a op b
	formKVM   // dst = a op mem
	formKV    // dst = op a
	formVK    // dst = op a
	formKK    // dst = op a
	formKKK   // dst = a op b
	formKM    // dst = mem
	formMK    // mem = a
	formKOnes // dst = all ones
	formKR    // dst = a, a general one
	formRK    // dst = a, a mask
	formTestK // flags of a, b, masks

	// Control.
	formLabel
	formJump
	formBranch // if cond
	formBegin  // of a loop
	formEnd    // of that loop
	formPoll
	formCall // of the host: imm
	formReturn
)

// memory is an operand in memory.
type memory struct {
	base, index reg
	label       amd64.Label
	disp        int32
	scale       uint8
	vectored    bool // index is a vector
	splat       bool // one element for all lanes
	arena       bool // base is that of the arena
	stack       bool // base is the stack
}

// inst is a machine instruction on virtual registers.
type inst struct {
	form  form
	cond  amd64.Cond
	width amd64.Width
	size  amd64.Size
	elem  uint8 // bytes of an element, of a vector instruction that can broadcast it from memory
	zero  bool  // lanes that are not in k become zero
	merge bool  // lanes that are not in k stay as they are in dst
	once  bool  // what is loaded is used once
	op    uint16
	label amd64.Label
	opt   amd64.Opt
	stmt  int32 // number of the statement it is for

	dst, a, b, c, k reg
	mem             memory
	imm             int64
}
