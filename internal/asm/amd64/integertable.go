package amd64

// Op is an instruction on general registers, or one without operands.
type Op uint8

// The names are Intel's, except that MOVZX and MOVSX end in the number of bits of the source.
const (
	ADD Op = iota
	OR
	ADC
	SBB
	AND
	SUB
	XOR
	CMP
	MOV
	TEST
	NOT
	NEG
	MUL
	IMUL
	DIV
	IDIV
	INC
	DEC
	ROL
	ROR
	SHL
	SHR
	SAR
	LEA
	MOVZX8
	MOVZX16
	MOVZX32 // of Qword; a MOV of 32 bits
	MOVSX8
	MOVSX16
	MOVSXD // of Qword, from 32 bits
	POPCNT
	LZCNT
	TZCNT
	BSF
	BSR
	ANDN
	SHLX
	SHRX
	SARX
	RORX
	JMP
	CALL
	PUSH
	POP
	PREFETCHT0
	PREFETCHT1
	RET
	NOP
	UD2
	CDQ // the sign of EAX to EDX
	CQO // the sign of RAX to RDX
	LFENCE
	RDTSC
	VZEROUPPER
)

// An opcode is the last byte of one, and what comes before it. Where operands may be bytes, bit 0 is set for the others.
type opcode uint32

const (
	escaped    opcode = 0x100 << iota // after 0F
	repeated                          // after F3 and REX
	unsized                           // the size is implied
	byteSource                        // rm is a byte, whatever the size
	memoryOnly
	noByte   // though other forms of the instruction have operands of bytes
	extended // three more bits, from extensionAt, stand in the place of a register

	extensionAt = 16
)

// group is an opcode with three more bits in the place of a register.
func group(n, code opcode) opcode { return code | extended | n<<extensionAt }

// An integerRow has the opcodes of an instruction for each kind of operands; zero where it has none such.
type integerRow struct {
	name  string
	sizes uint16 // a bit for each Size

	load, store       opcode // op reg, r/m and op r/m, reg
	imm, imm8         opcode // op r/m, imm; with eight bits where imm also has more
	unary             opcode // op r/m
	byCL, byOne       opcode // shifts
	threeOp, threeOp8 opcode // op reg, r/m, imm
	bmi               enc    // VEX, on general registers
	countLast         bool   // of bmi: the operand in VEX is the last and not the second
	alone             string // without operands
}

const (
	allSizes = 1<<Byte | wider
	wider    = 1<<Word | words
	words    = 1<<Dword | 1<<Qword
	bit64    = 1 << Qword
)

// arithmetic is the row of an operation that has a number n in the oldest instructions.
func arithmetic(name string, n opcode) integerRow {
	return integerRow{name: name, sizes: allSizes, store: n<<3 | 1, load: n<<3 | 3, imm: group(n, 0x81), imm8: group(n, 0x83)}
}

func shift(name string, n opcode) integerRow {
	return integerRow{name: name, sizes: allSizes, imm: group(n, 0xC1), byOne: group(n, 0xD1), byCL: group(n, 0xD3)}
}

func oneOperand(name string, n, code opcode) integerRow {
	return integerRow{name: name, sizes: allSizes, unary: group(n, code)}
}

func loads(name string, sizes uint16, code opcode) integerRow {
	return integerRow{name: name, sizes: sizes, load: code}
}

func alone(name, code string) integerRow { return integerRow{name: name, alone: code} }

var integerTable = [...]integerRow{
	ADD:        arithmetic("add", 0),
	OR:         arithmetic("or", 1),
	ADC:        arithmetic("adc", 2),
	SBB:        arithmetic("sbb", 3),
	AND:        arithmetic("and", 4),
	SUB:        arithmetic("sub", 5),
	XOR:        arithmetic("xor", 6),
	CMP:        arithmetic("cmp", 7),
	MOV:        {name: "mov", sizes: allSizes, store: 0x89, load: 0x8B, imm: group(0, 0xC7)},
	TEST:       {name: "test", sizes: allSizes, store: 0x85, imm: group(0, 0xF7)},
	NOT:        oneOperand("not", 2, 0xF7),
	NEG:        oneOperand("neg", 3, 0xF7),
	MUL:        oneOperand("mul", 4, 0xF7),
	IMUL:       {name: "imul", sizes: allSizes, unary: group(5, 0xF7), load: escaped | noByte | 0xAF, threeOp: noByte | 0x69, threeOp8: noByte | 0x6B},
	DIV:        oneOperand("div", 6, 0xF7),
	IDIV:       oneOperand("idiv", 7, 0xF7),
	INC:        oneOperand("inc", 0, 0xFF),
	DEC:        oneOperand("dec", 1, 0xFF),
	ROL:        shift("rol", 0),
	ROR:        shift("ror", 1),
	SHL:        shift("shl", 4),
	SHR:        shift("shr", 5),
	SAR:        shift("sar", 7),
	LEA:        loads("lea", words, memoryOnly|0x8D),
	MOVZX8:     loads("movzx", wider, escaped|byteSource|0xB6),
	MOVZX16:    loads("movzx", words, escaped|0xB7),
	MOVZX32:    loads("mov", bit64, unsized|0x8B),
	MOVSX8:     loads("movsx", wider, escaped|byteSource|0xBE),
	MOVSX16:    loads("movsx", words, escaped|0xBF),
	MOVSXD:     loads("movsxd", bit64, 0x63),
	POPCNT:     loads("popcnt", wider, repeated|escaped|0xB8),
	LZCNT:      loads("lzcnt", wider, repeated|escaped|0xBD),
	TZCNT:      loads("tzcnt", wider, repeated|escaped|0xBC),
	BSF:        loads("bsf", wider, escaped|0xBC),
	BSR:        loads("bsr", wider, escaped|0xBD),
	ANDN:       {name: "andn", bmi: np | m38 | 0xF2},
	SHLX:       {name: "shlx", bmi: p66 | m38 | 0xF7, countLast: true},
	SHRX:       {name: "shrx", bmi: pF2 | m38 | 0xF7, countLast: true},
	SARX:       {name: "sarx", bmi: pF3 | m38 | 0xF7, countLast: true},
	RORX:       {name: "rorx", bmi: pF2 | m3A | takesImm | 0xF0},
	JMP:        {name: "jmp", sizes: bit64, unary: group(4, unsized|0xFF)},
	CALL:       {name: "call", sizes: bit64, unary: group(2, unsized|0xFF)},
	PUSH:       {name: "push", sizes: bit64, unary: group(6, unsized|0xFF)},
	POP:        {name: "pop", sizes: bit64, unary: group(0, unsized|0x8F)},
	PREFETCHT0: {name: "prefetcht0", sizes: 1 << Byte, unary: group(1, escaped|memoryOnly|0x18)},
	PREFETCHT1: {name: "prefetcht1", sizes: 1 << Byte, unary: group(2, escaped|memoryOnly|0x18)},
	RET:        alone("ret", "\xC3"),
	NOP:        alone("nop", "\x90"),
	UD2:        alone("ud2", "\x0F\x0B"),
	CDQ:        alone("cdq", "\x99"),
	CQO:        alone("cqo", "\x48\x99"),
	LFENCE:     alone("lfence", "\x0F\xAE\xE8"),
	RDTSC:      alone("rdtsc", "\x0F\x31"),
	VZEROUPPER: alone("vzeroupper", "\xC5\xF8\x77"),
}

// String returns the mnemonic.
func (op Op) String() string { return op.row().name }

func (op Op) row() *integerRow {
	if int(op) < len(integerTable) {
		return &integerTable[op]
	}
	return &integerRow{name: "unknown instruction"}
}
