package amd64

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// assemble returns the code that write makes, in hexadecimal.
func assemble(t *testing.T, write func(a *Assembler)) string {
	t.Helper()
	a := New(AVX512)
	write(a)
	code, err := a.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(code)
}

func TestLabels(t *testing.T) {
	nop := func(a *Assembler, n int) {
		for range n {
			a.Emit(NOP)
		}
	}
	tests := []struct {
		name  string
		write func(a *Assembler)
		want  string
	}{
		{"near backward", func(a *Assembler) {
			l := a.Label()
			a.Bind(l)
			nop(a, 2)
			a.Jmp(l)
			a.Jcc(CondNE, l)
		}, "9090" + "ebfc" + "75fa"},
		{"forward", func(a *Assembler) {
			l := a.Label()
			a.Jmp(l)
			a.Jcc(CondG, l)
			a.Call(l)
			nop(a, 1)
			a.Bind(l)
		}, "e90c000000" + "0f8f06000000" + "e801000000" + "90"},
		{"as far back as a byte reaches", func(a *Assembler) {
			l := a.Label()
			a.Bind(l)
			nop(a, 126)
			a.Jmp(l)
		}, strings.Repeat("90", 126) + "eb80"},
		{"farther back", func(a *Assembler) {
			l := a.Label()
			a.Bind(l)
			nop(a, 127)
			a.Jcc(CondB, l)
		}, strings.Repeat("90", 127) + "0f827bffffff"},
		{"constants, aligned, the distance to which counts from behind the immediate", func(a *Assembler) {
			one, two := a.Label(), a.Label()
			a.VVM(VSHUFPS, X, 0, 1, Const(one), Imm(2)) // 9 bytes
			a.VM(VMOVSD, Scalar, 3, Const(two))         // 8 bytes
			a.Data(one, []byte{1, 2}, 1)
			a.Data(two, []byte{3, 4}, 8)
		}, "c5f0c6050800000002" + "c5fb101d07000000" + "0102" + "cccccccccc" + "0304"},
		{"an address within a constant", func(a *Assembler) {
			table := a.Label()
			m := Const(table)
			m.Disp = 4
			a.RM(LEA, Qword, RAX, m)
			a.Data(table, []byte{1, 2, 3, 4, 5}, 1)
		}, "488d0504000000" + "0102030405"},
	}
	for _, test := range tests {
		if got := assemble(t, test.write); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}

func TestAlign(t *testing.T) {
	for n := range 32 {
		a := New(AVX2)
		for range n {
			a.Emit(RET)
		}
		a.Align(16)
		a.Align(16)
		code, err := a.Bytes()
		if err != nil || len(code) != (n+15)/16*16 {
			t.Errorf("%d bytes aligned to %d, %v", n, len(code), err)
		}
	}
}

func TestResetForgets(t *testing.T) {
	a := New(AVX2)
	write := func() []byte {
		l := a.Label()
		a.VVM(VADDPD, Y, 0, 1, Const(l))
		a.Data(l, []byte{1}, 32)
		code, err := a.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Clone(code)
	}
	first := write()
	a.Reset()
	a.VV(VMOVUPS, Z, 0, 1)
	if _, err := a.Bytes(); err == nil {
		t.Error("AVX-512 without it")
	}
	a.Reset()
	if again := write(); !bytes.Equal(first, again) {
		t.Errorf("% x after Reset, % x before", again, first)
	}
}

func TestErrors(t *testing.T) {
	at := At(RAX, 0)
	tests := []struct {
		want  string
		write func(a *Assembler)
	}{
		{"vroundpd at 0x0: only VEX", func(a *Assembler) { a.VV(VROUNDPD, Y, 17, 1, Imm(0)) }},
		{"vpand at 0x0: only VEX", func(a *Assembler) { a.VVV(VPAND, Z, 1, 2, 3) }},
		{"vcmppd at 0x0: only VEX", func(a *Assembler) { a.VVV(VCMPPD, Y, 1, 2, 3, Imm(0), Masked(K1)) }},
		{"vaddsd at 0x0: has no such width", func(a *Assembler) { a.VVV(VADDSD, X, 1, 2, 3) }},
		{"vbroadcastsd at 0x0: has no such width", func(a *Assembler) { a.VV(VBROADCASTSD, X, 1, 2) }},
		{"vaddpd at 0x0: has no such operands", func(a *Assembler) { a.VV(VADDPD, X, 1, 2) }},
		{"vaddpd at 0x0: no such register", func(a *Assembler) { a.VVV(VADDPD, Z, 1, 32, 2) }},
		{"kmovq at 0x0: no such register", func(a *Assembler) { a.KR(KMOVQ, 8, RAX) }},
		{"vpbroadcastq at 0x0: no such register", func(a *Assembler) { a.VR(VPBROADCASTQ, Z, 8, 16) }},
		{"vcmppd at 0x0: needs an immediate", func(a *Assembler) { a.KVV(VCMPPD, Y, 1, 2, 3) }},
		{"vaddpd at 0x0: takes no immediate", func(a *Assembler) { a.VVV(VADDPD, Y, 1, 2, 3, Imm(0)) }},
		{"vucomisd at 0x0: takes no mask", func(a *Assembler) { a.VV(VUCOMISD, Scalar, 1, 2, Masked(K1)) }},
		{"vmovupd at 0x0: cannot zero", func(a *Assembler) { a.MV(VMOVUPD, Z, at, 1, Zeroed(K1)) }},
		{"vcmppd at 0x0: cannot zero", func(a *Assembler) { a.KVV(VCMPPD, Z, 1, 2, 3, Imm(0), Zeroed(K1)) }},
		{"vaddpd at 0x0: cannot zero", func(a *Assembler) { a.VVV(VADDPD, Z, 1, 2, 3, Zeroed(K0)) }},
		{"vmovupd at 0x0: cannot broadcast", func(a *Assembler) { a.VM(VMOVUPD, Z, 1, at.Splat()) }},
		{"vpaddb at 0x0: cannot broadcast", func(a *Assembler) { a.VVM(VPADDB, Z, 1, 2, at.Splat()) }},
		{"vgatherdpd at 0x0: needs a mask", func(a *Assembler) { a.VM(VGATHERDPD, Z, 1, AtVec(RAX, 2, 8, 0)) }},
		{"vgatherdpd at 0x0: a gather's registers", func(a *Assembler) { a.VM(VGATHERDPD, Z, 1, AtVec(RAX, 1, 8, 0), Masked(K1)) }},
		{"vgatherdpd at 0x0: a gather's registers", func(a *Assembler) { a.VMV(VGATHERDPD, Y, 1, AtVec(RAX, 2, 8, 0), 2) }},
		{"vgatherdpd at 0x0: a vector index", func(a *Assembler) { a.VMV(VGATHERDPD, Y, 1, AtIndex(RAX, 2, 8, 0), 3) }},
		{"vaddpd at 0x0: a vector index", func(a *Assembler) { a.VVM(VADDPD, Y, 1, 2, AtVec(RAX, 2, 8, 0)) }},
		{"vblendvpd at 0x0: register 16", func(a *Assembler) { a.VVVV(VBLENDVPD, Y, 1, 2, 3, 16) }},
		{"unknown instruction", func(a *Assembler) { a.VV(VOp(len(encodings)), Y, 16, 1) }},
		{"unknown instruction", func(a *Assembler) { a.RR(Op(len(integerTable)), Qword, RAX, RAX) }},
		{"add at 0x1: no such register", func(a *Assembler) { a.Emit(NOP); a.RR(ADD, Qword, RAX, 16) }},
		{"add at 0x0: has no such size", func(a *Assembler) { a.RR(ADD, 3, RAX, RAX) }},
		{"imul at 0x0: has no such size", func(a *Assembler) { a.RR(IMUL, Byte, RAX, RAX) }},
		{"add at 0x0: 2147483648 is out of range", func(a *Assembler) { a.RI(ADD, Qword, RAX, 1<<31) }},
		{"add at 0x0: 256 is out of range", func(a *Assembler) { a.RI(ADD, Byte, RAX, 256) }},
		{"shl at 0x0: 64 is out of range", func(a *Assembler) { a.RI(SHL, Qword, RAX, 64) }},
		{"rorx at 0x0: 32 is out of range", func(a *Assembler) { a.RRI(RORX, Dword, RAX, RAX, 32) }},
		{"shl at 0x0: the count is in RCX", func(a *Assembler) { a.RR(SHL, Qword, RAX, RAX) }},
		{"lea at 0x0: has no such operands", func(a *Assembler) { a.RR(LEA, Qword, RAX, RAX) }},
		{"mov at 0x0: no such index", func(a *Assembler) { a.RM(MOV, Qword, RAX, AtIndex(RAX, RSP, 1, 0)) }},
		{"mov at 0x0: the scale", func(a *Assembler) { a.RM(MOV, Qword, RAX, AtIndex(RAX, RAX, 3, 0)) }},
		{"mov at 0x0: a label excludes", func(a *Assembler) { a.RM(MOV, Qword, RAX, Mem{Label: 1, Base: RBX}) }},
		{"cmov at 0x0: no such condition", func(a *Assembler) { a.Cmov(16, Qword, RAX, RBX) }},
		{"add at 0x0: needs operands", func(a *Assembler) { a.Emit(ADD) }},
		{"label 1 of the instruction before 0x5 is not bound", func(a *Assembler) { a.Jmp(a.Label()) }},
		{"label at 0x0: 1 is bound twice", func(a *Assembler) { l := a.Label(); a.Bind(l); a.Bind(l) }},
		{"label at 0x0: 7 is not", func(a *Assembler) { a.Bind(7) }},
		{"align at 0x0: 3 is not", func(a *Assembler) { a.Align(3) }},
	}
	for _, test := range tests {
		a := New(AVX512)
		test.write(a)
		if _, err := a.Bytes(); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v, want %q", err, test.want)
		}
	}
}

// VEX is used where it can be, and with AVX2 nothing else.
func TestLevels(t *testing.T) {
	const needsEVEX = 0x62
	tests := []struct {
		name  string
		write func(a *Assembler)
		first uint8
	}{
		{"low registers", func(a *Assembler) { a.VVV(VADDPD, Y, 0, 15, 7) }, 0xC5},
		{"rm beyond 7", func(a *Assembler) { a.VVV(VADDPD, Y, 0, 1, 8) }, 0xC4},
		{"K0", func(a *Assembler) { a.VVV(VADDPD, Y, 0, 1, 2, Masked(K0)) }, 0xC5},
		{"register 16", func(a *Assembler) { a.VVV(VADDPD, Y, 0, 1, 16) }, needsEVEX},
		{"512 bits", func(a *Assembler) { a.VVV(VADDPD, Z, 0, 1, 2) }, needsEVEX},
		{"mask", func(a *Assembler) { a.VVV(VADDPD, Y, 0, 1, 2, Masked(K1)) }, needsEVEX},
		{"broadcast", func(a *Assembler) { a.VVM(VADDPD, Y, 0, 1, At(RAX, 0).Splat()) }, needsEVEX},
		{"shift of a register", func(a *Assembler) { a.VV(VPSLLQ, Y, 0, 1, Imm(1)) }, 0xC5},
		{"shift of memory", func(a *Assembler) { a.VM(VPSLLQ, Y, 0, At(RAX, 0), Imm(1)) }, needsEVEX},
		{"gather by vector mask", func(a *Assembler) { a.VMV(VGATHERDPD, Y, 0, AtVec(RAX, 1, 8, 0), 2) }, 0xC4},
		{"gather by mask", func(a *Assembler) { a.VM(VGATHERDPD, Y, 0, AtVec(RAX, 1, 8, 0), Masked(K1)) }, needsEVEX},
	}
	mask := New(AVX2)
	if mask.RK(KMOVB, RAX, K1); mask.Len() != 0 {
		t.Error("mask registers without AVX-512")
	}
	for _, test := range tests {
		if got := assemble(t, test.write)[:2]; got != fmt.Sprintf("%02x", test.first) {
			t.Errorf("%s: starts with %s, want %x", test.name, got, test.first)
		}
		a := New(AVX2)
		test.write(a)
		if _, err := a.Bytes(); (err != nil) != (test.first == needsEVEX) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func BenchmarkAssemble(b *testing.B) {
	a := New(AVX512)
	const perRound = 10
	for b.Loop() {
		a.Reset()
		l := a.Label()
		a.Bind(l)
		a.VM(VMOVUPD, Y, 0, AtIndex(RSI, RCX, 8, 64))
		a.VVV(VFMADD231PD, Y, 1, 2, 3)
		a.VVV(VADDPD, Z, 17, 18, 19, Masked(K1))
		a.VVM(VMULPD, Z, 4, 5, At(RDI, 128).Splat())
		a.KVV(VCMPPD, Z, K1, 1, 2, Imm(1))
		a.VV(VPSLLQ, Y, 3, 3, Imm(52))
		a.MV(VMOVUPD, Y, AtIndex(RSI, RCX, 8, 64), 1)
		a.RI(ADD, Qword, RCX, 8)
		a.RR(CMP, Qword, RCX, RDX)
		a.Jcc(CondL, l)
		if _, err := a.Bytes(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(perRound*float64(b.N)/b.Elapsed().Seconds()/1e6, "Minst/s")
	b.ReportAllocs()
}
