package simulate

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/internal/asm/amd64"
)

func newDice() *dice { return &dice{Rand: rand.New(rand.NewPCG(1, 4))} }

// step is an instruction and what the machine is like after it, computed from the machine before it and its memory.
type step struct {
	name  string
	write func(a *amd64.Assembler)
	want  func(before *Machine, data []byte) (vectors map[int]Vector, masks map[int]uint64, general map[int]uint64)
}

// vectorAfter is the want of a step that changes a vector register.
func vectorAfter(r int, f func(m *Machine, data []byte, z *Vector)) func(*Machine, []byte) (map[int]Vector, map[int]uint64, map[int]uint64) {
	return func(m *Machine, data []byte) (map[int]Vector, map[int]uint64, map[int]uint64) {
		z := m.V[r]
		f(m, data, &z)
		return map[int]Vector{r: z}, nil, nil
	}
}

// maskAfter is that of one that changes a mask register.
func maskAfter(r int, f func(k *[8]uint64) uint64) func(*Machine, []byte) (map[int]Vector, map[int]uint64, map[int]uint64) {
	return func(m *Machine, _ []byte) (map[int]Vector, map[int]uint64, map[int]uint64) {
		return nil, map[int]uint64{r: f(&m.K)}, nil
	}
}

func generalAfter(r int, f func(m *Machine) uint64) func(*Machine, []byte) (map[int]Vector, map[int]uint64, map[int]uint64) {
	return func(m *Machine, _ []byte) (map[int]Vector, map[int]uint64, map[int]uint64) {
		return nil, nil, map[int]uint64{r: f(m)}
	}
}

const rsi = amd64.RSI

var steps = []step{
	{"vmovdqu8 zmm20 {k3}{z}, zmm30", func(a *amd64.Assembler) { a.VV(amd64.VMOVDQU8, amd64.Z, 20, 30, amd64.Zeroed(3)) },
		vectorAfter(20, func(m *Machine, _ []byte, z *Vector) {
			for i := range 64 {
				z[i] = m.V[30][i] * byte(m.K[3]>>i&1)
			}
		})},
	{"vmovups ymm20 {k3}, [rsi+96]", func(a *amd64.Assembler) { a.VM(amd64.VMOVUPS, amd64.Y, 20, amd64.At(rsi, 96), amd64.Masked(3)) },
		vectorAfter(20, func(m *Machine, data []byte, z *Vector) {
			for i := range 8 {
				if m.K[3]>>i&1 != 0 {
					copy(z[4*i:4*i+4], data[96+4*i:])
				}
			}
			clear(z[32:])
		})},
	{"vpmovzxbd zmm3 {k1}{z}, [rsi+16]", func(a *amd64.Assembler) { a.VM(amd64.VPMOVZXBD, amd64.Z, 3, amd64.At(rsi, 16), amd64.Zeroed(1)) },
		vectorAfter(3, func(m *Machine, data []byte, z *Vector) {
			clear(z[:])
			for i := range 16 {
				z[4*i] = data[16+i] * byte(m.K[1]>>i&1)
			}
		})},
	{"vpmovqd ymm3, zmm17", func(a *amd64.Assembler) { a.VV(amd64.VPMOVQD, amd64.Z, 3, 17) },
		vectorAfter(3, func(m *Machine, _ []byte, z *Vector) {
			clear(z[:])
			for i := range 8 {
				copy(z[4*i:4*i+4], m.V[17][8*i:])
			}
		})},
	{"vbroadcastsd zmm1, [rsi+8]", func(a *amd64.Assembler) { a.VM(amd64.VBROADCASTSD, amd64.Z, 1, amd64.At(rsi, 8)) },
		vectorAfter(1, func(_ *Machine, data []byte, z *Vector) {
			for i := range 8 {
				copy(z[8*i:], data[8:16])
			}
		})},
	{"vpbroadcastd ymm31, r9d", func(a *amd64.Assembler) { a.VR(amd64.VPBROADCASTD, amd64.Y, 31, amd64.R9) },
		vectorAfter(31, func(m *Machine, _ []byte, z *Vector) {
			clear(z[:])
			for i := range 8 {
				z.set(i, 4, m.R[9])
			}
		})},
	{"vmovddup xmm18, [rsi+24]", func(a *amd64.Assembler) { a.VM(amd64.VMOVDDUP, amd64.X, 18, amd64.At(rsi, 24)) },
		vectorAfter(18, func(_ *Machine, data []byte, z *Vector) {
			clear(z[:])
			copy(z[:], data[24:32])
			copy(z[8:], data[24:32])
		})},
	{"vextractf64x4 ymm2, zmm19, 1", func(a *amd64.Assembler) { a.VV(amd64.VEXTRACTF64X4, amd64.Z, 2, 19, amd64.Imm(1)) },
		vectorAfter(2, func(m *Machine, _ []byte, z *Vector) {
			clear(z[:])
			copy(z[:], m.V[19][32:])
		})},
	{"vextractf64x2 xmm2, zmm19, 3", func(a *amd64.Assembler) { a.VV(amd64.VEXTRACTF64X2, amd64.Z, 2, 19, amd64.Imm(3)) },
		vectorAfter(2, func(m *Machine, _ []byte, z *Vector) {
			clear(z[:])
			copy(z[:], m.V[19][48:])
		})},
	{"vinsertf64x2 zmm2, zmm19, xmm21, 2", func(a *amd64.Assembler) { a.VVV(amd64.VINSERTF64X2, amd64.Z, 2, 19, 21, amd64.Imm(2)) },
		vectorAfter(2, func(m *Machine, _ []byte, z *Vector) {
			*z = m.V[19]
			copy(z[32:48], m.V[21][:])
		})},
	{"vblendmps zmm2 {k5}, zmm19, zmm21", func(a *amd64.Assembler) { a.VVV(amd64.VBLENDMPS, amd64.Z, 2, 19, 21, amd64.Masked(5)) },
		vectorAfter(2, func(m *Machine, _ []byte, z *Vector) {
			for i := range 16 {
				z.set(i, 4, m.V[19+2*int(m.K[5]>>i&1)].element(i, 4))
			}
		})},
	{"vshufpd zmm2, zmm19, zmm21, 0x5A", func(a *amd64.Assembler) { a.VVV(amd64.VSHUFPD, amd64.Z, 2, 19, 21, amd64.Imm(0x5A)) },
		vectorAfter(2, func(m *Machine, _ []byte, z *Vector) {
			for i, from := range []int{0, 1, 2, 3, 5, 4, 7, 6} { // bits 0 1 0 1 1 0 1 0 from the lowest
				z.set(i, 8, m.V[19+2*(i&1)].element(from, 8))
			}
		})},
	{"vcvtusi2sdq xmm20, xmm4, r9", func(a *amd64.Assembler) { a.VVR(amd64.VCVTUSI2SDQ, amd64.Scalar, 20, 4, amd64.R9) },
		vectorAfter(20, func(m *Machine, _ []byte, z *Vector) {
			*z = m.V[4]
			z.set(0, 8, nearest(integer(m.R[9], 8, false), 8))
			clear(z[16:])
		})},
	{"vaddsd xmm20 {k2}{z}, xmm4, xmm5", func(a *amd64.Assembler) {
		a.VVV(amd64.VADDSD, amd64.Scalar, 20, 4, 5, amd64.Zeroed(2))
	}, vectorAfter(20, func(m *Machine, _ []byte, z *Vector) {
		*z = m.V[4]
		z.set(0, 8, sum(m.V[4].element(0, 8), m.V[5].element(0, 8))*(m.K[2]&1))
		clear(z[16:])
	})},

	{"kandw k1, k2, k3", func(a *amd64.Assembler) { a.KKK(amd64.KANDW, 1, 2, 3) }, maskAfter(1, func(k *[8]uint64) uint64 { return k[2] & k[3] & 0xFFFF })},
	{"kandnw k1, k2, k3", func(a *amd64.Assembler) { a.KKK(amd64.KANDNW, 1, 2, 3) }, maskAfter(1, func(k *[8]uint64) uint64 { return ^k[2] & k[3] & 0xFFFF })},
	{"korw k1, k2, k3", func(a *amd64.Assembler) { a.KKK(amd64.KORW, 1, 2, 3) }, maskAfter(1, func(k *[8]uint64) uint64 { return (k[2] | k[3]) & 0xFFFF })},
	{"kxorb k1, k2, k3", func(a *amd64.Assembler) { a.KKK(amd64.KXORB, 1, 2, 3) }, maskAfter(1, func(k *[8]uint64) uint64 { return (k[2] ^ k[3]) & 0xFF })},
	{"kxnorq k1, k2, k3", func(a *amd64.Assembler) { a.KKK(amd64.KXNORQ, 1, 2, 3) }, maskAfter(1, func(k *[8]uint64) uint64 { return ^(k[2] ^ k[3]) })},
	{"knotw k1, k2", func(a *amd64.Assembler) { a.KK(amd64.KNOTW, 1, 2) }, maskAfter(1, func(k *[8]uint64) uint64 { return ^k[2] & 0xFFFF })},
	{"kmovd k1, k2", func(a *amd64.Assembler) { a.KK(amd64.KMOVD, 1, 2) }, maskAfter(1, func(k *[8]uint64) uint64 { return k[2] & 0xFFFFFFFF })},
	{"kmovw k1, r9d", func(a *amd64.Assembler) { a.KR(amd64.KMOVW, 1, amd64.R9) }, func(m *Machine, _ []byte) (map[int]Vector, map[int]uint64, map[int]uint64) {
		return nil, map[int]uint64{1: m.R[9] & 0xFFFF}, nil
	}},
	{"kmovq k1, [rsi+8]", func(a *amd64.Assembler) { a.KM(amd64.KMOVQ, 1, amd64.At(rsi, 8)) }, func(_ *Machine, data []byte) (map[int]Vector, map[int]uint64, map[int]uint64) {
		return nil, map[int]uint64{1: element(data[8:16])}, nil
	}},
	{"kmovw r9d, k7", func(a *amd64.Assembler) { a.RK(amd64.KMOVW, amd64.R9, 7) }, generalAfter(9, func(m *Machine) uint64 { return m.K[7] & 0xFFFF })},
}

// Each step changes what it should, and nothing else.
func TestSteps(t *testing.T) {
	d := newDice()
	for _, s := range steps {
		for range 20 {
			m, data := machine(t, d, s.write)
			m.R[amd64.R9] = d.number()
			want := *m
			before := append([]byte(nil), data...)
			v, k, g := s.want(m, data)
			for r, x := range v {
				want.V[r] = x
			}
			for r, x := range k {
				want.K[r] = x
			}
			for r, x := range g {
				want.R[r] = x
			}
			if _, err := m.Run(0); err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
			if m.V != want.V || m.K != want.K || m.R != want.R || string(data) != string(before) {
				t.Fatalf("%s:\n got %x\nwant %x", s.name, []any{m.V, m.K, m.R}, []any{want.V, want.K, want.R})
			}
		}
	}
}

// Stores write the elements in the mask and touch no others, which may be outside of memory; so do loads.
func TestMaskedMemory(t *testing.T) {
	d := newDice()
	m, data := machine(t, d, func(a *amd64.Assembler) {
		a.MV(amd64.VMOVUPD, amd64.Z, amd64.At(rsi, 256-24), 17, amd64.Masked(1))
		a.MV(amd64.VMOVDQU8, amd64.X, amd64.At(rsi, 3), 18, amd64.Masked(2))
		a.VM(amd64.VMOVUPS, amd64.Z, 19, amd64.At(rsi, 256-8), amd64.Zeroed(3))
		a.VVM(amd64.VADDPD, amd64.Z, 20, 20, amd64.At(rsi, 4096).Splat(), amd64.Masked(4))
		a.MV(amd64.VPMOVQD, amd64.Z, amd64.At(rsi, 128), 17)
	})
	m.K[1], m.K[2], m.K[3], m.K[4] = 0b101, 1<<15|1, 0b11, 0
	before, want := *m, append([]byte(nil), data...)
	copy(want[256-24:256-16], m.V[17][:])
	copy(want[256-8:], m.V[17][16:24])
	want[3], want[18] = m.V[18][0], m.V[18][15]
	for i := range 8 {
		copy(want[128+4*i:132+4*i], m.V[17][8*i:])
	}
	if _, err := m.Run(0); err != nil {
		t.Fatal(err)
	}
	loaded := Vector{}
	copy(loaded[:], want[256-8:])
	if string(data) != string(want) || m.V[19] != loaded || m.V[20] != before.V[20] {
		t.Errorf("data\n%x, want\n%x; vector %x, want %x", data, want, m.V[19], loaded)
	}
}

// Gathers and scatters move the elements in the mask, which becomes zero.
func TestGatherAndScatter(t *testing.T) {
	for _, c := range []struct {
		gather, scatter amd64.VOp
		size, index     int
	}{
		{amd64.VGATHERDPS, amd64.VSCATTERDPS, 4, 4}, {amd64.VGATHERDPD, amd64.VSCATTERDPD, 8, 4},
		{amd64.VGATHERQPS, amd64.VSCATTERQPS, 4, 8}, {amd64.VGATHERQPD, amd64.VSCATTERQPD, 8, 8},
	} {
		for _, w := range []amd64.Width{amd64.X, amd64.Y, amd64.Z} {
			m, data := machine(t, newDice(), func(a *amd64.Assembler) {
				a.VM(c.gather, w, 21, amd64.AtVec(rsi, 29, 4, 64), amd64.Masked(1))
				a.MV(c.scatter, w, amd64.AtVec(rsi, 29, 4, 64), 22, amd64.Masked(2))
			})
			n := 8 << w / max(c.size, c.index)
			want, result := append([]byte(nil), data...), m.V[21]
			for i := range n {
				at := int64(2*(i*5%16) - 10)
				m.V[29].set(i, c.index, uint64(at))
				place := 64 + 4*at
				if m.K[1]>>i&1 != 0 {
					result.set(i, c.size, element(data[place:place+int64(c.size)]))
				} else if i == 0 {
					m.V[29].set(i, c.index, 1<<30) // and in the mask of the scatter it is not either
					m.K[2] &^= 1
				}
				if m.K[2]>>i&1 != 0 {
					setElement(want[place:place+int64(c.size)], m.V[22].element(i, c.size))
				}
			}
			clear(result[n*c.size:])
			if _, err := m.Run(0); err != nil {
				t.Fatal(err)
			}
			if m.V[21] != result || string(want) != string(data) || m.K[1] != 0 || m.K[2] != 0 {
				t.Errorf("%v of width %d: %x, want %x; memory %x, want %x; masks %x, %x", c.gather, w, m.V[21], result, data, want, m.K[1], m.K[2])
			}
		}
	}
}

// What a processor faults at is an error that says where.
func TestErrors(t *testing.T) {
	for _, c := range []struct {
		name  string
		write func(a *amd64.Assembler)
		want  string
	}{
		{"behind memory", func(a *amd64.Assembler) { a.VM(amd64.VMOVUPS, amd64.Z, 1, amd64.At(rsi, 256-63)) }, "offset 0x1, EVEX.NP.0F.W0 10 /r: reads 64 bytes"},
		{"before memory", func(a *amd64.Assembler) { a.MR(amd64.MOV, amd64.Dword, amd64.At(rsi, -1), amd64.RAX) }, "writes 4 bytes at 0x200003f"},
		{"the code", func(a *amd64.Assembler) {
			l := a.Label()
			a.Bind(l)
			a.MR(amd64.MOV, amd64.Dword, amd64.Const(l), amd64.RAX)
		}, "writes 4 bytes at 0x10001"},
		{"not aligned", func(a *amd64.Assembler) { a.VM(amd64.VMOVAPS, amd64.Z, 1, amd64.At(rsi, 32)) }, "multiple of 64"},
		{"an element of a gather", func(a *amd64.Assembler) {
			a.VM(amd64.VGATHERDPS, amd64.Z, 1, amd64.AtVec(rsi, 2, 4, 0), amd64.Masked(1))
		}, "reads 4 bytes"},
		{"division", func(a *amd64.Assembler) {
			a.RI(amd64.MOV, amd64.Dword, amd64.RBX, 0)
			a.R(amd64.DIV, amd64.Dword, amd64.RBX)
		}, "division of"},
		{"quotient", func(a *amd64.Assembler) { a.R(amd64.IDIV, amd64.Qword, amd64.RSI) }, "twice as long"},
		{"unknown", func(a *amd64.Assembler) { a.VVV(amd64.VPERMT2PS, amd64.Z, 1, 2, 3) }, "no such instruction"},
		{"jump", func(a *amd64.Assembler) { a.R(amd64.JMP, amd64.Qword, amd64.RSI) }, "execution goes on at"},
	} {
		m, _ := machine(t, newDice(), func(a *amd64.Assembler) {
			a.Emit(amd64.NOP)
			c.write(a)
		})
		m.R[rdx] = 5
		if _, err := m.Run(0); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
}

// Whatever the bytes are, they are an instruction or an error.
func TestAnyBytes(t *testing.T) {
	d, code, known := newDice(), make([]byte, 15), 0
	for range 30_000 {
		for i := range code {
			code[i] = byte(d.Uint32())
		}
		switch d.IntN(4) {
		case 0:
			code[0], code[1], code[2], code[3] = 0x62, code[1]&0xF3|1, code[2]|4, code[3]&0x7F
		case 1:
			code[0], code[1] = 0xC4, code[1]&0xE3
		case 2:
			code[0] = 0xC5
		}
		m := New(code, codeAt)
		m.Map(dataBase, make([]byte, 64))
		if m.step(); m.err == nil {
			known++
		}
	}
	if known < 1000 {
		t.Errorf("only %d instructions", known)
	}
}

// Bytes that no assembler should write.
func TestReservedEncodings(t *testing.T) {
	for name, code := range map[string]string{
		"EVEX with a reserved bit":        "\x62\xf9\x7c\x48\x58\xc0",
		"zeroing without a mask":          "\x62\xf1\x7c\xc8\x58\xc0",
		"rounding":                        "\x62\xf1\x7c\x18\x58\xc0",
		"128 bytes":                       "\x62\xf1\x7c\x68\x58\xc0",
		"a second operand that is none":   "\xc5\xf0\x51\xc0",
		"REX before VEX":                  "\x48\xc5\xf8\x58\xc0",
		"W that is not":                   "\x62\xf1\xfc\x48\x58\xc0",
		"vmovss from memory with another": "\xc5\xf2\x10\x06",
		"a store that zeroes":             "\x62\xf1\x7c\xc9\x11\x06",
		"a gather without SIB":            "\x62\xf2\x7d\x49\x92\x0e",
		"the second byte of a register":   "\x88\xe0",
		"the end of the code":             "\x62\xf1",
		"a shift of memory with VEX":      "\xc5\xf5\x72\x16\x05",
		"k9":                              "\xc5\x7c\x41\xc1",
	} {
		m := New([]byte(code), codeAt)
		m.R[amd64.RSI] = dataBase
		m.Map(dataBase, make([]byte, 64))
		if _, err := m.Run(0); err == nil || strings.Contains(err.Error(), "execution goes on") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
