package amd64

// Cond is a condition on the flags, by its number in the hardware. Its lowest bit negates it.
type Cond uint8

// The conditions: after CMP x, y, B and A order unsigned and L and G signed integers. After VUCOMISD x, y,
// B and A order floats, and CondP is set if either is NaN, with which CondB and CondE are set too.
const (
	CondO Cond = iota
	CondNO
	CondB
	CondAE
	CondE
	CondNE
	CondBE
	CondA
	CondS
	CondNS
	CondP
	CondNP
	CondL
	CondGE
	CondLE
	CondG
)

// Not returns the opposite condition.
func (c Cond) Not() Cond { return c ^ 1 }

var condNames = [...]string{"o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"}

// String returns the suffix of mnemonics.
func (c Cond) String() string {
	if c > CondG {
		return "?"
	}
	return condNames[c]
}

// Jmp appends a jump to l.
func (a *Assembler) Jmp(l Label) { a.jump(l, 0xEB, "\xE9") }

// Call appends a call of the code at l.
func (a *Assembler) Call(l Label) {
	a.code = append(a.code, 0xE8)
	a.refer(l, 0, 0)
}

// Jcc appends a jump to l if c holds.
func (a *Assembler) Jcc(c Cond, l Label) {
	if a.isCond("j", c) {
		a.jump(l, 0x70|uint8(c), longJcc[c])
	}
}

var longJcc = [...]string{
	"\x0F\x80", "\x0F\x81", "\x0F\x82", "\x0F\x83", "\x0F\x84", "\x0F\x85", "\x0F\x86", "\x0F\x87",
	"\x0F\x88", "\x0F\x89", "\x0F\x8A", "\x0F\x8B", "\x0F\x8C", "\x0F\x8D", "\x0F\x8E", "\x0F\x8F",
}

// jump appends the short opcode if l is already bound and near, and otherwise the long one: jumps forward are not
// shortened later, which would move what is between.
func (a *Assembler) jump(l Label, short uint8, long string) {
	if to := a.Offset(l); to != unbound {
		if distance := to - (len(a.code) + 2); distance >= -128 {
			a.code = append(a.code, short, uint8(distance))
			return
		}
	}
	a.code = append(a.code, long...)
	a.refer(l, 0, 0)
}

// Set appends a SETcc: the low byte of dst becomes 1 if c holds, and 0 if not.
func (a *Assembler) Set(c Cond, dst Reg) {
	switch {
	case !a.isCond("set", c):
	case dst > R15:
		a.fail("set"+c.String(), "no such register")
	default:
		a.prefixes(0, Byte, uint8(dst)>>3|rexOfByte(uint8(dst)))
		a.code = append(a.code, 0x0F, 0x90|uint8(c))
		a.registers(0, uint8(dst))
	}
}

// Cmov appends a CMOVcc: dst becomes src if c holds. The size is not Byte; Dword clears the upper half even if c does not hold.
func (a *Assembler) Cmov(c Cond, size Size, dst, src Reg) {
	if a.isCond("cmov", c) {
		a.integer(operation{row: &cmov, code: cmov.load | opcode(c), size: size}, places{reg: uint8(dst), rm: uint8(src)})
	}
}

// CmovM is Cmov from memory, which is read even if c does not hold.
func (a *Assembler) CmovM(c Cond, size Size, dst Reg, mem Mem) {
	if a.isCond("cmov", c) {
		a.integer(operation{row: &cmov, code: cmov.load | opcode(c), size: size}, places{reg: uint8(dst), mem: &mem})
	}
}

var cmov = loads("cmov", wider, escaped|0x40)

func (a *Assembler) isCond(name string, c Cond) bool {
	if c > CondG {
		a.fail(name, "no such condition")
	}
	return c <= CondG
}
