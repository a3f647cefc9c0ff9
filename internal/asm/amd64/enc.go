package amd64

// An enc is one encoding of a vector instruction, from bit 0: opcode, prefix, opcode map, and what the constants below say.
// It is all the assembler knows of the instruction.
type enc uint64

const (
	opcode00 enc = 0

	np  enc = 0 << 8 // no prefix
	p66 enc = 1 << 8
	pF3 enc = 2 << 8
	pF2 enc = 3 << 8

	m0F enc = 1 << 10
	m38 enc = 2 << 10
	m3A enc = 3 << 10

	vex  enc = 1 << 12
	evex enc = 1 << 13
	both     = vex | evex
	w1   enc = 1 << 14 // the bit W of EVEX is set
	vw   enc = 1 << 15 // and that of VEX is the same; otherwise it is zero
	l1   enc = 1 << 16 // the bit L of VEX is set

	grouped enc = 1 << 17 // three more bits of opcode stand in the place of the first operand, and that in VEX
	groupAt     = 18

	// The unit of displacements of one byte in EVEX is a power of two bytes, or the width divided by one.
	unitAt      = 21
	n1      enc = 0 << unitAt
	n2      enc = 1 << unitAt
	n4      enc = 2 << unitAt
	n8      enc = 3 << unitAt
	n16     enc = 4 << unitAt
	n32     enc = 5 << unitAt
	full    enc = 8 << unitAt
	half    enc = 9 << unitAt
	quarter enc = 10 << unitAt
	eighth  enc = 11 << unitAt
	dup     enc = 12 << unitAt // of VMOVDDUP: the width, but 8 bytes of 16

	// An element may be broadcast from memory. Its size is the unit then.
	bcAt     = 25
	bc32 enc = 1 << bcAt
	bc64 enc = 2 << bcAt

	widthsAt     = 27
	scalar   enc = 1 << (widthsAt + Scalar)
	ymm      enc = 1 << (widthsAt + Y)
	zmm      enc = 1 << (widthsAt + Z)
	yz           = ymm | zmm
	xyz      enc = 1<<(widthsAt+X) | yz

	takesImm enc = 1 << 31
	vectored enc = 1 << 32 // memory has a vector index
	swapped  enc = 1 << 33 // the destination is what can be memory
	vexReg   enc = 1 << 34 // with VEX, a register only
	noMask   enc = 1 << 35
	noZero   enc = 1 << 36
	needMask enc = 1 << 37
)

// A form is a kind of operands, named as the method for it. It is the bit of an enc that has such operands.
type form uint8

const (
	vvv form = 40 + iota
	vvm
	vv
	vm
	mv
	vmv
	mvv
	vvvv
	vvmv
	vr
	rv
	vvr
	kvv
	kvm
	kv
	vk
	kkk // from here on operands are masks
	kk
	km
	mk
	kr
	rk
)

// limits has the number of registers of the kind of each operand: places reg, v, rm.
var limits = [...][3]uint8{
	vvv: {32, 32, 32}, vvm: {32, 32, 1}, vv: {32, 1, 32}, vm: {32, 1, 1}, mv: {32, 1, 1}, vmv: {32, 32, 1}, mvv: {32, 32, 1},
	vvvv: {32, 32, 32}, vvmv: {32, 32, 1}, vr: {32, 1, 16}, rv: {16, 1, 32}, vvr: {32, 32, 16},
	kvv: {8, 32, 32}, kvm: {8, 32, 1}, kv: {8, 1, 32}, vk: {32, 1, 8},
	kkk: {8, 8, 8}, kk: {8, 1, 8}, km: {8, 1, 1}, mk: {8, 1, 1}, kr: {8, 1, 16}, rk: {16, 1, 8},
}
