package amd64_test

import (
	"fmt"

	"github.com/phlox-ppl/phlox/internal/asm/amd64"
)

// y[i] += a*x[i] for i from 0 in steps of four, with x in RSI, y in RDI, the count in RCX.
func Example() {
	const y, a = 1, 2
	asm := amd64.New(amd64.AVX2)
	loop, factor := asm.Label(), asm.Label()
	asm.VM(amd64.VBROADCASTSD, amd64.Y, a, amd64.Const(factor))
	asm.RI(amd64.MOV, amd64.Qword, amd64.RAX, 0)
	asm.Bind(loop)
	asm.VM(amd64.VMOVUPD, amd64.Y, y, amd64.AtIndex(amd64.RDI, amd64.RAX, 8, 0))
	asm.VVM(amd64.VFMADD231PD, amd64.Y, y, a, amd64.AtIndex(amd64.RSI, amd64.RAX, 8, 0))
	asm.MV(amd64.VMOVUPD, amd64.Y, amd64.AtIndex(amd64.RDI, amd64.RAX, 8, 0), y)
	asm.RI(amd64.ADD, amd64.Qword, amd64.RAX, 4)
	asm.RR(amd64.CMP, amd64.Qword, amd64.RAX, amd64.RCX)
	asm.Jcc(amd64.CondB, loop)
	asm.Emit(amd64.VZEROUPPER)
	asm.Emit(amd64.RET)
	asm.Data(factor, []byte{0, 0, 0, 0, 0, 0, 0xE0, 0x3F}, 8) // 0.5

	code, err := asm.Bytes()
	fmt.Printf("%x %v\n", code, err)
	// Output: c4e27d191527000000b800000000c5fd100cc7c4e2edb80cc6c5fd110cc74883c0044839c872e7c5f877c3cccccccccc000000000000e03f <nil>
}
