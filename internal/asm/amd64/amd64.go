// Package amd64 writes x86-64 machine code into memory, for a compiler that runs what it wrote.
//
// Methods of Assembler append one instruction each. A method is named by the kinds of its operands, in Intel's order,
// destination first: R a general register, V a vector register, K a mask register, M memory, I an immediate.
// So RM(ADD, Qword, RAX, At(RBX, 8)) is "add rax, [rbx+8]", and VVM(VADDPD, Y, 0, 1, At(RSI, 0)) is
// "vaddpd ymm0, ymm1, [rsi]". What a method may be given with is a table: integerTable and vectorTable.
//
// A vector instruction is encoded with VEX where that is possible and otherwise with EVEX, which alone has 512-bit
// vectors, registers 16 to 31, write masks and broadcasts from memory. There are no SSE encodings, so that a caller
// never pays for mixing the two. A mistake, such as a mask for an instruction that takes none, does not panic: the
// instruction is left out and Bytes returns the error.
//
// Reference: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.
package amd64

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// Level says which vector instructions the processor has.
type Level uint8

const (
	// AVX2 is AVX, AVX2, FMA, BMI1, BMI2, LZCNT and POPCNT: x86-64-v3. What needs EVEX, or mask registers, is an error.
	AVX2 Level = iota
	// AVX512 adds AVX512F, VL, DQ, BW and CD: x86-64-v4. VPOPCNTD and VPOPCNTQ need AVX512_VPOPCNTDQ besides;
	// whether the processor has that is for the caller to know.
	AVX512
)

// A Label is a place in the code, or a constant behind it. Zero is no label.
type Label int32

// An Assembler holds machine code in the making. It is for one goroutine at a time.
type Assembler struct {
	level  Level
	done   bool // the constants follow the code, and the references are resolved
	code   []byte
	labels []int // offset of label i+1; unbound if it has none yet
	refs   []reference
	pool   []constant
	errs   []error
}

const unbound = -1

// A reference is the last four bytes of an instruction's address or jump, to be added up when all labels are bound.
type reference struct {
	at, next int // offsets of the four bytes, and of the next instruction, from which the processor counts
	label    Label
	plus     int32
}

type constant struct {
	label Label
	bytes []byte
	align int
}

// New returns an empty Assembler for processors of the given level.
func New(level Level) *Assembler {
	return &Assembler{level: level, code: make([]byte, 0, 4096)}
}

// Reset empties a, keeping its memory. What Bytes returned is overwritten by what follows.
func (a *Assembler) Reset() {
	*a = Assembler{level: a.level, code: a.code[:0], labels: a.labels[:0], refs: a.refs[:0], pool: a.pool[:0], errs: a.errs[:0]}
}

// Len returns the number of bytes written so far.
func (a *Assembler) Len() int { return len(a.code) }

// Label returns a new label, to be bound later by Bind or Data.
func (a *Assembler) Label() Label {
	a.labels = append(a.labels, unbound)
	return Label(len(a.labels))
}

// Bind makes l the address of the next instruction. A label is bound once.
func (a *Assembler) Bind(l Label) { a.bind(l, len(a.code)) }

func (a *Assembler) bind(l Label, offset int) {
	switch {
	case !a.known(l):
		a.fail("label", "%d is not one of this assembler's", l)
	case a.labels[l-1] != unbound:
		a.fail("label", "%d is bound twice", l)
	default:
		a.labels[l-1] = offset
	}
}

func (a *Assembler) known(l Label) bool { return 0 < l && int(l) <= len(a.labels) }

// Offset returns where l is bound, in bytes from the start, or -1. Labels of constants are bound by Bytes.
func (a *Assembler) Offset(l Label) int {
	if !a.known(l) {
		return unbound
	}
	return a.labels[l-1]
}

// nops are the no-operations that Intel recommends, by length.
var nops = [...]string{
	1: "\x90",
	2: "\x66\x90",
	3: "\x0f\x1f\x00",
	4: "\x0f\x1f\x40\x00",
	5: "\x0f\x1f\x44\x00\x00",
	6: "\x66\x0f\x1f\x44\x00\x00",
	7: "\x0f\x1f\x80\x00\x00\x00\x00",
	8: "\x0f\x1f\x84\x00\x00\x00\x00\x00",
	9: "\x66\x0f\x1f\x84\x00\x00\x00\x00\x00",
}

// Align fills up with no-operations until Len is a multiple of n, a power of two.
func (a *Assembler) Align(n int) {
	if !powerOfTwo(n) {
		a.fail("align", "%d is not a power of two", n)
		return
	}
	for gap := -len(a.code) & (n - 1); gap > 0; {
		k := min(gap, len(nops)-1)
		a.code = append(a.code, nops[k]...)
		gap -= k
	}
}

func powerOfTwo(n int) bool { return n > 0 && n&(n-1) == 0 }

// Data puts a constant behind the code and binds l to it. Its offset is a multiple of align, a power of two; its address
// is too if the code is placed at one. The bytes are kept, not copied, until Bytes is called.
func (a *Assembler) Data(l Label, bytes []byte, align int) {
	if !powerOfTwo(align) {
		a.fail("data", "alignment %d is not a power of two", align)
		return
	}
	a.pool = append(a.pool, constant{l, bytes, align})
}

// Bytes returns the code followed by its constants, or all errors met since New or Reset. The code may be placed at any
// address. After Bytes nothing more is written until Reset, which also reuses the bytes returned.
func (a *Assembler) Bytes() ([]byte, error) {
	if !a.done {
		a.done = true
		a.placeConstants()
		a.resolve()
	}
	if len(a.errs) > 0 {
		return nil, errors.Join(a.errs...)
	}
	return a.code, nil
}

func (a *Assembler) placeConstants() {
	for _, c := range a.pool {
		for len(a.code)&(c.align-1) != 0 {
			a.code = append(a.code, 0xCC) // a breakpoint: nothing should run into the constants
		}
		a.bind(c.label, len(a.code))
		a.code = append(a.code, c.bytes...)
	}
}

func (a *Assembler) resolve() {
	for _, r := range a.refs {
		to := a.Offset(r.label)
		if to == unbound {
			a.errs = append(a.errs, fmt.Errorf("label %d of the instruction before %#x is not bound", r.label, r.next))
			continue
		}
		distance := to + int(r.plus) - r.next
		if distance != int(int32(distance)) {
			a.errs = append(a.errs, fmt.Errorf("label %d is more than %d bytes from %#x", r.label, math.MaxInt32, r.next))
			continue
		}
		binary.LittleEndian.PutUint32(a.code[r.at:], uint32(distance))
	}
}

// fail records why an instruction cannot be written.
func (a *Assembler) fail(name, format string, args ...any) {
	a.errs = append(a.errs, fmt.Errorf("%s at %#x: %s", name, len(a.code), fmt.Sprintf(format, args...)))
}
