package amd64

import "encoding/binary"

// registers appends a ModRM byte of two registers.
func (a *Assembler) registers(reg, rm uint8) {
	a.code = append(a.code, 0xC0|reg&7<<3|rm&7)
}

// memory appends the ModRM byte of a register and memory, and what follows it: a SIB byte, a displacement.
// An EVEX instruction has displacements of one byte that count units of 1<<unit bytes. After them come immediates
// of the given length, which matters to addresses relative to the next instruction.
func (a *Assembler) memory(reg uint8, m *Mem, unit uint8, immediates int) {
	reg = reg & 7 << 3
	if m.Label != 0 {
		a.code = append(a.code, reg|5)
		a.refer(m.Label, m.Disp, immediates)
		return
	}
	mod, short := uint8(0x80), m.Disp>>unit
	switch {
	case m.Disp == 0 && m.Base&7 != RBP: // without a displacement RBP and R13 would mean the instruction pointer
		mod = 0
	case short<<unit == m.Disp && int32(int8(short)) == short:
		mod = 0x40
	}
	if m.Scale == 0 && m.Base&7 != RSP { // RSP and R12 mean that a SIB byte follows
		a.code = append(a.code, mod|reg|uint8(m.Base)&7)
	} else {
		a.code = append(a.code, mod|reg|4, m.sib())
	}
	switch mod {
	case 0x40:
		a.code = append(a.code, uint8(short))
	case 0x80:
		a.code = binary.LittleEndian.AppendUint32(a.code, uint32(m.Disp))
	}
}

// sib returns the byte for base and scaled index, in which an index of RSP means none.
func (m *Mem) sib() uint8 {
	if m.Scale == 0 {
		return uint8(RSP)<<3 | uint8(m.Base)&7
	}
	return scaleBits[m.Scale] | uint8(m.Index)&7<<3 | uint8(m.Base)&7
}

// scaleBits is the logarithm of a scale, in place.
var scaleBits = [...]uint8{1: 0, 2: 0x40, 4: 0x80, 8: 0xC0}

// refer appends four bytes that will be the distance to a label, in an instruction with so many bytes after them.
func (a *Assembler) refer(l Label, plus int32, after int) {
	at := len(a.code)
	a.refs = append(a.refs, reference{at, at + 4 + after, l, plus})
	a.code = append(a.code, 0, 0, 0, 0)
}
