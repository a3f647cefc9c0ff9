package native

import "github.com/phlox-ppl/phlox/internal/asm/amd64"

// vector writes instructions on vector registers.
func (w *writer) vector(in *inst) {
	switch in.form {
	case formZero:
		if w.at[in.dst] >= 0 { // otherwise it is a constant in memory
			w.zero(amd64.Vec(w.at[in.dst]))
		}
		return
	case formOnes:
		dst := amd64.Vec(w.out(in.dst))
		w.asm.VVV(amd64.VPCMPEQD, in.width, dst, dst, dst)
	case formVV, formVM:
		if in.form == formVM && w.at[in.dst] < 0 && w.regs[in.dst].origin != computed {
			return // read where it is used
		}
		w.oneVector(in)
	case formVVV, formVVM, formVVVV:
		w.twoVectors(in)
	case formFMA:
		w.fma(in)
	case formVR, formRV, formVVR:
		w.transfer(in)
	case formGather:
		w.gather(in)
	default:
		w.vectorEffect(in)
		return
	}
	w.store(in.dst)
}

// oneVector writes instructions of one operand.
func (w *writer) oneVector(in *inst) {
	op, opts := amd64.VOp(in.op), w.opts(in)
	if in.form == formVM {
		m := w.mem(&in.mem)
		w.asm.VM(op, in.width, w.merged(in), m, opts)
		return
	}
	dst := w.merged(in)
	if m, ok := w.folded(in.a, in); ok && !in.merge {
		w.asm.VM(op, in.width, dst, m, opts)
	} else {
		w.asm.VV(op, in.width, dst, w.v(in.a, 1), opts)
	}
}

// twoVectors writes instructions of two operands, and the blends by a third.
func (w *writer) twoVectors(in *inst) {
	op, opts, a := amd64.VOp(in.op), w.opts(in), w.v(in.a, 0)
	dst := amd64.Vec(w.out(in.dst))
	switch in.form {
	case formVVM:
		w.asm.VVM(op, in.width, dst, a, w.mem(&in.mem), opts)
	case formVVVV:
		b := w.v(in.b, 1)
		w.asm.VVVV(op, in.width, dst, a, b, w.v(in.c, 2))
	default:
		if m, ok := w.folded(in.b, in); ok {
			w.asm.VVM(op, in.width, dst, a, m, opts)
		} else {
			w.asm.VVV(op, in.width, dst, a, w.v(in.b, 1), opts)
		}
	}
}

// transfer writes instructions between vector and general registers.
func (w *writer) transfer(in *inst) {
	op := amd64.VOp(in.op)
	switch in.form {
	case formVR:
		a := w.g(in.a, 0)
		w.asm.VR(op, in.width, amd64.Vec(w.out(in.dst)), a)
	case formRV:
		a := w.v(in.a, 0)
		w.asm.RV(op, in.width, amd64.Reg(w.out(in.dst)), a)
	case formVVR:
		a, b := w.v(in.a, 0), w.g(in.b, 0)
		w.asm.VVR(op, in.width, amd64.Vec(w.out(in.dst)), a, b)
	}
}

func (w *writer) gather(in *inst) {
	m, dst := w.mem(&in.mem), amd64.Vec(w.out(in.dst))
	if in.b != 0 {
		w.asm.VMV(amd64.VOp(in.op), in.width, dst, m, w.v(in.b, 1))
		return
	}
	w.zero(dst)
	w.asm.VM(amd64.VOp(in.op), in.width, dst, m, amd64.Masked(w.k(in.k, 1)))
}

// vectorEffect writes instructions that have no register for a result.
func (w *writer) vectorEffect(in *inst) {
	op := amd64.VOp(in.op)
	switch in.form {
	case formMV:
		opts, m := w.opts(in), w.mem(&in.mem)
		w.asm.MV(op, in.width, m, w.v(in.a, 0), opts)
	case formScatter:
		m := w.mem(&in.mem)
		w.asm.MV(op, in.width, m, w.v(in.a, 0), amd64.Masked(w.k(in.k, 1)))
	case formFlags:
		a := w.v(in.a, 0)
		if m, ok := w.folded(in.b, in); ok {
			w.asm.VM(op, amd64.Scalar, a, m)
		} else {
			w.asm.VV(op, amd64.Scalar, a, w.v(in.b, 1))
		}
	}
}

func (w *writer) zero(r amd64.Vec) {
	if w.avx512 && r > 15 {
		w.asm.VVV(amd64.VPXORD, amd64.X, r, r, r)
		return
	}
	w.asm.VVV(amd64.VXORPS, amd64.X, r, r, r)
}

// merged returns the register of a result, which holds what it held if some of that stays.
func (w *writer) merged(in *inst) amd64.Vec {
	if in.merge {
		return w.v(in.dst, 0)
	}
	return amd64.Vec(w.out(in.dst))
}

// sisters is the distance between the forms 132, 213 and 231 of an FMA.
const sisters = 4

// fma writes a·b + c. One operand is overwritten: c if the result is there, else a factor; one can be in memory.
func (w *writer) fma(in *inst) {
	op, dst := amd64.VOp(in.op), amd64.Vec(w.out(in.dst))
	a, b, c := in.a, in.b, in.c
	if b == 0 || c == 0 {
		w.fmaMem(in, dst)
		return
	}
	is := func(r reg) bool { return w.at[r] >= 0 && amd64.Vec(w.at[r]) == dst }
	if is(b) {
		a, b = b, a
	}
	switch {
	case is(c) && is(a) && !is(b): // x = x·b + x
		w.asm.VVV(op, in.width, dst, w.v(b, 1), dst)
	case is(c):
		if w.at[a] < 0 {
			a, b = b, a
		}
		x := w.v(a, 1)
		if m, ok := w.folded(b, in); ok {
			w.asm.VVM(op+sisters, in.width, dst, x, m)
		} else {
			w.asm.VVV(op+sisters, in.width, dst, x, w.v(b, 2))
		}
	default:
		if !is(a) {
			if w.at[a] < 0 && w.at[b] >= 0 && w.at[c] >= 0 { // leave a in memory
				a, b = b, a
			}
			w.loadTo(dst, a, in.width)
		}
		if m, ok := w.folded(c, in); ok {
			w.asm.VVM(op, in.width, dst, w.v(b, 1), m)
		} else if m, ok := w.folded(b, in); ok {
			w.asm.VVM(op-sisters, in.width, dst, w.v(c, 1), m)
		} else {
			y := w.v(b, 1)
			w.asm.VVV(op, in.width, dst, y, w.v(c, 2))
		}
	}
}

// fmaMem writes an FMA with a factor in memory, if b is 0, or the summand.
func (w *writer) fmaMem(in *inst, dst amd64.Vec) {
	op, m := amd64.VOp(in.op), w.mem(&in.mem)
	is := func(r reg) bool { return w.at[r] >= 0 && amd64.Vec(w.at[r]) == dst }
	a, b, c := in.a, in.b, in.c
	switch {
	case c == 0:
		if is(b) {
			a, b = b, a
		}
		if !is(a) {
			w.loadTo(dst, a, in.width)
		}
		w.asm.VVM(op, in.width, dst, w.v(b, 1), m)
	case is(c):
		w.asm.VVM(op+sisters, in.width, dst, w.v(a, 1), m)
	case is(a):
		w.asm.VVM(op-sisters, in.width, dst, w.v(c, 1), m)
	default:
		w.loadTo(dst, c, in.width)
		w.asm.VVM(op+sisters, in.width, dst, w.v(a, 1), m)
	}
}

// loadTo copies an operand to a real register.
func (w *writer) loadTo(dst amd64.Vec, r reg, width amd64.Width) {
	if w.at[r] < 0 {
		w.fetchVector(&w.regs[r], r, dst)
		return
	}
	w.asm.VV(amd64.VMOVAPS, max(width, amd64.X), dst, amd64.Vec(w.at[r]))
}

// masks writes instructions on mask registers.
func (w *writer) masks(in *inst) {
	op, width := amd64.VOp(in.op), in.width
	switch in.form {
	case formKVV:
		opts := w.opts(in)
		a := w.v(in.a, 0)
		if m, ok := w.folded(in.b, in); ok {
			w.asm.KVM(op, width, amd64.Mask(w.out(in.dst)), a, m, opts)
		} else {
			w.asm.KVV(op, width, amd64.Mask(w.out(in.dst)), a, w.v(in.b, 1), opts)
		}
	case formKV:
		w.asm.KV(op, width, amd64.Mask(w.out(in.dst)), w.v(in.a, 0))
	case formVK:
		w.asm.VK(op, width, amd64.Vec(w.out(in.dst)), w.k(in.a, 0))
	case formKK:
		w.asm.KK(op, amd64.Mask(w.out(in.dst)), w.k(in.a, 0))
	case formKKK:
		a, b := w.k(in.a, 0), w.k(in.b, 1)
		w.asm.KKK(op, amd64.Mask(w.out(in.dst)), a, b)
	case formKOnes:
		k := amd64.Mask(w.out(in.dst))
		w.asm.KKK(amd64.KXNORW, k, k, k)
	case formKR:
		w.asm.KR(op, amd64.Mask(w.out(in.dst)), w.g(in.a, 0))
	case formRK:
		w.asm.RK(op, amd64.Reg(w.out(in.dst)), w.k(in.a, 0))
	}
	w.store(in.dst)
}
