package amd64

// VVV appends op dst, s1, s2.
func (a *Assembler) VVV(op VOp, w Width, dst, s1, s2 Vec, opts ...Opt) {
	a.vector(op, w, vvv, places{uint8(dst), uint8(s1), uint8(s2), nil}, opts)
}

// VVM appends op dst, s1, mem: also the masked loads VMASKMOV and VPMASKMOV, whose mask is s1, and conversions
// VCVTSI2SD from an integer in memory.
func (a *Assembler) VVM(op VOp, w Width, dst, s1 Vec, mem Mem, opts ...Opt) {
	a.vector(op, w, vvm, places{uint8(dst), uint8(s1), 0, &mem}, opts)
}

// VV appends op dst, src; shifts by an immediate and those to bits of a smaller vector too.
func (a *Assembler) VV(op VOp, w Width, dst, src Vec, opts ...Opt) {
	a.vector(op, w, vv, places{uint8(dst), 0, uint8(src), nil}, opts)
}

// VM appends op dst, mem. A gather with a write mask clears the mask.
func (a *Assembler) VM(op VOp, w Width, dst Vec, mem Mem, opts ...Opt) {
	a.vector(op, w, vm, places{uint8(dst), 0, 0, &mem}, opts)
}

// MV appends op mem, src. A scatter clears the mask it is given.
func (a *Assembler) MV(op VOp, w Width, mem Mem, src Vec, opts ...Opt) {
	a.vector(op, w, mv, places{uint8(src), 0, 0, &mem}, opts)
}

// VMV appends a gather that loads the elements whose sign in mask is set, and clears mask: VEX only.
func (a *Assembler) VMV(op VOp, w Width, dst Vec, mem Mem, mask Vec) {
	a.vector(op, w, vmv, places{uint8(dst), uint8(mask), 0, &mem}, nil)
}

// MVV appends the masked stores VMASKMOV and VPMASKMOV of the elements whose sign in mask is set.
func (a *Assembler) MVV(op VOp, w Width, mem Mem, mask, src Vec) {
	a.vector(op, w, mvv, places{uint8(src), uint8(mask), 0, &mem}, nil)
}

// VVVV appends the blends VBLENDV and VPBLENDVB: elements of s2 where the sign in mask is set, else of s1.
func (a *Assembler) VVVV(op VOp, w Width, dst, s1, s2, mask Vec) {
	if a.lowRegister(op, mask) {
		a.vector(op, w, vvvv, places{uint8(dst), uint8(s1), uint8(s2), nil}, []Opt{Imm(uint8(mask) << 4)})
	}
}

// VVMV is VVVV with s2 in memory.
func (a *Assembler) VVMV(op VOp, w Width, dst, s1 Vec, mem Mem, mask Vec) {
	if a.lowRegister(op, mask) {
		a.vector(op, w, vvmv, places{uint8(dst), uint8(s1), 0, &mem}, []Opt{Imm(uint8(mask) << 4)})
	}
}

func (a *Assembler) lowRegister(op VOp, mask Vec) bool {
	if mask > 15 {
		a.fail(op.String(), "register %d as the mask", mask)
	}
	return mask <= 15
}

// VR appends op dst, src: VMOVD, VMOVQ, VPBROADCAST from the low bits of a general register.
func (a *Assembler) VR(op VOp, w Width, dst Vec, src Reg, opts ...Opt) {
	a.vector(op, w, vr, places{uint8(dst), 0, uint8(src), nil}, opts)
}

// RV appends op dst, src: VMOVD, VMOVQ, conversions to integers, and the bit masks VMOVMSK and VPMOVMSKB.
func (a *Assembler) RV(op VOp, w Width, dst Reg, src Vec) {
	a.vector(op, w, rv, places{uint8(dst), 0, uint8(src), nil}, nil)
}

// VVR appends op dst, s1, src: conversions VCVTSI2SD and the like, which take the upper elements from s1.
func (a *Assembler) VVR(op VOp, w Width, dst, s1 Vec, src Reg) {
	a.vector(op, w, vvr, places{uint8(dst), uint8(s1), uint8(src), nil}, nil)
}

// KVV appends a comparison op dst, s1, s2; a bit of dst is set only if it is in the write mask too.
func (a *Assembler) KVV(op VOp, w Width, dst Mask, s1, s2 Vec, opts ...Opt) {
	a.vector(op, w, kvv, places{uint8(dst), uint8(s1), uint8(s2), nil}, opts)
}

// KVM is KVV with s2 in memory.
func (a *Assembler) KVM(op VOp, w Width, dst Mask, s1 Vec, mem Mem, opts ...Opt) {
	a.vector(op, w, kvm, places{uint8(dst), uint8(s1), 0, &mem}, opts)
}

// KV appends op dst, src: VFPCLASS, VPMOVD2M.
func (a *Assembler) KV(op VOp, w Width, dst Mask, src Vec, opts ...Opt) {
	a.vector(op, w, kv, places{uint8(dst), 0, uint8(src), nil}, opts)
}

// VK appends op dst, src: VPMOVM2D and the like, all ones for a set bit.
func (a *Assembler) VK(op VOp, w Width, dst Vec, src Mask) {
	a.vector(op, w, vk, places{uint8(dst), 0, uint8(src), nil}, nil)
}

// KKK appends op dst, s1, s2.
func (a *Assembler) KKK(op VOp, dst, s1, s2 Mask) {
	a.vector(op, Scalar, kkk, places{uint8(dst), uint8(s1), uint8(s2), nil}, nil)
}

// KK appends op dst, src, or KORTEST and KTEST of two masks, which set flags.
func (a *Assembler) KK(op VOp, dst, src Mask, opts ...Opt) {
	a.vector(op, Scalar, kk, places{uint8(dst), 0, uint8(src), nil}, opts)
}

// KM appends a KMOV from memory.
func (a *Assembler) KM(op VOp, dst Mask, mem Mem) {
	a.vector(op, Scalar, km, places{uint8(dst), 0, 0, &mem}, nil)
}

// MK appends a KMOV to memory.
func (a *Assembler) MK(op VOp, mem Mem, src Mask) {
	a.vector(op, Scalar, mk, places{uint8(src), 0, 0, &mem}, nil)
}

// KR appends a KMOV from a general register.
func (a *Assembler) KR(op VOp, dst Mask, src Reg) {
	a.vector(op, Scalar, kr, places{uint8(dst), 0, uint8(src), nil}, nil)
}

// RK appends a KMOV to a general register, whose other bits are cleared.
func (a *Assembler) RK(op VOp, dst Reg, src Mask) {
	a.vector(op, Scalar, rk, places{uint8(dst), 0, uint8(src), nil}, nil)
}
