package amd64

// Emit appends an instruction without operands: RET, NOP, UD2, CDQ, CQO, LFENCE, RDTSC, VZEROUPPER.
func (a *Assembler) Emit(op Op) {
	row := op.row()
	if row.alone == "" {
		a.fail(row.name, "needs operands")
		return
	}
	a.code = append(a.code, row.alone...)
}

// RR appends op dst, src. The count of a shift or rotation is src and must be RCX.
func (a *Assembler) RR(op Op, size Size, dst, src Reg) {
	switch row := op.row(); {
	case row.byCL != 0:
		a.shiftByCL(row, size, places{rm: uint8(dst)}, src)
	case row.store != 0:
		a.integer(operation{row: row, code: row.store, size: size}, places{reg: uint8(src), rm: uint8(dst)})
	default:
		a.integer(operation{row: row, code: row.load, size: size}, places{reg: uint8(dst), rm: uint8(src)})
	}
}

// RM appends op dst, mem.
func (a *Assembler) RM(op Op, size Size, dst Reg, mem Mem) {
	row := op.row()
	a.integer(operation{row: row, code: row.load, size: size}, places{reg: uint8(dst), mem: &mem})
}

// MR appends op mem, src. The count of a shift or rotation is src and must be RCX.
func (a *Assembler) MR(op Op, size Size, mem Mem, src Reg) {
	row := op.row()
	if row.byCL != 0 {
		a.shiftByCL(row, size, places{mem: &mem}, src)
		return
	}
	a.integer(operation{row: row, code: row.store, size: size}, places{reg: uint8(src), mem: &mem})
}

func (a *Assembler) shiftByCL(row *integerRow, size Size, p places, count Reg) {
	if count != RCX {
		a.fail(row.name, "the count is in RCX")
		return
	}
	a.integer(operation{row: row, code: row.byCL, size: size}, p)
}

// R appends op reg: NOT, NEG, INC, DEC; MUL, IMUL, DIV, IDIV of RDX:RAX; JMP, CALL, PUSH, POP, these with Qword.
func (a *Assembler) R(op Op, size Size, reg Reg) {
	row := op.row()
	a.integer(operation{row: row, code: row.unary, size: size}, places{rm: uint8(reg)})
}

// M appends op mem, as R; also PREFETCHT0 and PREFETCHT1, with Byte.
func (a *Assembler) M(op Op, size Size, mem Mem) {
	row := op.row()
	a.integer(operation{row: row, code: row.unary, size: size}, places{mem: &mem})
}

// RI appends op dst, imm. The immediate is any signed or unsigned number of the given size, but except for MOV one of
// Qword has 32 signed bits. The count of a shift or rotation is less than the number of bits.
func (a *Assembler) RI(op Op, size Size, dst Reg, imm int64) {
	row, p := op.row(), places{rm: uint8(dst)}
	switch {
	case op == MOV:
		a.movImmediate(row, size, dst, imm)
	case row.threeOp != 0:
		p.reg = uint8(dst)
		a.threeOperands(row, size, p, imm)
	default:
		a.immediate(row, size, p, imm)
	}
}

// MI appends op mem, imm, as RI, but for MOV too one of Qword has 32 signed bits.
func (a *Assembler) MI(op Op, size Size, mem Mem, imm int64) {
	a.immediate(op.row(), size, places{mem: &mem}, imm)
}

// RRI appends op dst, src, imm: IMUL, RORX.
func (a *Assembler) RRI(op Op, size Size, dst, src Reg, imm int64) {
	a.threeOperands(op.row(), size, places{reg: uint8(dst), rm: uint8(src)}, imm)
}

// RMI appends op dst, mem, imm: IMUL, RORX.
func (a *Assembler) RMI(op Op, size Size, dst Reg, mem Mem, imm int64) {
	a.threeOperands(op.row(), size, places{reg: uint8(dst), mem: &mem}, imm)
}

// RRR appends op dst, s1, s2: ANDN, which is dst = ^s1 & s2; SHLX, SHRX, SARX, whose count is s2.
func (a *Assembler) RRR(op Op, size Size, dst, s1, s2 Reg) {
	row := op.row()
	if row.countLast {
		s1, s2 = s2, s1
	}
	a.bmi(row, size, places{reg: uint8(dst), v: uint8(s1), rm: uint8(s2)}, 0)
}
