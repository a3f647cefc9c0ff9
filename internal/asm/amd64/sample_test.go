package amd64

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A sample is one instruction with random operands: as the assembler wrote it and as it should read.
type sample struct {
	text string // Intel's syntax, with the size of memory
	code []byte
}

// samples returns n instructions for each instruction, form, width or size, always the same ones.
func samples(t testing.TB, n int) []sample {
	s := &sampler{t: t, Rand: rand.New(rand.NewPCG(1, 2)), a: New(AVX512)}
	for range n {
		s.integers()
		s.vectors()
	}
	return s.all
}

type sampler struct {
	*rand.Rand
	t   testing.TB
	a   *Assembler
	all []sample
}

// add assembles one instruction alone. In text, rip stands for its own start, to which write can refer.
func (s *sampler) add(text string, write func(start Label)) {
	s.a.Reset()
	start := s.a.Label()
	s.a.Bind(start)
	write(start)
	code, err := s.a.Bytes()
	if err != nil {
		s.t.Errorf("%s: %v", text, err)
		return
	}
	text = fromStart.ReplaceAllStringFunc(text, func(address string) string {
		distance, _ := strconv.Atoi(strings.TrimPrefix(address, "rip"))
		return fmt.Sprintf("rip%+d", distance-len(code))
	})
	s.all = append(s.all, sample{text, append([]byte(nil), code...)})
}

var fromStart = regexp.MustCompile(`rip([+-]\d+)?`)

func (s *sampler) often() bool    { return s.IntN(2) == 0 }
func (s *sampler) reg() Reg       { return Reg(s.IntN(16)) }
func (s *sampler) index() Reg     { return (RSP + 1 + Reg(s.IntN(15))) % 16 }
func (s *sampler) scale() uint8   { return 1 << s.IntN(4) }
func (s *sampler) pick(n int) int { return s.IntN(n) }

// disp is none, short in units of some power of two, or long.
func (s *sampler) disp() int32 {
	switch s.IntN(4) {
	case 0:
		return 0
	case 1:
		return int32(s.IntN(256)-128) << s.IntN(7)
	case 2:
		return int32(s.IntN(600) - 300)
	}
	return int32(s.Uint32())
}

// memory is of any shape. Its label is set later if it is to be relative to the instruction.
func (s *sampler) memory() Mem {
	switch s.IntN(4) {
	case 0:
		return At(s.reg(), s.disp())
	case 1:
		return Mem{Label: 1, Disp: s.disp() >> 1}
	}
	return AtIndex(s.reg(), s.index(), s.scale(), s.disp())
}

var (
	names64 = strings.Fields("rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15")
	names32 = strings.Fields("eax ecx edx ebx esp ebp esi edi r8d r9d r10d r11d r12d r13d r14d r15d")
	names16 = strings.Fields("ax cx dx bx sp bp si di r8w r9w r10w r11w r12w r13w r14w r15w")
	names8  = strings.Fields("al cl dl bl spl bpl sil dil r8b r9b r10b r11b r12b r13b r14b r15b")

	regNames   = map[Size][]string{Byte: names8, Word: names16, Dword: names32, Qword: names64}
	sizeNames  = map[int]string{1: "byte", 2: "word", 4: "dword", 8: "qword", 16: "xmmword", 32: "ymmword", 64: "zmmword"}
	widthNames = [...]string{"xmm", "xmm", "ymm", "zmm"}
)

// memoryText writes a memory operand of so many bytes; a vector index is of width w.
func memoryText(m Mem, bytes int, w Width) string {
	var b strings.Builder
	if bytes != 0 {
		fmt.Fprintf(&b, "%s ptr ", sizeNames[bytes])
	}
	b.WriteByte('[')
	switch {
	case m.Label != 0:
		b.WriteString("rip")
	default:
		b.WriteString(names64[m.Base])
	}
	switch {
	case m.Vectored:
		fmt.Fprintf(&b, "+%s%d*%d", widthNames[w], m.Index, m.Scale)
	case m.Scale != 0:
		fmt.Fprintf(&b, "+%s*%d", names64[m.Index], m.Scale)
	}
	if m.Disp != 0 {
		fmt.Fprintf(&b, "%+d", m.Disp)
	}
	b.WriteByte(']')
	return b.String()
}
