package native

import (
	"slices"

	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Four sums that a loop makes side by side, and that are stored side by side, as those of some rows of a matrix, are taken from
// the lanes together: by fewer instructions than one after the other, and one store.

// together is how many sums that are.
const together = 4

// sideBySide returns the stores of what a loop sums up, if they follow and can be done as one.
func (l *lowering) sideBySide(f *loop.For, following []loop.Stmt) []*loop.Store {
	if len(f.Carry) != together || len(following) < together {
		return nil
	}
	stores := make([]*loop.Store, together)
	for k, c := range f.Carry {
		st, ok := following[k].(*loop.Store)
		if !ok || st.X != c.Out || l.uses[c.Out.ID] != 1 || c.Combine != loop.Add || !beginsAll(c) || !c.Out.Type.IsFloat() {
			return nil
		}
		stores[k] = st
		first := &stores[0].At
		if st.At.Buffer != first.Buffer || st.At.Offset != first.Offset+k || !slices.Equal(st.At.Terms, first.Terms) {
			return nil
		}
	}
	return stores
}

// storeSums stores the sums of accumulators.
func (l *lowering) storeSums(f *loop.For, accs [][]reg, stores []*loop.Store) {
	l.lanes.mask, l.lanes.few = 0, 0
	s := l.shapeOf(f.Carry[0].Var.Type)
	var x [together]reg
	n := l.lanes.n
	for k, c := range f.Carry {
		x[k] = l.reduceCopies(c, accs[k])
	}
	l.lanes = nil
	l.unmark(f)
	sums := l.transpose(s, x, n)
	st := stores[0]
	l.begin(st)
	width := widthOf(together * int(s.elem))
	l.add(inst{form: formMV, op: s.packed(amd64.VMOVUPS), width: width, mem: l.address(&st.At), a: sums})
	l.stored(&st.At, sums, width)
	l.stores = together
}

// transpose returns a vector of the sums of the n lanes of four, which are of 16 bytes or more.
func (l *lowering) transpose(s shape, x [together]reg, n int) reg {
	parts := func(v reg) reg { // adds up what is in each 16 bytes
		for k := n; k*int(s.elem) > 16; k /= 2 {
			v = l.halve(loop.Add, s, v, k)
		}
		return v
	}
	if s.elem == 4 {
		return parts(l.pairSums(s, l.pairSums(s, x[0], x[1]), l.pairSums(s, x[2], x[3])))
	}
	return l.joined(parts(l.pairSums(s, x[0], x[1])), parts(l.pairSums(s, x[2], x[3])))
}

// pairSums adds neighbors: in each 16 bytes of the result, those of x are the lower half and those of y the upper one.
func (l *lowering) pairSums(s shape, x, y reg) reg {
	op, even, odd := amd64.VSHUFPD, uint8(0), uint8(0b11111111)
	if s.elem == 4 {
		op, even, odd = amd64.VSHUFPS, 0|2<<2|0<<4|2<<6, 1|3<<2|1<<4|3<<6
	}
	return l.combine(loop.Add, s, l.shuffle(op, s.width, x, y, even), l.shuffle(op, s.width, x, y, odd))
}
