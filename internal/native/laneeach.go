package native

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// What has no instruction for lanes is done lane by lane, through memory on the stack. That is slow but lets the rest of
// a loop be fast.

// spares is how many IDs for values of its own a lowering has above those of the function.
const spares = 3

// onStack is the place of element i of operand k on the stack. What is before is for divisions.
func onStack(k, i int, elem uint8) memory {
	return memory{stack: true, disp: int32(exec.ScratchOffset + 64*(k+1) + i*int(elem))}
}

// spill stores a vector as operand k.
func (l *lowering) spill(s shape, x reg, k int) {
	l.add(inst{form: formMV, op: s.packed(amd64.VMOVUPS), width: s.width, mem: onStack(k, 0, s.elem), a: x})
}

// fill loads a vector that is there as operand k.
func (l *lowering) fill(s shape, k int) reg {
	z := l.newVector(s)
	l.add(inst{form: formVM, op: s.packed(amd64.VMOVUPS), width: s.width, dst: z, mem: onStack(k, 0, s.elem)})
	return z
}

// eachLane translates a value lane by lane. There are no bools among its operands.
func (l *lowering) eachLane(v *loop.Value, x [3]reg) reg {
	one := &loop.Value{Op: v.Op, Type: v.Type}
	for k, a := range v.Args {
		l.spill(l.shapeOf(a.Type), x[k], k)
		one.Args = append(one.Args, &loop.Value{ID: l.f.Values + k, Op: loop.Var, Type: a.Type})
	}
	s := l.shapeOf(v.Type)
	for i := range l.lanes.n {
		for k, a := range one.Args {
			l.bind(a, l.loadFrom(a.Type, onStack(k, i, uint8(a.Type.Size()))))
		}
		var z reg
		if v.Type.IsFloat() {
			z = l.float(one)
		} else {
			z = l.integer(one)
		}
		l.storeTo(v.Type, onStack(spares, i, s.elem), z)
	}
	return l.fill(s, spares)
}

// scatterEach stores lane by lane.
func (l *lowering) scatterEach(s shape, p spread, m memory, x reg, u int) {
	l.spill(s, x, 0)
	index := l.indexVector(p, u)
	wide := l.shapeOf(array.Int64)
	if index != 0 {
		l.spill(wide, index, 1)
		m = l.baseOnly(m)
	}
	m = l.within(m)
	for i := range l.lanes.active() {
		to := m
		if index != 0 {
			to.index, to.scale = l.loadFrom(array.Int64, onStack(1, i, wide.elem)), s.elem
		} else {
			to.disp += int32(i * p.stride * int(s.elem))
		}
		l.storeTo(s.t, to, l.loadFrom(s.t, onStack(0, i, s.elem)))
	}
}

// gatherEach loads bools lane by lane, as integers of 32 or 64 bits.
func (l *lowering) gatherEach(s shape, p spread, m memory, u int) reg {
	index := l.indexVector(p, u)
	wide := l.shapeOf(array.Int64)
	if index != 0 {
		l.spill(wide, index, 1)
		m = l.baseOnly(m)
	}
	m = l.within(m)
	t := array.Int32
	if s.elem == 8 {
		t = array.Int64
	}
	for i := range l.lanes.n {
		from := m
		if index != 0 {
			from.index, from.scale = l.loadFrom(array.Int64, onStack(1, i, wide.elem)), 1
		} else {
			from.disp += int32(i * p.stride)
		}
		l.storeTo(t, onStack(0, i, s.elem), l.loadFrom(array.Bool, from))
	}
	return l.fill(s, 0)
}

// within returns the same place with a displacement that has room for more.
func (l *lowering) within(m memory) memory {
	if m.disp>>30 == m.disp>>31 {
		return m
	}
	return l.sole(m)
}
