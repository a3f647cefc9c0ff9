package exec_test

import (
	"encoding/binary"
	"errors"
	"testing"

	"github.com/phlox-ppl/phlox/internal/exec"
)

// sum adds the numbers from Arg down to 1 into Arg2, without polls.
var sum = []byte{
	0x48, 0x8b, 0x4f, 0x10, //       mov rcx, [rdi+16]
	0x31, 0xc0, //                   xor eax, eax
	0x48, 0x01, 0xc8, //       back: add rax, rcx
	0x48, 0xff, 0xc9, //             dec rcx
	0x75, 0xf8, //                   jnz back
	0x48, 0x89, 0x47, 0x18, //       mov [rdi+24], rax
	0xc3, //                         ret
}

// countdown counts from Arg down to 0 and polls each time.
var countdown = []byte{
	0x48, 0x8b, 0x4f, 0x10, //                               mov rcx, [rdi+16]
	0x49, 0x81, 0x7e, 0x10, 0xde, 0xfa, 0xff, 0xff, // back: cmp qword ptr [r14+16], -1314
	0x74, 0x06, //                                           je exit
	0x48, 0xff, 0xc9, //                                     dec rcx
	0x75, 0xf1, //                                           jnz back
	0xc3,                   //                               ret
	0x48, 0x89, 0x4f, 0x48, //                         exit: mov [rdi+72], rcx
	0x48, 0xc7, 0x47, 0x08, 0x01, 0x00, 0x00, 0x00, //       mov qword ptr [rdi+8], 1
	0x48, 0x8d, 0x05, 0x04, 0x00, 0x00, 0x00, //             lea rax, [rip+resume]
	0x48, 0x89, 0x07, //                                     mov [rdi], rax
	0xc3,                   //                               ret
	0x48, 0x8b, 0x4f, 0x48, //                       resume: mov rcx, [rdi+72]
	0x48, 0xff, 0xc9, //                                     dec rcx
	0x75, 0xd0, //                                           jnz back
	0xc3, //                                                 ret
}

// countdownByCounter is countdown with the other kind of poll.
var countdownByCounter = []byte{
	0x48, 0x8b, 0x4f, 0x10, //                         mov rcx, [rdi+16]
	0x48, 0xff, 0x4f, 0x20, //                   back: dec qword ptr [rdi+32]
	0x74, 0x06, //                                     jz exit
	0x48, 0xff, 0xc9, //                               dec rcx
	0x75, 0xf5, //                                     jnz back
	0xc3,                   //                         ret
	0x48, 0x89, 0x4f, 0x48, //                   exit: mov [rdi+72], rcx
	0x48, 0xc7, 0x47, 0x08, 0x01, 0x00, 0x00, 0x00, // mov qword ptr [rdi+8], 1
	0x48, 0x8d, 0x05, 0x04, 0x00, 0x00, 0x00, //       lea rax, [rip+resume]
	0x48, 0x89, 0x07, //                               mov [rdi], rax
	0xc3,                   //                         ret
	0x48, 0x8b, 0x4f, 0x48, //                 resume: mov rcx, [rdi+72]
	0x48, 0xff, 0xc9, //                               dec rcx
	0x75, 0xd4, //                                     jnz back
	0xc3, //                                           ret
}

// callHost makes host call 7 and then adds 1 to Arg2.
var callHost = []byte{
	0x48, 0xc7, 0x47, 0x10, 0x07, 0x00, 0x00, 0x00, //         mov qword ptr [rdi+16], 7
	0x48, 0xc7, 0x47, 0x08, 0x02, 0x00, 0x00, 0x00, //         mov qword ptr [rdi+8], 2
	0x48, 0x8d, 0x05, 0x04, 0x00, 0x00, 0x00, //               lea rax, [rip+resume]
	0x48, 0x89, 0x07, //                                       mov [rdi], rax
	0xc3,                   //                                 ret
	0x48, 0xff, 0x47, 0x18, //                         resume: inc qword ptr [rdi+24]
	0xc3, //                                                   ret
}

// load reads the memory at the address in Arg.
var load = []byte{
	0x48, 0xc7, 0x47, 0x28, 0x03, 0x00, 0x00, 0x00, // mov qword ptr [rdi+40], 3
	0x48, 0x8b, 0x47, 0x10, //                         mov rax, [rdi+16]
	0x8b, 0x00, //                                     mov eax, [rax]
	0xc3, //                                           ret
}

// divide divides by 0.
var divide = []byte{
	0x31, 0xc9, // xor ecx, ecx
	0x89, 0xc8, // mov eax, ecx
	0x99,       // cdq
	0xf7, 0xf9, // idiv ecx
	0xc3, //       ret
}

// overwrite writes to itself.
var overwrite = []byte{
	0x90,                                     //                                     nop
	0xc6, 0x05, 0xf9, 0xff, 0xff, 0xff, 0x00, // mov byte ptr [rip-7], 0
	0xc3, //                                     ret
}

// astray jumps to the address in Arg.
var astray = []byte{
	0x48, 0x8b, 0x47, 0x10, // mov rax, [rdi+16]
	0xff, 0xe0, //             jmp rax
}

// program makes a program run, or skips the test where nothing can.
func program(t testing.TB, code []byte) *exec.Code {
	t.Helper()
	c, err := exec.New(code)
	if errors.Is(err, exec.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// A register can be loaded from its place in the save area of a Context, stepped to another value, and saved. It
// also steps a value as its instruction would.
type register struct {
	load, step, save []byte
	area             func(c *exec.Context) []uint64
	next             func(x uint64) uint64
}

// registers returns all that code may change on this machine.
func registers() []register {
	var out []register
	for r := range byte(16) {
		switch r {
		case 4, 5, 7, 14: // rsp, rbp, rdi: the Context, r14: g
		default:
			out = append(out, general(r))
		}
	}
	switch f := exec.CPU(); {
	case f.AVX512BW:
		for r := range byte(32) {
			out = append(out, zmm(r))
		}
		for r := range byte(8) {
			out = append(out, mask(r))
		}
	case f.AVX2:
		for r := range byte(16) {
			out = append(out, ymm(r))
		}
	}
	return out
}

// general is mov r, [rdi+disp32]; inc r; mov [rdi+disp32], r.
func general(r byte) register {
	rex, low := 0x48|r>>3<<2, r&7
	at := func(op byte) []byte { return displaced(exec.GPROffset+8*int(r), rex, op, 0x87|low<<3) }
	return register{
		load: at(0x8b), save: at(0x89), step: []byte{0x48 | r>>3, 0xff, 0xc0 | low},
		area: func(c *exec.Context) []uint64 { return c.GPR[r : r+1] },
		next: func(x uint64) uint64 { return x + 1 },
	}
}

// zmm is vmovups r, [rdi+disp8*64]; vpaddq r, r, r; vmovups [rdi+disp8*64], r.
func zmm(r byte) register {
	not3, not4 := 1&^(r>>3), 1&^(r>>4)
	at := func(op byte) []byte {
		return []byte{0x62, not3<<7 | 0x61 | not4<<4, 0x7c, 0x48, op, 0x47 | r&7<<3, exec.ZMMOffset/64 + r}
	}
	return register{
		load: at(0x10), save: at(0x11),
		step: []byte{0x62, not3<<7 | not4<<6 | not3<<5 | not4<<4 | 1, 0x85 | ^r&15<<3, 0x40 | not4<<3, 0xd4,
			0xc0 | r&7<<3 | r&7},
		area: func(c *exec.Context) []uint64 { return c.ZMM[r][:] },
		next: func(x uint64) uint64 { return 2 * x },
	}
}

// ymm is the same with half of the registers and half of each.
func ymm(r byte) register {
	not3 := 1 &^ (r >> 3)
	at := func(op byte) []byte {
		return displaced(exec.ZMMOffset+64*int(r), 0xc5, not3<<7|0x7c, op, 0x87|r&7<<3)
	}
	return register{
		load: at(0x10), save: at(0x11),
		step: []byte{0xc4, not3<<7 | 0x41 | not3<<5, 0x05 | ^r&15<<3, 0xd4, 0xc0 | r&7<<3 | r&7},
		area: func(c *exec.Context) []uint64 { return c.ZMM[r][:4] },
		next: func(x uint64) uint64 { return 2 * x },
	}
}

// mask is kmovq r, [rdi+disp32]; kaddq r, r, r; kmovq [rdi+disp32], r.
func mask(r byte) register {
	at := func(op byte) []byte { return displaced(exec.KOffset+8*int(r), 0xc4, 0xe1, 0xf8, op, 0x87|r<<3) }
	return register{
		load: at(0x90), save: at(0x91), step: []byte{0xc4, 0xe1, 0x84 | ^r&15<<3, 0x4a, 0xc0 | r<<3 | r},
		area: func(c *exec.Context) []uint64 { return c.K[r : r+1] },
		next: func(x uint64) uint64 { return 2 * x },
	}
}

func displaced(offset int, instruction ...byte) []byte {
	return binary.LittleEndian.AppendUint32(instruction, uint32(offset))
}

// vzeroupper is what must come before ret.
func vzeroupper() []byte {
	if exec.CPU().AVX {
		return []byte{0xc5, 0xf8, 0x77}
	}
	return nil
}

// loadAll only loads all registers from the save area.
func loadAll() []byte {
	var code []byte
	for _, r := range registers() {
		code = append(code, r.load...)
	}
	return append(append(code, vzeroupper()...), 0xc3)
}

// stepAll loads all registers, steps them, polls, and so on, Arg times; then steps once more and saves them.
func stepAll() []byte {
	var load, stepAndSave []byte
	for _, r := range registers() {
		load = append(load, r.load...)
	}
	for _, r := range registers() {
		stepAndSave = append(stepAndSave, r.step...)
	}
	for _, r := range registers() {
		stepAndSave = append(stepAndSave, r.save...)
	}
	ret := append(vzeroupper(), 0xc3)
	code := append([]byte(nil), load...)
	back := len(code)
	code = append(code, stepAndSave...)
	code = append(code, 0x48, 0xc7, 0x47, 0x08, 0x01, 0x00, 0x00, 0x00) // mov qword ptr [rdi+8], 1
	code = append(code, displaced(3+len(ret), 0x48, 0x8d, 0x05)...)     // lea rax, [rip+resume]
	code = append(code, 0x48, 0x89, 0x07)                               // mov [rdi], rax
	code = append(code, ret...)
	code = append(code, load...)                                      // resume:
	code = append(code, 0x48, 0xff, 0x4f, 0x10)                       // dec qword ptr [rdi+16]
	code = append(code, displaced(back-(len(code)+6), 0x0f, 0x85)...) // jnz back
	return append(append(code, stepAndSave...), ret...)
}
