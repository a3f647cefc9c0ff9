package native

import "github.com/phlox-ppl/phlox/internal/asm/amd64"

// A constant vector that one instruction uses, soon after it is loaded, is best read from memory by that instruction: it
// needs no register, and there is one instruction less to fetch and decode.

// immediates finds these constants.
func (s *scan) immediates(code []inst) {
	for n := range code {
		in := &code[n]
		switch in.form {
		case formFMA:
			switch {
			case in.b == 0 || in.c == 0 || in.a == in.b || in.a == in.c || in.b == in.c:
			case !s.immediate(in.c, int32(n), in):
				s.immediate(in.b, int32(n), in)
			}
		case formVVV:
			if in.b != in.a && !in.merge {
				s.immediate(in.b, int32(n), in)
			}
		}
	}
}

// immediate marks r if it is a constant that nothing but instruction n uses.
func (s *scan) immediate(r reg, n int32, in *inst) bool {
	v := &s.life[r]
	v.immediate = r != 0 && v.uses == 1 && v.end == 2*n+1 && s.regs[r].pooledFor(in)
	return v.immediate
}

// pooledFor reports whether v is a constant that an instruction can read from memory.
func (v *virtual) pooledFor(in *inst) bool {
	switch {
	case v.class != vector || v.origin != pooled:
		return false
	case in.width == amd64.Scalar, v.whole && v.width >= in.width:
		return true
	}
	return !v.whole && v.elem == in.elem // of AVX-512, which broadcasts it
}
