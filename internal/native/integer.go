package native

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Integers of 32 bits are in the lower halves of general registers; what is above them is arbitrary. Bools are 0 or 1.

// sizeOf returns the size of operations on integers of a type.
func sizeOf(t array.DType) amd64.Size {
	if t.Size() == 8 {
		return amd64.Qword
	}
	return amd64.Dword
}

// integer returns a register with an integer or a bool.
func (l *lowering) integer(v *loop.Value) reg {
	switch v.Op {
	case loop.Eq, loop.Ne, loop.Lt, loop.Le:
		z := l.newGeneral()
		l.compare(v, z)
		return z
	case loop.Select:
		return l.selectInteger(v)
	case loop.Convert:
		return l.toInteger(v)
	case loop.Bitcast:
		return l.bitsOf(v)
	case loop.Shl, loop.Shr:
		return l.shift(v)
	case loop.Div, loop.Rem:
		return l.divide(v)
	case loop.Min, loop.Max:
		return l.smaller(v)
	}
	if v.Op.Arity() == 1 {
		return l.unaryInteger(v)
	}
	return l.binaryInteger(v)
}

var binaryOps = [...]amd64.Op{
	loop.Add: amd64.ADD, loop.Sub: amd64.SUB, loop.Mul: amd64.IMUL,
	loop.And: amd64.AND, loop.Or: amd64.OR, loop.Xor: amd64.XOR,
}

func (l *lowering) binaryInteger(v *loop.Value) reg {
	if z, ok := l.rotate(v); ok {
		return z
	}
	x, y := v.Args[0], v.Args[1]
	if _, ok := l.small(x); ok && v.Op != loop.Sub {
		x, y = y, x
	}
	in := inst{form: formRRR2, op: uint16(binaryOps[v.Op]), size: sizeOf(v.Type), a: l.scalar(x)}
	if c, ok := l.small(y); ok {
		in.form, in.imm = formRRI2, c
		if v.Op == loop.Mul {
			in.form = formRRI
		}
	} else {
		in.b = l.scalar(y)
	}
	in.dst = l.newGeneral()
	if in.form == formRRR2 {
		l.addFolded(in, v.Op != loop.Sub)
	} else {
		l.add(in)
	}
	return in.dst
}

func (l *lowering) unaryInteger(v *loop.Value) reg {
	x, z := l.scalar(v.Args[0]), l.newGeneral()
	in := inst{form: formRR2, size: sizeOf(v.Type), dst: z, a: x}
	switch v.Op {
	case loop.Neg:
		in.op = uint16(amd64.NEG)
	case loop.Not:
		in.op = uint16(amd64.NOT)
		if v.Type == array.Bool {
			in.form, in.op, in.imm = formRRI2, uint16(amd64.XOR), 1
		}
	case loop.Popcount:
		in.form, in.op = formRR, uint16(amd64.POPCNT)
	case loop.Abs:
		if v.Type.IsUnsigned() {
			return x
		}
		in.op, in.dst = uint16(amd64.NEG), l.newGeneral()
		l.add(in)
		in = inst{form: formCmov, cond: amd64.CondNS, size: in.size, dst: z, a: x, b: in.dst} // signed: of -x
	default:
		l.fail("operation %v of %v", v.Op, v.Type)
	}
	l.add(in)
	return z
}

// flags compares two integers and returns the condition that holds if op does.
func (l *lowering) flags(op loop.Op, x, y *loop.Value) amd64.Cond {
	in := inst{form: formCmp, size: sizeOf(x.Type), a: l.scalar(x)}
	if c, ok := l.small(y); ok {
		in.form, in.imm = formCmpI, c
	} else {
		in.b = l.scalar(y)
	}
	l.add(in)
	switch {
	case op == loop.Eq:
		return amd64.CondE
	case op == loop.Ne:
		return amd64.CondNE
	case op == loop.Lt && x.Type.IsSigned():
		return amd64.CondL
	case op == loop.Le && x.Type.IsSigned():
		return amd64.CondLE
	case op == loop.Lt:
		return amd64.CondB
	}
	return amd64.CondBE
}

// compare sets z to 1 if a comparison holds and to 0 if not.
func (l *lowering) compare(v *loop.Value, z reg) {
	x, y := v.Args[0], v.Args[1]
	if !x.Type.IsFloat() {
		l.add(inst{form: formSet, cond: l.flags(v.Op, x, y), dst: z})
		return
	}
	switch v.Op {
	case loop.Lt, loop.Le: // the other way round, so that NaN is false
		l.floatFlags(y, x)
		l.add(inst{form: formSet, cond: above(v.Op), dst: z})
		return
	}
	l.floatFlags(x, y)
	equal, ordered := l.newGeneral(), l.newGeneral()
	in := inst{form: formRRR2, op: uint16(amd64.AND), size: amd64.Dword, dst: z, a: equal, b: ordered}
	cond, parity := amd64.CondE, amd64.CondNP
	if v.Op == loop.Ne {
		in.op, cond, parity = uint16(amd64.OR), amd64.CondNE, amd64.CondP
	}
	l.add(inst{form: formSet, cond: cond, dst: equal})
	l.add(inst{form: formSet, cond: parity, dst: ordered})
	l.add(in)
}

func (l *lowering) floatFlags(x, y *loop.Value) {
	op := pick(uint8(x.Type.Size()), amd64.VUCOMISS, amd64.VUCOMISD)
	a := l.scalar(x)
	l.add(inst{form: formFlags, op: op, a: a, b: l.scalar(y)})
}

// test sets the flags so that CondNE holds if v, a bool, is true.
func (l *lowering) test(v *loop.Value) amd64.Cond {
	x := l.scalar(v)
	l.add(inst{form: formTest, size: amd64.Dword, a: x, b: x})
	return amd64.CondNE
}

func (l *lowering) selectInteger(v *loop.Value) reg {
	x := l.scalar(v.Args[1])
	return l.choose(v.Args[0], x, l.scalar(v.Args[2]))
}

// smaller translates Min and Max of integers and bools.
func (l *lowering) smaller(v *loop.Value) reg {
	x, y := v.Args[0], v.Args[1]
	a, b := l.scalar(x), l.scalar(y)
	z := l.newGeneral()
	c := l.flags(loop.Lt, x, y)
	if v.Op == loop.Min {
		a, b = b, a
	}
	l.add(inst{form: formCmov, cond: c, size: amd64.Qword, dst: z, a: a, b: b}) // Max: y if x < y
	return z
}

func (l *lowering) shift(v *loop.Value) reg {
	size := sizeOf(v.Type)
	bits := int64(size) * 8
	signed := v.Op == loop.Shr && v.Type.IsSigned()
	op2, op3 := amd64.SHL, amd64.SHLX
	if v.Op == loop.Shr {
		op2, op3 = amd64.SHR, amd64.SHRX
	}
	if signed {
		op2, op3 = amd64.SAR, amd64.SARX
	}
	x, z := l.scalar(v.Args[0]), l.newGeneral()
	if n, ok := l.number(v.Args[1]); ok {
		switch {
		case uint64(n) < uint64(bits):
			l.add(inst{form: formRRI2, op: uint16(op2), size: size, dst: z, a: x, imm: n})
		case signed:
			l.add(inst{form: formRRI2, op: uint16(op2), size: size, dst: z, a: x, imm: bits - 1})
		default:
			l.add(inst{form: formImm, dst: z})
		}
		return z
	}
	y := l.scalar(v.Args[1])
	shifted, beyond := l.newGeneral(), reg(0)
	if signed {
		beyond = l.newGeneral()
		l.add(inst{form: formRRI2, op: uint16(amd64.SAR), size: size, dst: beyond, a: x, imm: bits - 1})
	} else {
		beyond = l.integerConstant(0)
	}
	l.add(inst{form: formRRR, op: uint16(op3), size: size, dst: shifted, a: x, b: y})
	l.add(inst{form: formCmpI, size: size, a: y, imm: bits})
	l.add(inst{form: formCmov, cond: amd64.CondB, size: amd64.Qword, dst: z, a: beyond, b: shifted})
	return z
}

// divide translates Div and Rem. The machine faults for a divisor of 0 and for the least number by -1.
//
// A quotient by 0 becomes 0/1; then x - 0·0 = x is the remainder. One by -1 becomes -x, whose remainder is 0.
func (l *lowering) divide(v *loop.Value) reg {
	x, y := l.scalar(v.Args[0]), l.scalar(v.Args[1])
	size := sizeOf(v.Type)
	one, zero := l.integerConstant(1), l.integerConstant(0)
	op := amd64.DIV
	if v.Type.IsSigned() {
		op = amd64.IDIV
	}
	num, den := l.newGeneral(), l.newGeneral()
	l.add(inst{form: formTest, size: size, a: y, b: y})
	l.add(inst{form: formCmov, cond: amd64.CondE, size: amd64.Qword, dst: num, a: x, b: zero})
	l.add(inst{form: formCmov, cond: amd64.CondE, size: amd64.Qword, dst: den, a: y, b: one})
	if op == amd64.IDIV {
		negated, safe := l.newGeneral(), l.newGeneral()
		l.add(inst{form: formRR2, op: uint16(amd64.NEG), size: size, dst: negated, a: num})
		l.add(inst{form: formCmpI, size: size, a: den, imm: -1})
		minus, plus := l.newGeneral(), den
		l.add(inst{form: formCmov, cond: amd64.CondE, size: amd64.Qword, dst: minus, a: num, b: negated})
		l.add(inst{form: formCmov, cond: amd64.CondE, size: amd64.Qword, dst: safe, a: plus, b: one})
		num, den = minus, safe
	}
	q := l.newGeneral()
	l.add(inst{form: formDiv, op: uint16(op), size: size, dst: q, a: num, b: den})
	if v.Op == loop.Div {
		return q
	}
	product, z := l.newGeneral(), l.newGeneral()
	l.add(inst{form: formRRR2, op: uint16(amd64.IMUL), size: size, dst: product, a: q, b: y})
	l.add(inst{form: formRRR2, op: uint16(amd64.SUB), size: size, dst: z, a: x, b: product})
	return z
}

// bitsOf translates a Bitcast to an integer.
func (l *lowering) bitsOf(v *loop.Value) reg {
	x := l.scalar(v.Args[0])
	if !v.Args[0].Type.IsFloat() {
		return x
	}
	z := l.newGeneral()
	l.add(inst{form: formRV, op: pick(uint8(v.Type.Size()), amd64.VMOVD, amd64.VMOVQ), dst: z, a: x})
	return z
}
