package native

import (
	"math"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Each lane of each copy reduces its share of the iterations. The accumulators are then added up in pairs, the lanes of
// the sum in halves, and to that Init. Where x op x = x, they begin with Init itself, as sums from zero do, and otherwise with
// what leaves x as it is: for sums of floats that is -0, since 0 + -0 is 0.

// accumulators returns a register for each Carry and copy, set to its first value.
func (l *lowering) accumulators(f *loop.For, copies int) [][]reg {
	accs := make([][]reg, len(f.Carry))
	for k, c := range f.Carry {
		first := l.splat(l.identity(c))
		for range copies {
			r := l.newInner(l.regs[first].class, l.regs[first].width)
			l.move(r, first)
			accs[k] = append(accs[k], r)
		}
	}
	return accs
}

// beginsAll reports whether all accumulators may begin with what the reduction begins with: x op x = x.
func beginsAll(c *loop.Carry) bool {
	switch c.Combine {
	case loop.Min, loop.Max, loop.And, loop.Or:
		return true
	case loop.Add:
		return c.Init.Op == loop.Const && c.Init.Bits == 0
	}
	return false
}

// identity returns what an accumulator begins with.
func (l *lowering) identity(c *loop.Carry) *loop.Value {
	t := c.Var.Type
	if beginsAll(c) {
		return c.Init
	}
	z := &loop.Value{Op: loop.Const, Type: t}
	switch {
	case c.Combine == loop.Add && t == array.Float64:
		z.Bits = 1 << 63
	case c.Combine == loop.Add && t == array.Float32:
		z.Bits = 1 << 31
	case c.Combine == loop.Mul && t == array.Float64:
		z.Bits = math.Float64bits(1)
	case c.Combine == loop.Mul && t == array.Float32:
		z.Bits = uint64(math.Float32bits(1))
	case c.Combine == loop.Mul:
		z.Bits = 1
	}
	return z
}

// accumulate sets an accumulator to its next value, in the lanes that count.
func (l *lowering) accumulate(c *loop.Carry, acc, next reg) {
	k := l.lanes.mask
	switch {
	case l.lanes.few > 0:
		l.keepFew(l.shapeOf(c.Var.Type), acc, next)
	case c.Var.Type == array.Bool:
		x, y := l.newReg(mask, 0), l.newReg(mask, 0)
		l.add(inst{form: formKKK, op: uint16(amd64.KANDW), dst: x, a: k, b: next})
		l.add(inst{form: formKKK, op: uint16(amd64.KANDNW), dst: y, a: k, b: acc})
		l.add(inst{form: formKKK, op: uint16(amd64.KORW), dst: acc, a: x, b: y})
	default:
		s := l.shapeOf(c.Var.Type)
		l.add(inst{form: formVV, op: s.packed(amd64.VMOVAPS), width: s.width, dst: acc, a: next, k: k, merge: true})
	}
}

// whole reports whether all lanes count.
func (v *lanes) whole() bool { return v.mask == 0 && v.few == 0 }

// addsZeros reports whether lanes that do not count add nothing to a sum from zero anyway: products of what is loaded are zero there.
func (l *lowering) addsZeros(c *loop.Carry) bool {
	next := c.Next
	if c.Combine != loop.Add || !c.Var.Type.IsFloat() || !beginsAll(c) {
		return false
	}
	loaded := func(v *loop.Value) bool {
		return v.Op == loop.Load && l.varying(&v.At) && l.spread(&v.At).contiguous()
	}
	switch next.Op {
	case loop.FMA:
		return next.Args[2] == c.Var && loaded(next.Args[0]) && loaded(next.Args[1])
	case loop.Add:
		return next.Args[0] == c.Var && loaded(next.Args[1])
	}
	return false
}

// reduce adds up the accumulators and returns, for each Carry, a register of one element, which has not met Init yet. It is in the
// class of the type outside of lanes.
func (l *lowering) reduce(f *loop.For, accs [][]reg) []reg {
	sums := make([]reg, len(f.Carry))
	for k, c := range f.Carry {
		x := l.reduceCopies(c, accs[k])
		if c.Var.Type == array.Bool {
			sums[k] = l.reduceBools(c.Combine, x)
		} else {
			sums[k] = l.reduceLanes(c.Combine, l.shapeOf(c.Var.Type), x)
		}
	}
	return sums
}

// reduceCopies reduces accumulators to one.
func (l *lowering) reduceCopies(c *loop.Carry, list []reg) reg {
	for len(list) > 1 {
		half := (len(list) + 1) / 2
		for i := half; i < len(list); i++ {
			list[i-half] = l.combine(c.Combine, l.shapeOf(c.Var.Type), list[i-half], list[i])
		}
		list = list[:half]
	}
	return list[0]
}

// combine applies the op of a reduction to vectors.
func (l *lowering) combine(op loop.Op, s shape, x, y reg) reg {
	switch {
	case s.t == array.Bool:
		return l.laneBool(op, x, y)
	case s.t.IsFloat():
		return l.floatOp(op, s, [3]reg{x, y})
	}
	return l.laneInteger(op, s, x, y)
}

// reduceLanes reduces a vector to its lowest element.
func (l *lowering) reduceLanes(op loop.Op, s shape, x reg) reg {
	for n := l.lanes.n; n > 1; n /= 2 {
		x = l.halve(op, s, x, n)
	}
	if s.t.IsFloat() {
		return x
	}
	z := l.newGeneral()
	l.add(inst{form: formRV, op: pick(s.elem, amd64.VMOVD, amd64.VMOVQ), dst: z, a: x})
	return z
}

// halve combines the upper half of a vector of n elements with the lower one.
func (l *lowering) halve(op loop.Op, s shape, x reg, n int) reg {
	h := s
	h.width = widthOf(n * int(s.elem))
	half := h
	half.width = widthOf(n * int(s.elem) / 2)
	y := l.newVector(half)
	in := inst{form: formVV, width: h.width, dst: y, a: x, opt: amd64.Imm(1)}
	switch bytes := n * int(s.elem); {
	case bytes == 64:
		in.op = uint16(amd64.VEXTRACTF64X4)
	case bytes == 32 && l.avx512:
		in.op = uint16(amd64.VEXTRACTF64X2)
	case bytes == 32:
		in.op = uint16(amd64.VEXTRACTF128)
	case bytes == 16: // exchange the halves
		in.form, in.op, in.b = formVVV, uint16(amd64.VSHUFPD), x
	default: // exchange neighbors
		const swap = 1 | 0<<2 | 3<<4 | 2<<6
		in.form, in.op, in.b, in.opt = formVVV, uint16(amd64.VSHUFPS), x, amd64.Imm(swap)
	}
	l.add(in)
	return l.combine(op, half, x, y)
}

// finish binds the result of each Carry.
func (l *lowering) finish(f *loop.For, sums []reg) {
	for k, c := range f.Carry {
		if beginsAll(c) {
			l.bind(c.Out, sums[k])
			continue
		}
		x := &loop.Value{ID: c.Out.ID, Op: loop.Result, Type: c.Out.Type}
		l.bind(x, sums[k])
		sum := &loop.Value{Op: c.Combine, Type: c.Out.Type, Args: []*loop.Value{c.Init, x}}
		if c.Out.Type.IsFloat() {
			l.bind(c.Out, l.float(sum))
		} else {
			l.bind(c.Out, l.integer(sum))
		}
	}
}
