package amd64

// places are the operands of an instruction by where they are encoded: the reg field of ModRM, the vvvv of VEX, the rm
// field of ModRM, or memory instead of that.
type places struct {
	reg, v, rm uint8
	mem        *Mem
}

// vector appends a vector instruction. In p the first operand is in reg, whatever the encoding makes of it.
func (a *Assembler) vector(op VOp, w Width, f form, p places, opts []Opt) {
	e, o := op.encoding(f), Opt(0)
	for _, opt := range opts {
		o |= opt
	}
	if fault := e.fault(w, f, p, o); fault != "" {
		a.fail(op.String(), "%s", fault)
		return
	}
	switch {
	case e&grouped != 0:
		p.v, p.reg = p.reg, uint8(e>>groupAt)&7
	case e&swapped != 0 && p.mem == nil:
		p.reg, p.rm = p.rm, p.reg
	}
	switch fits := e&vex != 0 && p.fitVEX(e, w, o); {
	case !fits && e&evex == 0:
		a.fail(op.String(), "only VEX has it: no more than 256 bits, no register above 15, no mask, no broadcast")
	case a.level < AVX512 && (!fits || f >= kkk): // instructions on masks have VEX, but came with AVX-512
		a.fail(op.String(), "needs AVX-512")
	case fits:
		a.vex(e, w, p)
		a.operands(e, p, 0, o)
	default:
		a.evex(e, w, p, o)
		a.operands(e, p, e.unit(w, p.mem), o)
	}
}

// fault says why operands and options do not go with an encoding, or nothing.
func (e enc) fault(w Width, f form, p places, o Opt) string {
	k := o & optMask
	limit := &limits[f]
	switch {
	case e == 0:
		return "has no such operands"
	case w > Z || e>>widthsAt>>w&1 == 0:
		return "has no such width"
	case p.reg >= limit[0] || p.v >= limit[1] || p.rm >= limit[2]:
		return "no such register"
	case e&takesImm != 0 && o&optImm == 0:
		return "needs an immediate"
	case e&takesImm == 0 && o&optImm != 0:
		return "takes no immediate"
	case k != 0 && e&noMask != 0:
		return "takes no mask"
	case k == 0 && e&needMask != 0:
		return "needs a mask"
	case o&optZero != 0 && (k == 0 || e&noZero != 0 || f == mv):
		return "cannot zero"
	case p.mem != nil:
		return e.memoryFault(f, p)
	}
	return ""
}

func (e enc) memoryFault(f form, p places) string {
	m := p.mem
	switch {
	case m.Vectored != (e&vectored != 0):
		return "a vector index, or none where one is needed"
	case m.Broadcast && e>>bcAt&3 == 0:
		return "cannot broadcast"
	case m.Vectored && f != mv && (p.reg == uint8(m.Index) || f == vmv && (p.v == p.reg || p.v == uint8(m.Index))):
		return "a gather's registers must differ"
	}
	return m.fault()
}

// fitVEX reports whether VEX can say it all.
func (p *places) fitVEX(e enc, w Width, o Opt) bool {
	if w == Z || (p.reg|p.v|p.rm)&16 != 0 || o&(optMask|optZero) != 0 {
		return false
	}
	return p.mem == nil || !p.mem.Broadcast && e&vexReg == 0 && !(p.mem.Vectored && p.mem.Index&16 != 0)
}

// vex appends a VEX prefix: two bytes if the fourth bits of rm and index, W and the opcode map are as most often.
func (a *Assembler) vex(e enc, w Width, p places) {
	x, b := uint8(0), p.rm>>3
	if p.mem != nil {
		x, b = p.mem.extend()
	}
	last := ^p.v&15<<3 | uint8(e>>8&3)
	if w == Y || e&l1 != 0 {
		last |= 4
	}
	if e&(w1|vw) == w1|vw {
		last |= 0x80
	}
	if x|b|last>>7 == 0 && e&m3A == m0F {
		a.code = append(a.code, 0xC5, ^(p.reg>>3)<<7|last)
		return
	}
	a.code = append(a.code, 0xC4, ^(p.reg>>3<<7|x<<6|b<<5)&0xE0|uint8(e>>10&3), last)
}

// evex appends an EVEX prefix.
func (a *Assembler) evex(e enc, w Width, p places, o Opt) {
	x, b, v4 := p.rm>>4, p.rm>>3&1, p.v>>4
	last := uint8(o&optMask) | uint8(o&optZero)<<4
	if m := p.mem; m != nil {
		x, b = m.extend()
		if m.Vectored {
			v4 = uint8(m.Index) >> 4
		}
		if m.Broadcast {
			last |= 0x10
		}
	}
	a.code = append(a.code, 0x62,
		^(p.reg>>3<<7|x<<6|b<<5|p.reg>>4<<4)&0xF0|uint8(e>>10&3),
		uint8(e>>14&1)<<7|^p.v&15<<3|4|uint8(e>>8&3),
		last|w.length()<<5|(v4^1)<<3)
}

// length returns the logarithm of a width in units of 16 bytes.
func (w Width) length() uint8 { return uint8(max(w, X) - X) }

// unit returns the logarithm of the unit of short displacements in EVEX.
func (e enc) unit(w Width, m *Mem) uint8 {
	switch unit := e >> unitAt & 15; {
	case m != nil && m.Broadcast:
		return uint8(e>>bcAt&3) + 1
	case unit<<unitAt < full:
		return uint8(unit)
	case unit<<unitAt == dup && w == X:
		return 3
	case unit<<unitAt == dup:
		return 4 + w.length()
	default:
		return 4 + w.length() - uint8(unit&7)
	}
}

// operands appends the opcode, ModRM with what belongs to it, and the immediate.
func (a *Assembler) operands(e enc, p places, unit uint8, o Opt) {
	a.code = append(a.code, uint8(e))
	if p.mem != nil {
		a.memory(p.reg, p.mem, unit, int(o&optImm/optImm))
	} else {
		a.registers(p.reg, p.rm)
	}
	if o&optImm != 0 {
		a.code = append(a.code, uint8(o>>immAt))
	}
}
