package amd64

import (
	"encoding/binary"
	"math"
)

// An operation is an instruction on general registers without its operands. Its immediate has immBytes bytes.
type operation struct {
	row      *integerRow
	code     opcode
	size     Size
	imm      int64
	immBytes int
}

// integer appends an instruction. If its opcode is extended, the extension takes the place reg.
func (a *Assembler) integer(op operation, p places) {
	if fault := op.fault(p); fault != "" {
		a.fail(op.row.name, "%s", fault)
		return
	}
	code := op.code
	if op.size == Byte {
		code &^= 1
	}
	rex := p.rm >> 3
	if p.mem != nil {
		x, b := p.mem.extend()
		rex = x<<1 | b
	} else if op.size == Byte || code&byteSource != 0 {
		rex |= rexOfByte(p.rm)
	}
	if code&extended != 0 {
		p.reg = uint8(code>>extensionAt) & 7
	} else if rex |= p.reg >> 3 << 2; op.size == Byte {
		rex |= rexOfByte(p.reg)
	}
	a.prefixes(code, op.size, rex)
	if code&escaped != 0 {
		a.code = append(a.code, 0x0F)
	}
	a.code = append(a.code, uint8(code))
	if p.mem != nil {
		a.memory(p.reg, p.mem, 0, op.immBytes)
	} else {
		a.registers(p.reg, p.rm)
	}
	a.number(op.imm, op.immBytes)
}

// fault says what is wrong, or nothing.
func (op *operation) fault(p places) string {
	switch {
	case op.code == 0 || p.mem == nil && op.code&memoryOnly != 0:
		return "has no such operands"
	case !op.row.has(op.size) || op.size == Byte && op.code&noByte != 0:
		return "has no such size"
	case p.reg > uint8(R15) || p.rm > uint8(R15):
		return "no such register"
	case p.mem != nil:
		return p.mem.scalarFault()
	}
	return ""
}

// has reports whether operands may have this size.
func (row *integerRow) has(s Size) bool { return row.sizes>>s&1 != 0 }

// rexOfByte is an empty REX prefix if without one a byte register's number would mean AH, CH, DH or BH.
func rexOfByte(reg uint8) uint8 {
	if reg >= uint8(RSP) {
		return 0x40
	}
	return 0
}

// prefixes appends the operand size, the prefix that is part of the opcode, and REX if any of its bits is set.
func (a *Assembler) prefixes(code opcode, size Size, rex uint8) {
	if size == Word {
		a.code = append(a.code, 0x66)
	}
	if code&repeated != 0 {
		a.code = append(a.code, 0xF3)
	}
	if size == Qword && code&unsized == 0 {
		rex |= 8
	}
	if rex != 0 {
		a.code = append(a.code, 0x40|rex)
	}
}

// number appends the low bytes of v.
func (a *Assembler) number(v int64, bytes int) {
	var le [8]byte
	binary.LittleEndian.PutUint64(le[:], uint64(v))
	a.code = append(a.code, le[:bytes]...)
}

// holds reports whether v is a number of this size, signed or unsigned.
func (s Size) holds(v int64) bool {
	bits := 8 * uint(s)
	return s == Qword || -1<<(bits-1) <= v && v < 1<<bits
}

// fits reports whether v can be an immediate of an operation of this size.
func (s Size) fits(v int64) bool {
	return s == Qword && v == int64(int32(v)) || s != Qword && s.holds(v)
}

// short reports whether v can be an immediate of one byte, whose sign is extended to this size.
func (s Size) short(v int64) bool {
	switch s {
	case Word:
		v = int64(int16(v))
	case Dword:
		v = int64(int32(v))
	}
	return v == int64(int8(v))
}

// isCount reports whether v is less than the number of bits.
func (s Size) isCount(v int64) bool { return 0 <= v && v < 8*int64(s) }

// immediate appends op reg, imm or op mem, imm.
func (a *Assembler) immediate(row *integerRow, size Size, p places, imm int64) {
	op := operation{row, row.imm, size, imm, min(int(size), 4)}
	switch shift := row.byCL != 0; {
	case shift && size.isCount(imm):
		if op.immBytes = 1; imm == 1 {
			op.code, op.immBytes = row.byOne, 0
		}
	case shift || !size.fits(imm):
		a.fail(row.name, "%d is out of range", imm)
		return
	case row.imm8 != 0 && size != Byte && size.short(imm):
		op.code, op.immBytes = row.imm8, 1
	}
	a.integer(op, p)
}

// movImmediate appends the shortest MOV of a constant. It leaves the flags as they are: it is not XOR for zero.
func (a *Assembler) movImmediate(row *integerRow, size Size, dst Reg, imm int64) {
	opcode, rex := uint8(0xB8), uint8(dst)>>3
	switch {
	case dst > R15 || !row.has(size) || !size.holds(imm) || size == Qword && imm < 0 && size.fits(imm):
		a.immediate(row, size, places{rm: uint8(dst)}, imm)
		return
	case size == Qword && 0 <= imm && imm <= math.MaxUint32:
		size = Dword
	case size == Byte:
		opcode, rex = 0xB0, rex|rexOfByte(uint8(dst))
	}
	a.prefixes(0, size, rex)
	a.code = append(a.code, opcode|uint8(dst)&7)
	a.number(imm, int(size))
}

// threeOperands appends op reg, r/m, imm.
func (a *Assembler) threeOperands(row *integerRow, size Size, p places, imm int64) {
	op := operation{row, row.threeOp, size, imm, min(int(size), 4)}
	switch isBMI := row.bmi != 0; {
	case isBMI && size.isCount(imm):
		a.bmi(row, size, p, Imm(uint8(imm)))
		return
	case isBMI || !size.fits(imm):
		a.fail(row.name, "%d is out of range", imm)
		return
	case size.short(imm):
		op.code, op.immBytes = row.threeOp8, 1
	}
	a.integer(op, p)
}

// bmi appends an instruction on general registers that VEX brought.
func (a *Assembler) bmi(row *integerRow, size Size, p places, o Opt) {
	e := row.bmi
	switch {
	case e == 0 || e&takesImm != 0 != (o&optImm != 0):
		a.fail(row.name, "has no such operands")
	case size != Dword && size != Qword:
		a.fail(row.name, "has no such size")
	case p.reg > uint8(R15) || p.v > uint8(R15) || p.rm > uint8(R15):
		a.fail(row.name, "no such register")
	case p.mem != nil && p.mem.scalarFault() != "":
		a.fail(row.name, "%s", p.mem.scalarFault())
	default:
		if size == Qword {
			e |= w1 | vw
		}
		a.vex(e, Scalar, p)
		a.operands(e, p, 0, o)
	}
}
