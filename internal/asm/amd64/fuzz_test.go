package amd64

import (
	"encoding/binary"
	"testing"

	"golang.org/x/arch/x86/x86asm"
)

// Whatever the operands are, there is an error or one instruction of the length that a disassembler sees.
func FuzzOperands(f *testing.F) {
	f.Add(uint16(VADDPD), uint8(0), uint8(Z), []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, uint32(Masked(K1)))
	f.Add(uint16(ADD), uint8(30), uint8(Qword), []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, uint32(7))
	f.Fuzz(func(t *testing.T, op uint16, method, width uint8, raw []byte, opt uint32) {
		raw = append(raw, make([]byte, 12)...)
		r := [4]uint8{raw[0] % 33, raw[1] % 33, raw[2] % 33, raw[3] % 33} // mostly valid
		op, width = op%uint16(len(encodings)+1), width%9
		mem := Mem{
			Base: Reg(raw[4] % 17), Index: Reg(raw[5] % 33), Scale: raw[6] & 15,
			Vectored: raw[7]&1 != 0, Broadcast: raw[7]&2 != 0, Label: Label(raw[7] & 4 / 4), Disp: int32(binary.LittleEndian.Uint32(raw[8:])),
		}
		a := New(Level(raw[7] >> 7))
		a.Bind(a.Label())
		if m := int(vvv) + int(method); m < len(methods) {
			methods[m].write(a, &operands{VOp(op), Width(width), r, mem, []Opt{Opt(opt)}})
		} else {
			writeInteger(a, int(method)-(len(methods)-int(vvv)), integerOperands{Op(op), Size(width), [3]Reg{Reg(r[0]), Reg(r[1]), Reg(r[2])}, mem, int64(int32(opt))})
		}
		code, err := a.Bytes()
		switch {
		case err != nil && a.Len() != 0:
			t.Errorf("%v, and % x", err, code)
		case err != nil || isBMI(code):
			return
		}
		if inst, err := x86asm.Decode(code, 64); err != nil || inst.Len != len(code) {
			t.Errorf("% x reads as %v, %v", code, inst, err)
		}
	})
}

type integerOperands struct {
	op   Op
	size Size
	r    [3]Reg
	mem  Mem
	imm  int64
}

func writeInteger(a *Assembler, method int, o integerOperands) {
	switch method {
	case 0:
		a.RR(o.op, o.size, o.r[0], o.r[1])
	case 1:
		a.RM(o.op, o.size, o.r[0], o.mem)
	case 2:
		a.MR(o.op, o.size, o.mem, o.r[0])
	case 3:
		a.R(o.op, o.size, o.r[0])
	case 4:
		a.M(o.op, o.size, o.mem)
	case 5:
		a.RI(o.op, o.size, o.r[0], o.imm)
	case 6:
		a.MI(o.op, o.size, o.mem, o.imm)
	case 7:
		a.RRI(o.op, o.size, o.r[0], o.r[1], o.imm)
	case 8:
		a.RMI(o.op, o.size, o.r[0], o.mem, o.imm)
	case 9:
		a.RRR(o.op, o.size, o.r[0], o.r[1], o.r[2])
	case 10:
		a.Cmov(Cond(o.op), o.size, o.r[0], o.r[1])
	case 11:
		a.CmovM(Cond(o.op), o.size, o.r[0], o.mem)
	case 12:
		a.Set(Cond(o.op), o.r[0])
	default:
		a.Emit(o.op)
	}
}

// isBMI recognizes what x86asm does not know: ANDN, SHLX, SHRX, SARX, RORX.
func isBMI(code []byte) bool {
	if code[0] != 0xC4 {
		return false
	}
	opcodes, op := code[1]&31, code[3]
	return opcodes == 2 && (op == 0xF2 || op == 0xF7) || opcodes == 3 && op == 0xF0
}
