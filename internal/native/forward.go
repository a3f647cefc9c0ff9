package native

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Memory would pass scalars on to lanes slowly: a load of several elements waits until their stores have left the
// processor's store buffer. So what is stored as scalars and loaded as a vector, or the other way round, goes from
// register to register, if both happen in code without jumps between, at places that are known. The store stays.

// element is a place in memory: a buffer's ID, and bytes as (*lowering).terms counts them.
type element struct {
	buffer int
	at     int64
}

// lane is where a stored float64 still is.
type lane struct {
	reg  reg
	lane int   // of the register
	time int32 // when that was so
}

// forwarded is which registers hold what has been stored since the last jump or label.
type forwarded map[element]lane

// stored notes that elements from an address on are in the lanes of x, whose width is given: Scalar for one.
func (l *lowering) stored(at *loop.Address, x reg, width amd64.Width) {
	if at.Buffer.Type != array.Float64 {
		return
	}
	first, ok := l.place(at)
	switch {
	case !ok:
		l.forget(at.Buffer)
	case width == amd64.Z || l.regs[x].origin != computed:
		for k := range widthBytes(width) / 8 {
			delete(l.forwarded, element{first.buffer, first.at + int64(8*k)})
		}
	default:
		for k := range max(1, widthBytes(width)/8) {
			l.forwarded[element{first.buffer, first.at + int64(8*k)}] = lane{x, k, l.clock}
		}
	}
}

// place returns where an address is, if that is known now.
func (l *lowering) place(at *loop.Address) (element, bool) {
	var space [8]term
	disp, terms := l.terms(at, space[:0])
	return element{at.Buffer.ID, disp}, len(terms) == 0
}

// forget notes that a buffer may hold anything.
func (l *lowering) forget(b *loop.Buffer) {
	for e := range l.forwarded {
		if e.buffer == b.ID {
			delete(l.forwarded, e)
		}
	}
}

// holder returns where an element is.
func (l *lowering) holder(e element) (lane, bool) {
	h, ok := l.forwarded[e]
	return h, ok && l.regs[h.reg].changed <= h.time
}

// extracted returns a register with an element that is in a lane of another one, or 0.
func (l *lowering) extracted(at *loop.Address) reg {
	if len(l.forwarded) == 0 || at.Buffer.Type != array.Float64 {
		return 0
	}
	e, ok := l.place(at)
	if !ok {
		return 0
	}
	h, ok := l.holder(e)
	if !ok {
		return 0
	}
	x := h.reg
	if h.lane > 1 {
		x = l.upper(x)
	}
	z := l.newReg(vector, amd64.X)
	if h.lane&1 == 0 {
		l.move(z, x)
	} else {
		l.add(inst{form: formVVV, op: uint16(amd64.VSHUFPD), width: amd64.X, dst: z, a: x, b: x, opt: amd64.Imm(1)})
	}
	return z
}

// assembled returns a register with neighboring elements that are the lowest ones of others, or 0.
func (l *lowering) assembled(at *loop.Address, width amd64.Width) reg {
	if len(l.forwarded) == 0 || at.Buffer.Type != array.Float64 || width != amd64.Y || l.lanes.mask != 0 {
		return 0
	}
	first, ok := l.place(at)
	if !ok {
		return 0
	}
	var x [4]reg
	for k := range x {
		h, ok := l.holder(element{first.buffer, first.at + int64(8*k)})
		if !ok || h.lane != 0 {
			return 0
		}
		x[k] = h.reg
	}
	return l.joined(l.pair(x[0], x[1]), l.pair(x[2], x[3]))
}

// joined returns a register with the lower halves of two.
func (l *lowering) joined(low, high reg) reg {
	z := l.newReg(vector, amd64.Y)
	op := amd64.VINSERTF128
	if l.avx512 {
		op = amd64.VINSERTF64X2
	}
	l.add(inst{form: formVVV, op: uint16(op), width: amd64.Y, dst: z, a: low, b: high, opt: amd64.Imm(1)})
	return z
}

// pair returns a register with the lowest elements of two.
func (l *lowering) pair(x, y reg) reg {
	return l.shuffle(amd64.VSHUFPD, amd64.X, x, y, 0)
}
