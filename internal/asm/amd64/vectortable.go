package amd64

import "strings"

// A quad has encodings for the four instructions of a row of VOp, or zeros.
type quad [4]enc

// A vectorRow has the names of the instructions of a row of VOp, and their encodings, at most one of them for each form.
type vectorRow struct {
	names string
	forms []quad
}

// Operands. The last, or the first if it is written to memory, is a register or memory unless it says which.
const (
	opVVV  enc = 1<<vvv | 1<<vvm
	opVV   enc = 1<<vv | 1<<vm
	opMV   enc = 1<<vv | 1<<mv | swapped
	opKVV  enc = 1<<kvv | 1<<kvm | noZero
	opVVR  enc = 1<<vvr | 1<<vvm | noMask
	opRV   enc = 1<<rv | noMask
	onlyVM enc = 1 << vm
	onlyMV enc = 1 << mv
)

// Kinds of elements.
const (
	e32   = full | bc32 | xyz      // 32 bits
	e64   = full | bc64 | xyz | w1 // 64 bits
	s32   = n4 | scalar            // one of 32 bits
	s64   = n8 | scalar | w1       // one of 64 bits
	h32   = half | bc32 | xyz      // 32 bits, half as many bits as in the wider operand
	whole = full | xyz             // no element can be broadcast
)

// floats has the types PS, PD, SS, SD.
func floats(packed, single enc) quad {
	return quad{packed | e32, packed | e64, single | s32, single | s64}
}

// prefixed has the same types, distinguished by their prefixes.
func prefixed(packed, single enc) quad {
	return quad{m0F | np | packed | e32, m0F | p66 | packed | e64, m0F | pF3 | single | s32, m0F | pF2 | single | s64}
}

// pairs has two instructions of types S and D, or D and Q.
func pairs(first, second enc) quad {
	return quad{first | e32, first | e64, second | e32, second | e64}
}

// prefixedPairs has two of types PS and PD, distinguished by their prefixes.
func prefixedPairs(first, second enc) quad {
	return quad{m0F | np | first | e32, m0F | p66 | first | e64, m0F | np | second | e32, m0F | p66 | second | e64}
}

// integers has the types B, W, D, Q.
func integers(b, w, d, q enc) quad { return quad{b | whole, w | whole, d | e32, q | e64} }

// each puts the same bits in all of a quad.
func each(e enc, q quad) quad { return quad{e | q[0], e | q[1], e | q[2], e | q[3]} }

func fma(n enc) []quad {
	const e = opVVV | both | p66 | m38 | vw
	return []quad{floats(e|n, e|n|1)}
}

// group3 is an opcode with three more bits.
func group3(n, code enc) enc { return grouped | n<<groupAt | code }

// masks has the types B, W, D, Q of masks.
func masks(e enc) quad { return each(e|vex|vw|scalar, quad{p66, np, p66 | w1, np | w1}) }

func mask3(n enc) []quad { return []quad{masks(1<<kkk | m0F | l1 | n)} }
func mask2(n enc) []quad { return []quad{masks(1<<kk | m0F | n)} }

func maskShift(n enc) []quad {
	return []quad{each(1<<kk|vex|vw|scalar|p66|m3A|takesImm, quad{n, n | w1, n | 1, n | 1 | w1})}
}

// gather has gathers or scatters of 32 and 64 bits by indices of 32 and 64 bits.
func gather(e enc) quad {
	return each(e|p66|m38|vectored, quad{n4 | xyz, n8 | xyz | w1, n4 | xyz | 1, n8 | xyz | 1 | w1})
}

var vectorTable = [...]vectorRow{
	VADDPS / 4:       {"vaddps vaddpd vaddss vaddsd", []quad{prefixed(both|opVVV|0x58, both|opVVV|0x58)}},
	VSUBPS / 4:       {"vsubps vsubpd vsubss vsubsd", []quad{prefixed(both|opVVV|0x5C, both|opVVV|0x5C)}},
	VMULPS / 4:       {"vmulps vmulpd vmulss vmulsd", []quad{prefixed(both|opVVV|0x59, both|opVVV|0x59)}},
	VDIVPS / 4:       {"vdivps vdivpd vdivss vdivsd", []quad{prefixed(both|opVVV|0x5E, both|opVVV|0x5E)}},
	VMINPS / 4:       {"vminps vminpd vminss vminsd", []quad{prefixed(both|opVVV|0x5D, both|opVVV|0x5D)}},
	VMAXPS / 4:       {"vmaxps vmaxpd vmaxss vmaxsd", []quad{prefixed(both|opVVV|0x5F, both|opVVV|0x5F)}},
	VSQRTPS / 4:      {"vsqrtps vsqrtpd vsqrtss vsqrtsd", []quad{prefixed(both|opVV|0x51, both|opVVV|0x51)}},
	VFMADD132PS / 4:  {"vfmadd132ps vfmadd132pd vfmadd132ss vfmadd132sd", fma(0x98)},
	VFMADD213PS / 4:  {"vfmadd213ps vfmadd213pd vfmadd213ss vfmadd213sd", fma(0xA8)},
	VFMADD231PS / 4:  {"vfmadd231ps vfmadd231pd vfmadd231ss vfmadd231sd", fma(0xB8)},
	VFMSUB132PS / 4:  {"vfmsub132ps vfmsub132pd vfmsub132ss vfmsub132sd", fma(0x9A)},
	VFMSUB213PS / 4:  {"vfmsub213ps vfmsub213pd vfmsub213ss vfmsub213sd", fma(0xAA)},
	VFMSUB231PS / 4:  {"vfmsub231ps vfmsub231pd vfmsub231ss vfmsub231sd", fma(0xBA)},
	VFNMADD132PS / 4: {"vfnmadd132ps vfnmadd132pd vfnmadd132ss vfnmadd132sd", fma(0x9C)},
	VFNMADD213PS / 4: {"vfnmadd213ps vfnmadd213pd vfnmadd213ss vfnmadd213sd", fma(0xAC)},
	VFNMADD231PS / 4: {"vfnmadd231ps vfnmadd231pd vfnmadd231ss vfnmadd231sd", fma(0xBC)},
	VFNMSUB132PS / 4: {"vfnmsub132ps vfnmsub132pd vfnmsub132ss vfnmsub132sd", fma(0x9E)},
	VFNMSUB213PS / 4: {"vfnmsub213ps vfnmsub213pd vfnmsub213ss vfnmsub213sd", fma(0xAE)},
	VFNMSUB231PS / 4: {"vfnmsub231ps vfnmsub231pd vfnmsub231ss vfnmsub231sd", fma(0xBE)},
	VROUNDPS / 4: {"vroundps vroundpd vroundss vroundsd", []quad{
		each(vex|p66|m3A|takesImm, quad{opVV | 0x08 | whole, opVV | 0x09 | whole, opVVV | 0x0A | s32, opVVV | 0x0B | s64})}},
	VRNDSCALEPS / 4: {"vrndscaleps vrndscalepd vrndscaless vrndscalesd", []quad{
		each(evex|p66|m3A|takesImm, quad{opVV | 0x08 | e32, opVV | 0x09 | e64, opVVV | 0x0A | s32, opVVV | 0x0B | s64})}},
	VGETEXPPS / 4:   {"vgetexpps vgetexppd vgetexpss vgetexpsd", []quad{each(evex|p66|m38, floats(opVV|0x42, opVVV|0x43))}},
	VGETMANTPS / 4:  {"vgetmantps vgetmantpd vgetmantss vgetmantsd", []quad{each(evex|p66|m3A|takesImm, floats(opVV|0x26, opVVV|0x27))}},
	VSCALEFPS / 4:   {"vscalefps vscalefpd vscalefss vscalefsd", []quad{each(evex|p66|m38, floats(opVVV|0x2C, opVVV|0x2D))}},
	VFIXUPIMMPS / 4: {"vfixupimmps vfixupimmpd vfixupimmss vfixupimmsd", []quad{each(evex|p66|m3A|takesImm, floats(opVVV|0x54, opVVV|0x55))}},
	VFPCLASSPS / 4:  {"vfpclassps vfpclasspd vfpclassss vfpclasssd", []quad{each(evex|p66|m3A|takesImm|1<<kv|noZero, floats(0x66, 0x67))}},
	VCMPPS / 4: {"vcmpps vcmppd vcmpss vcmpsd", []quad{
		each(vex|takesImm, prefixed(opVVV|0xC2, opVVV|0xC2)),
		each(evex|takesImm, prefixed(opKVV|0xC2, opKVV|0xC2))}},
	VUCOMISS / 4: {"vucomiss vucomisd vcomiss vcomisd", []quad{
		each(both|opVV|m0F|noMask, quad{np | 0x2E | s32, p66 | 0x2E | s64, np | 0x2F | s32, p66 | 0x2F | s64})}},
	VHADDPS / 4: {"vhaddps vhaddpd vtestps vtestpd", []quad{
		each(vex|whole, quad{opVVV | pF2 | m0F | 0x7C, opVVV | p66 | m0F | 0x7C, opVV | p66 | m38 | 0x0E, opVV | p66 | m38 | 0x0F})}},

	VANDPS / 4:     {"vandps vandpd vandnps vandnpd", []quad{each(both|opVVV, prefixedPairs(0x54, 0x55))}},
	VORPS / 4:      {"vorps vorpd vxorps vxorpd", []quad{each(both|opVVV, prefixedPairs(0x56, 0x57))}},
	VPAND / 4:      {"vpand vpandn vpor vpxor", []quad{each(vex|opVVV|p66|m0F|whole, quad{0xDB, 0xDF, 0xEB, 0xEF})}},
	VPANDD / 4:     {"vpandd vpandq vpandnd vpandnq", []quad{each(evex|opVVV|p66|m0F, pairs(0xDB, 0xDF))}},
	VPORD / 4:      {"vpord vporq vpxord vpxorq", []quad{each(evex|opVVV|p66|m0F, pairs(0xEB, 0xEF))}},
	VPTERNLOGD / 4: {"vpternlogd vpternlogq vpopcntd vpopcntq", []quad{each(evex|p66, pairs(opVVV|m3A|takesImm|0x25, opVV|m38|0x55))}},
	VPABSD / 4: {"vpabsd vpabsq vplzcntd vplzcntq", []quad{
		each(opVV|p66|m38, quad{both | e32 | 0x1E, evex | e64 | 0x1F, evex | e32 | 0x44, evex | e64 | 0x44})}},
	VPADDB / 4: {"vpaddb vpaddw vpaddd vpaddq", []quad{each(both|opVVV|p66|m0F, integers(0xFC, 0xFD, 0xFE, 0xD4))}},
	VPSUBB / 4: {"vpsubb vpsubw vpsubd vpsubq", []quad{each(both|opVVV|p66|m0F, integers(0xF8, 0xF9, 0xFA, 0xFB))}},
	VPMULLD / 4: {"vpmulld vpmullq vpmuludq vpmuldq", []quad{
		each(opVVV|p66, quad{both | m38 | e32 | 0x40, evex | m38 | e64 | 0x40, both | m0F | e64 | 0xF4, both | m38 | e64 | 0x28})}},
	VPMINSD / 4: {"vpminsd vpminsq vpminud vpminuq", []quad{each(opVVV|p66|m38, quad{both | e32 | 0x39, evex | e64 | 0x39, both | e32 | 0x3B, evex | e64 | 0x3B})}},
	VPMAXSD / 4: {"vpmaxsd vpmaxsq vpmaxud vpmaxuq", []quad{each(opVVV|p66|m38, quad{both | e32 | 0x3D, evex | e64 | 0x3D, both | e32 | 0x3F, evex | e64 | 0x3F})}},
	VPSLLD / 4: {"vpslld vpsllq vpsrld vpsrlq", []quad{
		each(both|opVVV|p66|m0F|n16|xyz, quad{0xF2, w1 | 0xF3, 0xD2, w1 | 0xD3}),
		each(both|opVV|p66|m0F|takesImm|vexReg, quad{group3(6, 0x72) | e32, group3(6, 0x73) | e64, group3(2, 0x72) | e32, group3(2, 0x73) | e64})}},
	VPSRAD / 4: {"vpsrad vpsraq vpslldq vpsrldq", []quad{
		each(opVVV|p66|m0F|n16|xyz, quad{both | 0xE2, evex | w1 | 0xE2}),
		each(opVV|p66|m0F|takesImm|vexReg, quad{both | group3(4, 0x72) | e32, evex | group3(4, 0x72) | e64,
			both | noMask | group3(7, 0x73) | whole, both | noMask | group3(3, 0x73) | whole})}},
	VPSLLVD / 4: {"vpsllvd vpsllvq vpsrlvd vpsrlvq", []quad{each(both|opVVV|p66|m38|vw, pairs(0x47, 0x45))}},
	VPSRAVD / 4: {"vpsravd vpsravq vprolvd vprolvq", []quad{each(opVVV|p66|m38, quad{both | e32 | 0x46, evex | e64 | 0x46, evex | e32 | 0x15, evex | e64 | 0x15})}},
	VPROLD / 4:  {"vprold vprolq vprord vprorq", []quad{each(evex|opVV|p66|m0F|takesImm, pairs(group3(1, 0x72), group3(0, 0x72)))}},
	VPCMPEQB / 4: {"vpcmpeqb vpcmpeqw vpcmpeqd vpcmpeqq", []quad{
		each(vex|opVVV|p66, integers(m0F|0x74, m0F|0x75, m0F|0x76, m38|0x29)),
		each(evex|opKVV|p66, integers(m0F|0x74, m0F|0x75, m0F|0x76, m38|0x29))}},
	VPCMPGTB / 4: {"vpcmpgtb vpcmpgtw vpcmpgtd vpcmpgtq", []quad{
		each(vex|opVVV|p66, integers(m0F|0x64, m0F|0x65, m0F|0x66, m38|0x37)),
		each(evex|opKVV|p66, integers(m0F|0x64, m0F|0x65, m0F|0x66, m38|0x37))}},
	VPCMPD / 4:   {"vpcmpd vpcmpq vpcmpud vpcmpuq", []quad{each(evex|opKVV|p66|m3A|takesImm, pairs(0x1F, 0x1E))}},
	VPTESTMD / 4: {"vptestmd vptestmq vptestnmd vptestnmq", []quad{each(evex|opKVV|m38, pairs(p66|0x27, pF3|0x27))}},

	VMOVUPS / 4: {"vmovups vmovupd vmovss vmovsd", []quad{
		each(both|m0F|0x10, quad{opVV | np | whole, opVV | p66 | whole | w1, 1<<vvv | pF3 | s32, 1<<vvv | pF2 | s64}),
		each(both|m0F|0x11|onlyMV, quad{np | whole, p66 | whole | w1, pF3 | s32, pF2 | s64}),
		{2: both | onlyVM | pF3 | m0F | s32 | 0x10, 3: both | onlyVM | pF2 | m0F | s64 | 0x10}}},
	VMOVAPS / 4: {"vmovaps vmovapd vmovntps vmovntpd", []quad{
		each(both|m0F|whole, quad{opVV | np | 0x28, opVV | p66 | w1 | 0x28, onlyMV | noMask | np | 0x2B, onlyMV | noMask | p66 | w1 | 0x2B}),
		each(m0F|whole|onlyMV, quad{both | np | 0x29, both | p66 | w1 | 0x29})}},
	VMOVDQU8 / 4: {"vmovdqu8 vmovdqu16 vmovdqu32 vmovdqu64", []quad{
		each(evex|opVV|m0F|whole|0x6F, quad{pF2, pF2 | w1, pF3, pF3 | w1}),
		each(evex|onlyMV|m0F|whole|0x7F, quad{pF2, pF2 | w1, pF3, pF3 | w1})}},
	VMOVDQU / 4: {"vmovdqu vmovdqa vmovd vmovq", []quad{
		{vex | opVV | pF3 | m0F | whole | 0x6F, vex | opVV | p66 | m0F | whole | 0x6F,
			both | 1<<vr | 1<<vm | p66 | m0F | noMask | s32 | 0x6E, both | 1<<vr | p66 | m0F | noMask | s64 | vw | 0x6E},
		{vex | onlyMV | pF3 | m0F | whole | 0x7F, vex | onlyMV | p66 | m0F | whole | 0x7F,
			both | 1<<rv | 1<<mv | swapped | p66 | m0F | noMask | s32 | 0x7E, both | 1<<rv | swapped | p66 | m0F | noMask | s64 | vw | 0x7E},
		{3: both | opVV | pF3 | m0F | noMask | s64 | 0x7E},
		{3: both | onlyMV | p66 | m0F | noMask | s64 | 0xD6}}},
	VMASKMOVPS / 4: {"vmaskmovps vmaskmovpd vpmaskmovd vpmaskmovq", []quad{
		each(vex|1<<vvm|p66|m38|whole, quad{0x2C, 0x2D, 0x8C, 0x8C | w1 | vw}),
		each(vex|1<<mvv|p66|m38|whole, quad{0x2E, 0x2F, 0x8E, 0x8E | w1 | vw})}},
	VCOMPRESSPS / 4: {"vcompressps vcompresspd vpcompressd vpcompressq", []quad{
		each(evex|opMV|p66|m38|xyz, quad{n4 | 0x8A, n8 | w1 | 0x8A, n4 | 0x8B, n8 | w1 | 0x8B})}},
	VEXPANDPS / 4: {"vexpandps vexpandpd vpexpandd vpexpandq", []quad{
		each(evex|opVV|p66|m38|xyz, quad{n4 | 0x88, n8 | w1 | 0x88, n4 | 0x89, n8 | w1 | 0x89})}},
	VGATHERDPS / 4:  {"vgatherdps vgatherdpd vgatherqps vgatherqpd", []quad{gather(vex | vw | 1<<vmv | 0x92), gather(evex | onlyVM | needMask | noZero | 0x92)}},
	VPGATHERDD / 4:  {"vpgatherdd vpgatherdq vpgatherqd vpgatherqq", []quad{gather(vex | vw | 1<<vmv | 0x90), gather(evex | onlyVM | needMask | noZero | 0x90)}},
	VSCATTERDPS / 4: {"vscatterdps vscatterdpd vscatterqps vscatterqpd", []quad{gather(evex | onlyMV | needMask | 0xA2)}},
	VPSCATTERDD / 4: {"vpscatterdd vpscatterdq vpscatterqd vpscatterqq", []quad{gather(evex | onlyMV | needMask | 0xA0)}},

	VBROADCASTSS / 4: {"vbroadcastss vbroadcastsd vbroadcastf128 vmovddup", []quad{
		{both | opVV | p66 | m38 | n4 | xyz | 0x18, both | opVV | p66 | m38 | n8 | yz | w1 | 0x19,
			vex | onlyVM | p66 | m38 | n16 | ymm | 0x1A, both | opVV | pF2 | m0F | dup | xyz | w1 | 0x12}}},
	VBROADCASTF32X4 / 4: {"vbroadcastf32x4 vbroadcastf64x2 vbroadcastf32x8 vbroadcastf64x4", []quad{
		each(evex|onlyVM|p66|m38, quad{n16 | yz | 0x1A, n16 | yz | w1 | 0x1A, n32 | zmm | 0x1B, n32 | zmm | w1 | 0x1B})}},
	VPBROADCASTB / 4: {"vpbroadcastb vpbroadcastw vpbroadcastd vpbroadcastq", []quad{
		each(both|opVV|p66|m38|xyz, quad{n1 | 0x78, n2 | 0x79, n4 | 0x58, n8 | w1 | 0x59}),
		each(evex|1<<vr|p66|m38|xyz, quad{0x7A, 0x7B, 0x7C, w1 | 0x7C})}},
	VEXTRACTF128 / 4: {"vextractf128 vextractf64x2 vextractf32x8 vextractf64x4", []quad{
		each(opMV|p66|m3A|takesImm, quad{vex | n16 | ymm | 0x19, evex | n16 | yz | w1 | 0x19, evex | n32 | zmm | 0x1B, evex | n32 | zmm | w1 | 0x1B})}},
	VINSERTF128 / 4: {"vinsertf128 vinsertf64x2 vinsertf32x8 vinsertf64x4", []quad{
		each(opVVV|p66|m3A|takesImm, quad{vex | n16 | ymm | 0x18, evex | n16 | yz | w1 | 0x18, evex | n32 | zmm | 0x1A, evex | n32 | zmm | w1 | 0x1A})}},
	VBLENDVPS / 4: {"vblendvps vblendvpd vpblendvb vpalignr", []quad{
		each(p66|m3A|takesImm|whole, quad{vex | 1<<vvvv | 1<<vvmv | 0x4A, vex | 1<<vvvv | 1<<vvmv | 0x4B, vex | 1<<vvvv | 1<<vvmv | 0x4C, both | opVVV | 0x0F})}},
	VBLENDMPS / 4: {"vblendmps vblendmpd vpblendmd vpblendmq", []quad{each(evex|opVVV|p66|m38, pairs(0x65, 0x64))}},
	VSHUFPS / 4: {"vshufps vshufpd vpermilps vpermilpd", []quad{
		each(both|takesImm, quad{opVVV | np | m0F | e32 | 0xC6, opVVV | p66 | m0F | e64 | 0xC6, opVV | p66 | m3A | e32 | 0x04, opVV | p66 | m3A | e64 | 0x05}),
		{2: both | opVVV | p66 | m38 | e32 | 0x0C, 3: both | opVVV | p66 | m38 | e64 | 0x0D}}},
	VUNPCKLPS / 4:  {"vunpcklps vunpcklpd vunpckhps vunpckhpd", []quad{each(both|opVVV, prefixedPairs(0x14, 0x15))}},
	VPUNPCKLBW / 4: {"vpunpcklbw vpunpcklwd vpunpckldq vpunpcklqdq", []quad{each(both|opVVV|p66|m0F, integers(0x60, 0x61, 0x62, 0x6C))}},
	VPUNPCKHBW / 4: {"vpunpckhbw vpunpckhwd vpunpckhdq vpunpckhqdq", []quad{each(both|opVVV|p66|m0F, integers(0x68, 0x69, 0x6A, 0x6D))}},
	VPERMPS / 4: {"vpermps vpermpd vpermd vpermq", []quad{
		each(opVVV|p66|m38|full|yz, quad{both | bc32 | 0x16, evex | bc64 | w1 | 0x16, both | bc32 | 0x36, evex | bc64 | w1 | 0x36}),
		{1: both | opVV | p66 | m3A | takesImm | full | yz | bc64 | w1 | vw | 0x01, 3: both | opVV | p66 | m3A | takesImm | full | yz | bc64 | w1 | vw | opcode00}}},
	VPERMT2PS / 4: {"vpermt2ps vpermt2pd vpermt2d vpermt2q", []quad{each(evex|opVVV|p66|m38, pairs(0x7F, 0x7E))}},
	VPSHUFB / 4: {"vpshufb vpshufd vperm2f128 vperm2i128", []quad{
		{both | opVVV | p66 | m38 | whole | opcode00, both | opVV | p66 | m0F | takesImm | e32 | 0x70,
			vex | opVVV | p66 | m3A | takesImm | full | ymm | 0x06, vex | opVVV | p66 | m3A | takesImm | full | ymm | 0x46}}},
	VALIGND / 4: {"valignd valignq vpacksswb vpackssdw", []quad{
		each(opVVV|p66, quad{evex | m3A | takesImm | e32 | 0x03, evex | m3A | takesImm | e64 | 0x03, both | m0F | whole | 0x63, both | m0F | e32 | 0x6B})}},

	VCVTDQ2PS / 4: {"vcvtdq2ps vcvtdq2pd vcvtudq2ps vcvtudq2pd", []quad{
		each(opVV|m0F, quad{both | np | e32 | 0x5B, both | pF3 | h32 | 0xE6, evex | pF2 | e32 | 0x7A, evex | pF3 | h32 | 0x7A})}},
	VCVTQQ2PS / 4: {"vcvtqq2ps vcvtqq2pd vcvtuqq2ps vcvtuqq2pd", []quad{each(evex|opVV|m0F|e64, quad{np | 0x5B, pF3 | 0xE6, pF2 | 0x7A, pF3 | 0x7A})}},
	VCVTPS2DQ / 4: {"vcvtps2dq vcvtpd2dq vcvttps2dq vcvttpd2dq", []quad{
		each(both|opVV|m0F, quad{p66 | e32 | 0x5B, pF2 | e64 | 0xE6, pF3 | e32 | 0x5B, p66 | e64 | 0xE6})}},
	VCVTPS2UDQ / 4: {"vcvtps2udq vcvtpd2udq vcvttps2udq vcvttpd2udq", []quad{each(evex|opVV|np|m0F, pairs(0x79, 0x78))}},
	VCVTPS2QQ / 4:  {"vcvtps2qq vcvtpd2qq vcvttps2qq vcvttpd2qq", []quad{each(evex|opVV|p66|m0F, quad{h32 | 0x7B, e64 | 0x7B, h32 | 0x7A, e64 | 0x7A})}},
	VCVTPS2UQQ / 4: {"vcvtps2uqq vcvtpd2uqq vcvttps2uqq vcvttpd2uqq", []quad{each(evex|opVV|p66|m0F, quad{h32 | 0x79, e64 | 0x79, h32 | 0x78, e64 | 0x78})}},
	VCVTPS2PD / 4: {"vcvtps2pd vcvtpd2ps vcvtss2sd vcvtsd2ss", []quad{
		each(both|m0F|0x5A, quad{opVV | np | h32, opVV | p66 | e64, opVVV | pF3 | s32, opVVV | pF2 | s64})}},
	VCVTSI2SS / 4:   {"vcvtsi2ss vcvtsi2ssq vcvtsi2sd vcvtsi2sdq", []quad{each(both|opVVR|m0F|vw|0x2A, quad{pF3 | s32, pF3 | s64, pF2 | s32, pF2 | s64})}},
	VCVTUSI2SS / 4:  {"vcvtusi2ss vcvtusi2ssq vcvtusi2sd vcvtusi2sdq", []quad{each(evex|opVVR|m0F|0x7B, quad{pF3 | s32, pF3 | s64, pF2 | s32, pF2 | s64})}},
	VCVTSS2SI / 4:   {"vcvtss2si vcvtss2siq vcvtsd2si vcvtsd2siq", []quad{each(both|opRV|m0F|vw|0x2D, quad{pF3 | s32, pF3 | s64, pF2 | s32, pF2 | s64})}},
	VCVTTSS2SI / 4:  {"vcvttss2si vcvttss2siq vcvttsd2si vcvttsd2siq", []quad{each(both|opRV|m0F|vw|0x2C, quad{pF3 | s32, pF3 | s64, pF2 | s32, pF2 | s64})}},
	VCVTTSS2USI / 4: {"vcvttss2usi vcvttss2usiq vcvttsd2usi vcvttsd2usiq", []quad{each(evex|opRV|m0F|0x78, quad{pF3 | s32, pF3 | s64, pF2 | s32, pF2 | s64})}},
	VPMOVSXBW / 4:   {"vpmovsxbw vpmovsxbd vpmovsxbq vpmovsxwd", []quad{each(both|opVV|p66|m38|xyz, quad{half | 0x20, quarter | 0x21, eighth | 0x22, half | 0x23})}},
	VPMOVZXBW / 4:   {"vpmovzxbw vpmovzxbd vpmovzxbq vpmovzxwd", []quad{each(both|opVV|p66|m38|xyz, quad{half | 0x30, quarter | 0x31, eighth | 0x32, half | 0x33})}},
	VPMOVSXWQ / 4:   {"vpmovsxwq vpmovsxdq vpmovzxwq vpmovzxdq", []quad{each(both|opVV|p66|m38|xyz, quad{quarter | 0x24, half | 0x25, quarter | 0x34, half | 0x35})}},
	VPMOVWB / 4:     {"vpmovwb vpmovdb vpmovqb vpmovdw", []quad{each(evex|opMV|pF3|m38|xyz, quad{half | 0x30, quarter | 0x31, eighth | 0x32, half | 0x33})}},
	VPMOVQW / 4:     {"vpmovqw vpmovqd", []quad{{evex | opMV | pF3 | m38 | xyz | quarter | 0x34, evex | opMV | pF3 | m38 | xyz | half | 0x35}}},
	VMOVMSKPS / 4: {"vmovmskps vmovmskpd vpmovmskb vptest", []quad{
		each(vex|whole, quad{opRV | np | m0F | 0x50, opRV | p66 | m0F | 0x50, opRV | p66 | m0F | 0xD7, opVV | p66 | m38 | 0x17})}},

	VPMOVM2B / 4: {"vpmovm2b vpmovm2w vpmovm2d vpmovm2q", []quad{each(evex|1<<vk|noMask|pF3|m38|xyz, quad{0x28, 0x28 | w1, 0x38, 0x38 | w1})}},
	VPMOVB2M / 4: {"vpmovb2m vpmovw2m vpmovd2m vpmovq2m", []quad{each(evex|1<<kv|noMask|pF3|m38|xyz, quad{0x29, 0x29 | w1, 0x39, 0x39 | w1})}},
	KMOVB / 4: {"kmovb kmovw kmovd kmovq", []quad{
		masks(1<<kk | 1<<km | m0F | 0x90),
		masks(1<<mk | m0F | 0x91),
		each(1<<kr|vex|vw|scalar|m0F|0x92, quad{p66, np, pF2, pF2 | w1}),
		each(1<<rk|vex|vw|scalar|m0F|0x93, quad{p66, np, pF2, pF2 | w1})}},
	KANDB / 4:    {"kandb kandw kandd kandq", mask3(0x41)},
	KANDNB / 4:   {"kandnb kandnw kandnd kandnq", mask3(0x42)},
	KORB / 4:     {"korb korw kord korq", mask3(0x45)},
	KXORB / 4:    {"kxorb kxorw kxord kxorq", mask3(0x47)},
	KXNORB / 4:   {"kxnorb kxnorw kxnord kxnorq", mask3(0x46)},
	KADDB / 4:    {"kaddb kaddw kaddd kaddq", mask3(0x4A)},
	KNOTB / 4:    {"knotb knotw knotd knotq", mask2(0x44)},
	KORTESTB / 4: {"kortestb kortestw kortestd kortestq", mask2(0x98)},
	KTESTB / 4:   {"ktestb ktestw ktestd ktestq", mask2(0x99)},
	KSHIFTLB / 4: {"kshiftlb kshiftlw kshiftld kshiftlq", maskShift(0x32)},
	KSHIFTRB / 4: {"kshiftrb kshiftrw kshiftrd kshiftrq", maskShift(0x30)},
	KUNPCKBW / 4: {"kunpckbw kunpckwd kunpckdq", []quad{each(1<<kkk|vex|vw|scalar|m0F|l1|0x4B, quad{p66, np, np | w1})}},
}

// encodings has the encodings of each instruction.
var encodings = func() (all [len(vectorTable) * 4][4]enc) {
	for i, row := range vectorTable {
		for k, q := range row.forms {
			for t, e := range q {
				if len(strings.Fields(row.names)) > t && e&both != 0 {
					all[4*i+t][k] = e
				}
			}
		}
	}
	return all
}()

// encoding returns the encoding of op for operands of a form, or zero.
func (op VOp) encoding(f form) enc {
	if int(op) < len(encodings) {
		for _, e := range encodings[op] {
			if e>>f&1 != 0 {
				return e
			}
		}
	}
	return 0
}

// String returns the mnemonic, with a Q added if it is that of 64 bits in a general register.
func (op VOp) String() string {
	if int(op) < len(encodings) {
		if names := strings.Fields(vectorTable[op/4].names); int(op%4) < len(names) {
			return names[op%4]
		}
	}
	return "unknown instruction"
}
