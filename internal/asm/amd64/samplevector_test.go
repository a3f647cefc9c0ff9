package amd64

import (
	"fmt"
	"regexp"
	"strings"
)

// vectors samples every encoding of every vector instruction.
func (s *sampler) vectors() {
	for op := range VOp(len(encodings)) {
		for _, e := range encodings[op] {
			for f := vvv; f <= rk; f++ {
				for w := Scalar; w <= Z; w++ {
					if e>>f&1 != 0 && e>>widthsAt>>w&1 != 0 && (w < Z || e&evex != 0) {
						s.vector(op, e, f, w)
					}
				}
			}
		}
	}
}

// operands of a call of a method for a vector instruction: r are the register operands in order.
type operands struct {
	op   VOp
	w    Width
	r    [4]uint8
	mem  Mem
	opts []Opt
}

func (o *operands) v(i int) Vec  { return Vec(o.r[i]) }
func (o *operands) k(i int) Mask { return Mask(o.r[i]) }
func (o *operands) g(i int) Reg  { return Reg(o.r[i]) }

// methods has, for each form, its name and method. The letters name the registers in order, and m is memory.
var methods = [...]struct {
	letters string
	write   func(a *Assembler, o *operands)
}{
	vvv:  {"vvv", func(a *Assembler, o *operands) { a.VVV(o.op, o.w, o.v(0), o.v(1), o.v(2), o.opts...) }},
	vvm:  {"vvm", func(a *Assembler, o *operands) { a.VVM(o.op, o.w, o.v(0), o.v(1), o.mem, o.opts...) }},
	vv:   {"vv", func(a *Assembler, o *operands) { a.VV(o.op, o.w, o.v(0), o.v(1), o.opts...) }},
	vm:   {"vm", func(a *Assembler, o *operands) { a.VM(o.op, o.w, o.v(0), o.mem, o.opts...) }},
	mv:   {"mv", func(a *Assembler, o *operands) { a.MV(o.op, o.w, o.mem, o.v(1), o.opts...) }},
	vmv:  {"vmv", func(a *Assembler, o *operands) { a.VMV(o.op, o.w, o.v(0), o.mem, o.v(2)) }},
	mvv:  {"mvv", func(a *Assembler, o *operands) { a.MVV(o.op, o.w, o.mem, o.v(1), o.v(2)) }},
	vvvv: {"vvvv", func(a *Assembler, o *operands) { a.VVVV(o.op, o.w, o.v(0), o.v(1), o.v(2), o.v(3)) }},
	vvmv: {"vvmv", func(a *Assembler, o *operands) { a.VVMV(o.op, o.w, o.v(0), o.v(1), o.mem, o.v(3)) }},
	vr:   {"vr", func(a *Assembler, o *operands) { a.VR(o.op, o.w, o.v(0), o.g(1), o.opts...) }},
	rv:   {"rv", func(a *Assembler, o *operands) { a.RV(o.op, o.w, o.g(0), o.v(1)) }},
	vvr:  {"vvr", func(a *Assembler, o *operands) { a.VVR(o.op, o.w, o.v(0), o.v(1), o.g(2)) }},
	kvv:  {"kvv", func(a *Assembler, o *operands) { a.KVV(o.op, o.w, o.k(0), o.v(1), o.v(2), o.opts...) }},
	kvm:  {"kvm", func(a *Assembler, o *operands) { a.KVM(o.op, o.w, o.k(0), o.v(1), o.mem, o.opts...) }},
	kv:   {"kv", func(a *Assembler, o *operands) { a.KV(o.op, o.w, o.k(0), o.v(1), o.opts...) }},
	vk:   {"vk", func(a *Assembler, o *operands) { a.VK(o.op, o.w, o.v(0), o.k(1)) }},
	kkk:  {"kkk", func(a *Assembler, o *operands) { a.KKK(o.op, o.k(0), o.k(1), o.k(2)) }},
	kk:   {"kk", func(a *Assembler, o *operands) { a.KK(o.op, o.k(0), o.k(1), o.opts...) }},
	km:   {"km", func(a *Assembler, o *operands) { a.KM(o.op, o.k(0), o.mem) }},
	mk:   {"mk", func(a *Assembler, o *operands) { a.MK(o.op, o.mem, o.k(1)) }},
	kr:   {"kr", func(a *Assembler, o *operands) { a.KR(o.op, o.k(0), o.g(1)) }},
	rk:   {"rk", func(a *Assembler, o *operands) { a.RK(o.op, o.g(0), o.k(1)) }},
}

func (s *sampler) vector(op VOp, e enc, f form, w Width) {
	o := operands{op: op, w: w, mem: s.memory()}
	vectors := 32
	if e&evex == 0 || s.often() {
		vectors = 16
	}
	for i := range o.r {
		o.r[i] = uint8(s.pick(vectors))
	}
	if e&vectored != 0 { // its registers differ
		o.r[0] = uint8(s.pick(vectors / 4))
		o.r[2] = o.r[0] + uint8(vectors/4)
		o.mem = AtVec(s.reg(), Vec(o.r[0])+Vec(vectors/2), s.scale(), s.disp())
	}
	for i, letter := range methods[f].letters {
		switch letter {
		case 'k':
			o.r[i] %= 8
		case 'r':
			o.r[i] %= 16
		}
	}
	mask := s.options(&o, e, f)
	s.add(o.text(e, f, mask), func(start Label) {
		if o.mem.Label != 0 {
			o.mem.Label = start
		}
		methods[f].write(s.a, &o)
	})
}

// options draws what e allows, and returns how a mask reads.
func (s *sampler) options(o *operands, e enc, f form) (mask string) {
	if e&takesImm != 0 && f != vvvv && f != vvmv {
		o.opts = append(o.opts, Imm(uint8(s.pick(256))))
	}
	if e&bcMask != 0 && e&evex != 0 && s.often() {
		o.mem = o.mem.Splat()
	}
	if e&evex == 0 || e&noMask != 0 || e&needMask == 0 && s.often() {
		return ""
	}
	k := Mask(1 + s.pick(7))
	if e&noZero == 0 && f != mv && s.often() {
		o.opts = append(o.opts, Zeroed(k))
		return fmt.Sprintf("{k%d}{z}", k)
	}
	o.opts = append(o.opts, Masked(k))
	return fmt.Sprintf("{k%d}", k)
}

const bcMask = bc32 | bc64

// narrow lists the operands that are not as wide as their instruction: by how much, in halvings.
var narrow = []struct {
	name    *regexp.Regexp
	operand int
	by      Width
}{
	{regexp.MustCompile(`^vcvt(t?pd2u?dq|u?qq2ps|pd2ps)$`), 0, 1},
	{regexp.MustCompile(`^vcvt(ps2pd|u?dq2pd|t?ps2u?qq)$`), 1, 1},
	{regexp.MustCompile(`^vpmov[sz]x(bw|wd|dq)$`), 1, 1},
	{regexp.MustCompile(`^vpmov[sz]x(bd|wq|bq)$`), 1, 2},
	{regexp.MustCompile(`^vpmov(wb|dw|qd)$`), 0, 1},
	{regexp.MustCompile(`^vpmov(db|qw|qb)$`), 0, 2},
	{regexp.MustCompile(`^vp(sll|srl|sra)[dq]$`), 2, 2},
	{regexp.MustCompile(`^vp?broadcast`), 1, 2},
	{regexp.MustCompile(`^vextractf(128|64x2)$`), 0, 2},
	{regexp.MustCompile(`^vextractf(32x8|64x4)$`), 0, 1},
	{regexp.MustCompile(`^vinsertf(128|64x2)$`), 2, 2},
	{regexp.MustCompile(`^vinsertf(32x8|64x4)$`), 2, 1},
	{regexp.MustCompile(`^vp?gatherq(ps|d)$`), 0, 1},
	{regexp.MustCompile(`^vp?gatherq(ps|d)$`), 2, 1},
	{regexp.MustCompile(`^vp?gatherd(pd|q)$`), 1, 1},
	{regexp.MustCompile(`^vp?scatterq(ps|d)$`), 1, 1},
	{regexp.MustCompile(`^vp?scatterd(pd|q)$`), 0, 1},
}

func (o *operands) width(operand int) Width {
	w, name := o.w, o.op.String()
	for _, n := range narrow {
		if n.operand == operand && n.name.MatchString(name) {
			w -= min(w, n.by)
		}
	}
	return max(w, min(o.w, X))
}

var quadInteger = regexp.MustCompile(`(si2s[sd]|s[sd]2u?si)q$|^(vmov|kmov|vpbroadcast)q$`)

// text is how the instruction reads.
func (o *operands) text(e enc, f form, mask string) string {
	name := o.op.String()
	integer := names32
	if quadInteger.MatchString(name) {
		integer = names64
		if strings.Contains(name, "si") {
			name = strings.TrimSuffix(name, "q")
		}
	}
	var parts []string
	for i, letter := range methods[f].letters {
		switch letter {
		case 'v':
			parts = append(parts, fmt.Sprintf("%s%d", widthNames[o.width(i)], o.r[i]))
		case 'k':
			parts = append(parts, fmt.Sprintf("k%d", o.r[i]))
		case 'r':
			parts = append(parts, integer[o.r[i]])
		case 'm':
			parts = append(parts, o.memoryText(e, o.width(i)))
		}
	}
	parts[0] += mask
	for _, opt := range o.opts {
		if opt&optImm != 0 {
			parts = append(parts, fmt.Sprint(uint8(opt>>immAt)))
		}
	}
	return name + " " + strings.Join(parts, ", ")
}

// unitIsElement matches instructions whose unit of displacements is an element though they access more.
var unitIsElement = regexp.MustCompile(`^vp?(compress|expand)`)

func (o *operands) memoryText(e enc, index Width) string {
	whole := o.mem
	whole.Broadcast = false
	unit, all := e.unit(o.w, &o.mem), e.unit(o.w, &whole)
	switch name := o.op.String(); {
	case strings.HasPrefix(name, "kmov"):
		unit = uint8(o.op - KMOVB)
	case unitIsElement.MatchString(name):
		unit = 4 + o.w.length()
	}
	text := memoryText(o.mem, 1<<unit, index)
	if o.mem.Broadcast {
		text += fmt.Sprintf("{1to%d}", 1<<(all-unit))
	}
	return text
}
