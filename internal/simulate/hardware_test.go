package simulate

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"
	"unsafe"

	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/exec"
)

// What this processor has, AVX2 and before, is compared with it: programs of random instructions, each of which begins with
// registers from memory and ends with all of them there.

// The memory of a program, in the arena of a Context.
const (
	vectorsAt = 0
	generalAt = 16 * 32
	masksAt   = 1024 // for indices
	dataAt    = 1088
	dataSize  = 512
	arenaSize = dataAt + dataSize
)

const arenaReg = amd64.RSI

var generalRegs = []amd64.Reg{amd64.RAX, amd64.RCX, amd64.RDX, amd64.RBX, amd64.R8, amd64.R9, amd64.R10, amd64.R11, amd64.R12, amd64.R13, amd64.R15}

// dice makes programs.
type dice struct {
	*rand.Rand
	a *amd64.Assembler
}

func (d *dice) v() amd64.Vec { return amd64.Vec(d.IntN(16)) }
func (d *dice) g() amd64.Reg { return generalRegs[d.IntN(len(generalRegs))] }
func (d *dice) xy() amd64.Width {
	return amd64.X + amd64.Width(d.IntN(2))
}

// mem is a place with room for 32 bytes.
func (d *dice) mem() amd64.Mem { return amd64.At(arenaReg, dataAt+int32(d.IntN(dataSize-32))) }

func one[T any](d *dice, list ...T) T { return list[d.IntN(len(list))] }

// kinds are what an instruction of a program can be.
var kinds = []func(d *dice){
	func(d *dice) { // of two operands
		op := one(d, packedOps...)
		if w := d.xy(); d.IntN(3) == 0 {
			d.a.VVM(op, w, d.v(), d.v(), d.mem())
		} else {
			d.a.VVV(op, w, d.v(), d.v(), d.v())
		}
	},
	func(d *dice) {
		op := one(d, singleOps...)
		if d.IntN(3) == 0 {
			d.a.VVM(op, amd64.Scalar, d.v(), d.v(), d.mem())
		} else {
			d.a.VVV(op, amd64.Scalar, d.v(), d.v(), d.v())
		}
	},
	func(d *dice) { // of one
		op := one(d, unaryOps...)
		if w := d.xy(); d.IntN(3) == 0 {
			d.a.VM(op, w, d.v(), d.mem())
		} else {
			d.a.VV(op, w, d.v(), d.v())
		}
	},
	func(d *dice) { // with an immediate
		switch op, imm := one(d, immediateOps...), amd64.Imm(uint8(d.IntN(32))); op {
		case amd64.VCMPSS, amd64.VCMPSD:
			d.a.VVV(op, amd64.Scalar, d.v(), d.v(), d.v(), imm)
		case amd64.VROUNDSS, amd64.VROUNDSD:
			d.a.VVV(op, amd64.Scalar, d.v(), d.v(), d.v(), amd64.Imm(uint8(d.IntN(16))))
		case amd64.VROUNDPS, amd64.VROUNDPD:
			d.a.VV(op, d.xy(), d.v(), d.v(), amd64.Imm(uint8(d.IntN(16))))
		default:
			d.a.VVV(op, d.xy(), d.v(), d.v(), d.v(), amd64.Imm(uint8(d.IntN(256))&one(d, uint8(31), 255)))
		}
	},
	func(d *dice) {
		d.a.VV(one(d, shiftOps...), d.xy(), d.v(), d.v(), amd64.Imm(uint8(d.IntN(80))))
	},
	func(d *dice) { // moves
		switch d.IntN(8) {
		case 0:
			d.a.MV(one(d, amd64.VMOVUPS, amd64.VMOVUPD, amd64.VMOVDQU), d.xy(), d.mem(), d.v())
		case 1:
			d.a.MV(one(d, amd64.VMOVSS, amd64.VMOVSD), amd64.Scalar, d.mem(), d.v())
		case 2:
			d.a.VM(one(d, amd64.VMOVSS, amd64.VMOVSD), amd64.Scalar, d.v(), d.mem())
		case 3:
			d.a.MV(one(d, amd64.VMOVD, amd64.VMOVQ), amd64.Scalar, d.mem(), d.v())
		case 4:
			d.a.VVV(amd64.VINSERTF128, amd64.Y, d.v(), d.v(), d.v(), amd64.Imm(uint8(d.IntN(2))))
		case 5:
			d.a.VV(amd64.VEXTRACTF128, amd64.Y, d.v(), d.v(), amd64.Imm(uint8(d.IntN(2))))
		case 6:
			d.a.VM(one(d, amd64.VMOVUPS, amd64.VMOVDQU), d.xy(), d.v(), d.mem())
		case 7:
			d.a.VM(amd64.VBROADCASTSD, amd64.Y, d.v(), d.mem())
		}
	},
	func(d *dice) { // by signs
		switch d.IntN(3) {
		case 0:
			d.a.VVVV(one(d, amd64.VBLENDVPS, amd64.VBLENDVPD), d.xy(), d.v(), d.v(), d.v(), d.v())
		case 1:
			d.a.VVM(one(d, amd64.VMASKMOVPS, amd64.VMASKMOVPD, amd64.VPMASKMOVD, amd64.VPMASKMOVQ), d.xy(), d.v(), d.v(), d.mem())
		case 2:
			d.a.MVV(one(d, amd64.VMASKMOVPS, amd64.VMASKMOVPD, amd64.VPMASKMOVD, amd64.VPMASKMOVQ), d.xy(), d.mem(), d.v(), d.v())
		}
	},
	func(d *dice) {
		index := d.v()
		dst, mask := (index+1)%16, (index+2)%16
		row, w := one(d, amd64.VGATHERDPS, amd64.VPGATHERDD), d.xy()
		k := amd64.VOp(d.IntN(4))
		d.a.VVM(amd64.VANDPS, amd64.Y, index, index, amd64.At(arenaReg, masksAt+32*int32(k/2)))
		d.a.VMV(row+k, w, dst, amd64.AtVec(arenaReg, index, one[uint8](d, 1, 2, 4), dataAt), mask)
	},
	func(d *dice) { // to and from general registers
		switch d.IntN(6) {
		case 0:
			d.a.RV(one(d, amd64.VCVTTSS2SI, amd64.VCVTTSS2SIQ, amd64.VCVTTSD2SI, amd64.VCVTTSD2SIQ), amd64.Scalar, d.g(), d.v())
		case 1:
			d.a.RV(one(d, amd64.VMOVD, amd64.VMOVQ), amd64.Scalar, d.g(), d.v())
		case 2:
			d.a.RV(one(d, amd64.VMOVMSKPS, amd64.VMOVMSKPD), d.xy(), d.g(), d.v())
		case 3:
			d.a.VR(one(d, amd64.VMOVD, amd64.VMOVQ), amd64.Scalar, d.v(), d.g())
		case 4:
			d.a.VVR(one(d, amd64.VCVTSI2SS, amd64.VCVTSI2SSQ, amd64.VCVTSI2SD, amd64.VCVTSI2SDQ), amd64.Scalar, d.v(), d.v(), d.g())
		case 5:
			d.a.VV(one(d, amd64.VUCOMISS, amd64.VUCOMISD), amd64.Scalar, d.v(), d.v())
			d.conditions()
		}
	},
	func(d *dice) { // integers of two operands, all of whose flags are defined
		op, size := one(d, amd64.ADD, amd64.OR, amd64.AND, amd64.SUB, amd64.XOR, amd64.CMP, amd64.TEST), d.size()
		switch d.IntN(4) {
		case 0:
			d.a.RR(op, size, d.g(), d.g())
		case 1:
			d.a.MR(op, size, d.mem(), d.g())
		case 2:
			d.a.RI(op, size, d.g(), int64(int8(d.IntN(256)))<<(d.IntN(2)*int(size/2)))
		case 3:
			d.a.MI(op, size, d.mem(), int64(int8(d.IntN(256))))
		}
		d.conditions()
	},
	func(d *dice) {
		d.a.R(one(d, amd64.NEG, amd64.INC, amd64.DEC), d.size(), d.g())
		d.conditions()
	},
	func(d *dice) {
		d.a.RR(amd64.POPCNT, one(d, amd64.Word, amd64.Dword, amd64.Qword), d.g(), d.g())
		d.conditions()
	},
	func(d *dice) { // others
		switch size := one(d, amd64.Dword, amd64.Qword); d.IntN(11) {
		case 0:
			d.a.RRI(amd64.IMUL, size, d.g(), d.g(), int64(int32(d.Uint32()))>>d.IntN(32))
			d.carries()
		case 1:
			d.a.RR(amd64.IMUL, size, d.g(), d.g())
			d.carries()
		case 2:
			d.a.RRI(amd64.RORX, size, d.g(), d.g(), int64(d.IntN(32)))
		case 3:
			d.a.RRR(one(d, amd64.SHLX, amd64.SHRX, amd64.SARX), size, d.g(), d.g(), d.g())
		case 4:
			d.a.RI(one(d, amd64.SHL, amd64.SHR, amd64.SAR), d.size(), d.g(), int64(d.IntN(8)))
		case 5:
			d.a.RR(one(d, amd64.SHL, amd64.SHR, amd64.SAR), d.size(), d.g(), amd64.RCX)
		case 6:
			d.a.RR(one(d, amd64.MOVZX8, amd64.MOVSX8, amd64.LZCNT, amd64.TZCNT, amd64.MOV), size, d.g(), d.g())
		case 7:
			d.a.RM(one(d, amd64.MOVZX8, amd64.MOVSX8, amd64.MOVSX16, amd64.MOV), size, d.g(), d.mem())
		case 8:
			d.a.RM(amd64.LEA, size, d.g(), amd64.AtIndex(d.g(), d.g(), one[uint8](d, 1, 2, 4, 8), int32(d.Uint32())))
			d.a.RM(amd64.SUB, amd64.Qword, amd64.RDX, amd64.At(arenaReg, dataAt))
		case 9:
			d.a.RR(one(d, amd64.MOVSXD, amd64.MOVZX32), amd64.Qword, d.g(), d.g())
			d.a.R(amd64.NOT, size, d.g())
		case 10:
			d.divide(size)
		}
	},
}

var (
	packedOps = []amd64.VOp{amd64.VADDPS, amd64.VADDPD, amd64.VSUBPS, amd64.VSUBPD, amd64.VMULPS, amd64.VMULPD, amd64.VDIVPS, amd64.VDIVPD,
		amd64.VMINPS, amd64.VMINPD, amd64.VMAXPS, amd64.VMAXPD, amd64.VANDPS, amd64.VANDPD, amd64.VANDNPS, amd64.VANDNPD, amd64.VORPS, amd64.VORPD,
		amd64.VXORPS, amd64.VXORPD, amd64.VPAND, amd64.VPANDN, amd64.VPOR, amd64.VPXOR, amd64.VPADDD, amd64.VPADDQ, amd64.VPSUBD, amd64.VPSUBQ,
		amd64.VPMULLD, amd64.VPMULUDQ, amd64.VPMINSD, amd64.VPMINUD, amd64.VPMAXSD, amd64.VPMAXUD, amd64.VPSLLVD, amd64.VPSLLVQ, amd64.VPSRLVD,
		amd64.VPSRLVQ, amd64.VPSRAVD, amd64.VPCMPEQD, amd64.VPCMPEQQ, amd64.VPCMPGTD, amd64.VPCMPGTQ, amd64.VPACKSSDW, amd64.VPACKSSWB,
		amd64.VFMADD132PS, amd64.VFMADD132PD, amd64.VFMADD213PS, amd64.VFMADD213PD, amd64.VFMADD231PS, amd64.VFMADD231PD}
	singleOps = []amd64.VOp{amd64.VADDSS, amd64.VADDSD, amd64.VSUBSS, amd64.VSUBSD, amd64.VMULSS, amd64.VMULSD, amd64.VDIVSS, amd64.VDIVSD,
		amd64.VMINSS, amd64.VMINSD, amd64.VMAXSS, amd64.VMAXSD, amd64.VSQRTSS, amd64.VSQRTSD, amd64.VCVTSS2SD, amd64.VCVTSD2SS,
		amd64.VFMADD132SS, amd64.VFMADD132SD, amd64.VFMADD213SS, amd64.VFMADD213SD, amd64.VFMADD231SS, amd64.VFMADD231SD}
	unaryOps = []amd64.VOp{amd64.VSQRTPS, amd64.VSQRTPD, amd64.VPABSD, amd64.VCVTDQ2PS, amd64.VCVTDQ2PD, amd64.VCVTTPS2DQ, amd64.VCVTTPD2DQ,
		amd64.VCVTPS2PD, amd64.VCVTPD2PS, amd64.VPMOVSXDQ, amd64.VPMOVZXDQ, amd64.VPMOVZXBD, amd64.VPMOVZXBQ, amd64.VMOVUPS, amd64.VMOVUPD,
		amd64.VMOVDDUP, amd64.VBROADCASTSS, amd64.VPBROADCASTD, amd64.VPBROADCASTQ}
	immediateOps = []amd64.VOp{amd64.VCMPPS, amd64.VCMPPD, amd64.VCMPSS, amd64.VCMPSD, amd64.VSHUFPS, amd64.VSHUFPD, amd64.VROUNDPS, amd64.VROUNDPD,
		amd64.VROUNDSS, amd64.VROUNDSD}
	shiftOps = []amd64.VOp{amd64.VPSLLD, amd64.VPSLLQ, amd64.VPSRLD, amd64.VPSRLQ, amd64.VPSRAD}
)

func (d *dice) size() amd64.Size { return one(d, amd64.Byte, amd64.Word, amd64.Dword, amd64.Qword) }

// conditions look at the flags.
func (d *dice) conditions() {
	d.a.Set(amd64.Cond(d.IntN(16)), d.g())
	d.a.Cmov(amd64.Cond(d.IntN(16)), one(d, amd64.Word, amd64.Dword, amd64.Qword), d.g(), d.g())
	if over := d.a.Label(); d.IntN(2) == 0 {
		d.a.Jcc(amd64.Cond(d.IntN(16)), over)
		d.a.R(amd64.NOT, amd64.Qword, d.g())
		d.a.Bind(over)
	}
}

// carries look at those two that multiplications define.
func (d *dice) carries() {
	d.a.Set(one(d, amd64.CondO, amd64.CondNO, amd64.CondB, amd64.CondAE), d.g())
}

// divide divides by an odd number that is not -1.
func (d *dice) divide(size amd64.Size) {
	d.a.RI(amd64.AND, size, amd64.RBX, 0xFF)
	d.a.RI(amd64.OR, size, amd64.RBX, 1)
	if d.IntN(2) == 0 {
		d.a.RI(amd64.MOV, amd64.Dword, amd64.RDX, 0)
		d.a.R(amd64.DIV, size, amd64.RBX)
		return
	}
	d.a.Emit(map[amd64.Size]amd64.Op{amd64.Dword: amd64.CDQ, amd64.Qword: amd64.CQO}[size])
	d.a.R(amd64.IDIV, size, amd64.RBX)
}

// program returns n instructions between loads and stores of all registers.
func (d *dice) program(n int) ([]byte, error) {
	d.a = amd64.New(amd64.AVX2)
	each := func(v func(r amd64.Vec, m amd64.Mem), g func(r amd64.Reg, m amd64.Mem)) {
		for r := range amd64.Vec(16) {
			v(r, amd64.At(arenaReg, vectorsAt+32*int32(r)))
		}
		for i, r := range generalRegs {
			g(r, amd64.At(arenaReg, generalAt+8*int32(i)))
		}
	}
	d.a.RM(amd64.MOV, amd64.Qword, arenaReg, amd64.At(amd64.RDI, exec.ArenaOffset))
	each(func(r amd64.Vec, m amd64.Mem) { d.a.VM(amd64.VMOVUPS, amd64.Y, r, m) },
		func(r amd64.Reg, m amd64.Mem) { d.a.RM(amd64.MOV, amd64.Qword, r, m) })
	for range n {
		one(d, kinds...)(d)
	}
	each(func(r amd64.Vec, m amd64.Mem) { d.a.MV(amd64.VMOVUPS, amd64.Y, m, r) },
		func(r amd64.Reg, m amd64.Mem) { d.a.MR(amd64.MOV, amd64.Qword, m, r) })
	d.a.Emit(amd64.VZEROUPPER)
	d.a.Emit(amd64.RET)
	return d.a.Bytes()
}

// arena returns what programs begin with: numbers of all kinds.
func (d *dice) arena() []byte {
	b := make([]byte, arenaSize)
	for i := 0; i < len(b); i += 8 {
		binary.LittleEndian.PutUint64(b[i:], d.number())
	}
	for i := range 8 {
		binary.LittleEndian.PutUint32(b[masksAt+4*i:], 0x7C)
		binary.LittleEndian.PutUint32(b[masksAt+32+4*i:], 0x7C*uint32(1-i&1))
	}
	return b
}

var specialFloats = []float64{0, math.Copysign(0, -1), 1, -1, 0.5, 2.5, math.Inf(1), math.Inf(-1), math.NaN(), 0x1p-1074, 0x1p-1022, 0x1p-149, 0x1p-126,
	0x1p31, -0x1p31, 0x1p63, 0x1p32, math.MaxFloat32, math.MaxFloat64, 1e300, -1e-300, math.Float64frombits(0x7FF0000000000001)}

func (d *dice) number() uint64 {
	single := func(f func() float64) uint64 {
		low := math.Float32bits(float32(f()))
		return uint64(low) | uint64(math.Float32bits(float32(f())))<<32
	}
	special := func() float64 { return specialFloats[d.IntN(len(specialFloats))] }
	switch d.IntN(7) {
	case 0:
		return math.Float64bits(special())
	case 1:
		return math.Float64bits(math.Ldexp(d.NormFloat64(), d.IntN(80)-40))
	case 2:
		return single(special)
	case 3:
		return single(func() float64 { return math.Ldexp(d.NormFloat64(), d.IntN(80)-40) })
	case 4:
		return uint64(int64(d.Uint64()) >> d.IntN(64))
	case 5:
		return uint64(d.Uint32()>>d.IntN(32)) | uint64(d.Uint32()>>d.IntN(32))<<32
	}
	return d.Uint64()
}

func TestAsThisProcessor(t *testing.T) {
	cpu := exec.CPU()
	if !cpu.AVX2 || !cpu.FMA || !cpu.BMI2 || !cpu.LZCNT || !cpu.POPCNT || !exec.Supported() {
		t.Skip("no AVX2")
	}
	if os.Getenv("PHLOX_EMULATED") != "" {
		t.Skip("an emulator is not the processor")
	}
	for seed := range uint64(400) {
		d := &dice{Rand: rand.New(rand.NewPCG(seed, 1))}
		code, err := d.program(40)
		if err != nil {
			t.Fatal(err)
		}
		want, got := d.arena(), make([]byte, arenaSize)
		copy(got, want)
		begin := append([]byte(nil), want...)
		real, err := exec.New(code)
		if err != nil {
			t.Fatal(err)
		}
		run(t, real, want)
		run(t, NewCode(code, func(*exec.Context) [][]byte { return [][]byte{got} }), got)
		if err := real.Close(); err != nil {
			t.Fatal(err)
		}
		for i := 0; i < arenaSize; i += 8 {
			if x, y := binary.LittleEndian.Uint64(got[i:]), binary.LittleEndian.Uint64(want[i:]); x != y {
				t.Errorf("seed %d: %s is %#x, want %#x; it began as %#x", seed, placeName(i), x, y, binary.LittleEndian.Uint64(begin[i:]))
			}
		}
	}
}

func placeName(at int) string {
	switch {
	case at < generalAt:
		return fmt.Sprintf("ymm%d[%d]", at/32, at/8%4)
	case at < masksAt:
		return fmt.Sprintf("general register %v", (at-generalAt)/8)
	}
	return fmt.Sprintf("data[%d]", at-dataAt)
}

func run(t *testing.T, code interface {
	Run(ctx *exec.Context, host func(n int) error, poll func() error) error
}, arena []byte) {
	t.Helper()
	ctx := exec.NewContext()
	ctx.Arena = unsafe.Pointer(&arena[0])
	if err := code.Run(ctx, nil, nil); err != nil {
		t.Fatal(err)
	}
}
