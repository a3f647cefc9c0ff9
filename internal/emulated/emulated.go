// Package emulated says what an emulator of a processor is known to do wrong, for tests that run on one: the
// environment variable PHLOX_EMULATED is set there. It believes nothing but what it sees, by running the instruction.
package emulated

import (
	"os"
	"regexp"
	"sync"
	"unsafe"

	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/exec"
)

// Here reports whether an emulator runs this.
func Here() bool { return os.Getenv("PHLOX_EMULATED") != "" }

// Wrong reports whether the emulator that this is run by computes machine code wrong, given its listing.
func Wrong(listing string) bool {
	return Here() && byRegister4.MatchString(listing) && !gathers()
}

// byRegister4 matches gathers with the index in vector register 4. In addresses of numbers 4 means that there is no index,
// and so QEMU 7.2 takes it in those of gathers.
var byRegister4 = regexp.MustCompile(`(?m)gather[^;\n]*\bV4\*`)

// gathers reports whether a gather with its index in register 4 loads what it should.
var gathers = sync.OnceValue(func() bool {
	const index, dst, mask = 4, 5, 6
	a := amd64.New(amd64.AVX2)
	a.RM(amd64.MOV, amd64.Qword, amd64.RSI, amd64.At(amd64.RDI, exec.ArenaOffset))
	a.VM(amd64.VMOVDQU, amd64.Y, index, amd64.At(amd64.RSI, 0))
	a.VVV(amd64.VPCMPEQD, amd64.Y, mask, mask, mask)
	a.VMV(amd64.VPGATHERDD, amd64.Y, dst, amd64.AtVec(amd64.RSI, index, 4, 0), mask)
	a.MV(amd64.VMOVDQU, amd64.Y, amd64.At(amd64.RSI, 0), dst)
	a.Emit(amd64.VZEROUPPER)
	a.Emit(amd64.RET)
	bytes, err := a.Bytes()
	if err != nil {
		panic(err)
	}
	code, err := exec.New(bytes)
	if err != nil {
		panic(err)
	}
	memory := &[8]uint32{7, 6, 5, 4, 3, 2, 1, 0}
	ctx := exec.NewContext()
	ctx.Arena = unsafe.Pointer(memory)
	if err := code.Run(ctx, nil, nil); err != nil {
		panic(err)
	}
	return *memory == [8]uint32{0, 1, 2, 3, 4, 5, 6, 7}
})
