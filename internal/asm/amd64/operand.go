package amd64

// Reg is a general register, by its number in the hardware.
type Reg uint8

// The general registers.
const (
	RAX Reg = iota
	RCX
	RDX
	RBX
	RSP
	RBP
	RSI
	RDI
	R8
	R9
	R10
	R11
	R12
	R13
	R14
	R15
)

// Size is the size of an integer operation in bytes. One of Dword clears the upper half of its destination register;
// one of Byte or Word leaves the other bits as they are.
type Size uint8

// The sizes of integer operations.
const (
	Byte  Size = 1
	Word  Size = 2
	Dword Size = 4
	Qword Size = 8
)

// Vec is a vector register, 0 to 31. How much of it an instruction uses is the instruction's Width.
type Vec uint8

// Mask is a mask register. K0 as a write mask stands for no mask.
type Mask uint8

// The mask registers.
const (
	K0 Mask = iota
	K1
	K2
	K3
	K4
	K5
	K6
	K7
)

// Width is the width of the widest vector operand of an instruction: converting four doubles to floats has width Y.
type Width uint8

// The widths. Scalar instructions use the lowest element of vector registers, and X, Y, Z have 128, 256, 512 bits.
const (
	Scalar Width = iota
	X
	Y
	Z
)

// Mem is an operand in memory: the bytes at Base + Index*Scale + Disp, or at Label + Disp if there is a label.
type Mem struct {
	Base, Index Reg
	Scale       uint8 // 1, 2, 4 or 8; zero is no index
	Vectored    bool  // Index is a Vec, as gathers and scatters have
	Broadcast   bool  // every element of the operand is the one at this address: EVEX only
	Disp        int32
	Label       Label
}

// At is the memory at base + disp.
func At(base Reg, disp int32) Mem { return Mem{Base: base, Disp: disp} }

// AtIndex is the memory at base + index*scale + disp; RSP cannot be the index.
func AtIndex(base, index Reg, scale uint8, disp int32) Mem {
	return Mem{Base: base, Index: index, Scale: scale, Disp: disp}
}

// AtVec is, for each element of index, the memory at base + element*scale + disp.
func AtVec(base Reg, index Vec, scale uint8, disp int32) Mem {
	return Mem{Base: base, Index: Reg(index), Scale: scale, Disp: disp, Vectored: true}
}

// Const is the memory at a label, addressed from the instruction pointer.
func Const(l Label) Mem { return Mem{Label: l} }

// Splat returns m with Broadcast set.
func (m Mem) Splat() Mem {
	m.Broadcast = true
	return m
}

// scalarFault says what is wrong with m as one element, or nothing.
func (m *Mem) scalarFault() string {
	switch {
	case m.Vectored:
		return "only gathers and scatters have a vector index"
	case m.Broadcast:
		return "no broadcast"
	}
	return m.fault()
}

// fault says what is wrong with m, or nothing.
func (m *Mem) fault() string {
	switch {
	case m.Label != 0 && (m.Scale != 0 || m.Base != 0):
		return "a label excludes base and index"
	case m.Base > R15:
		return "no such base register"
	case m.Scale > 8 || m.Scale&(m.Scale-1) != 0 || m.Scale == 0 && m.Vectored:
		return "the scale is not 1, 2, 4 or 8"
	case m.Scale == 0:
		return ""
	case m.Vectored && m.Index > 31 || !m.Vectored && (m.Index > R15 || m.Index == RSP):
		return "no such index register"
	}
	return ""
}

// extend returns the fourth bits of the numbers of the index and base registers.
func (m *Mem) extend() (x, b uint8) { return uint8(m.Index) >> 3 & 1, uint8(m.Base) >> 3 }
