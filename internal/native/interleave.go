package native

import (
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Lanes that go down the rows of a matrix of four columns access elements that do not lie side by side; but if they access all
// four columns, all rows are whole vectors. These are loaded or stored as they are, and transposed in registers. So are
// four columns of any matrix.

// square is how many rows and columns are transposed at a time: as many float64 as 32 bytes have.
const square = 4

// interleaved translates the first statements of a list for a copy if they access such columns, and returns how many these are.
func (l *lowering) interleaved(list []loop.Stmt, u int) int {
	if len(list) < square || !l.lanes.whole() || l.lanes.n%square != 0 {
		return 0
	}
	var at [square]*loop.Address
	var loads, stores [square]*loop.Value
	for k, s := range list[:square] {
		switch s := s.(type) {
		case *loop.Value:
			at[k], loads[k] = &s.At, s
		case *loop.Store:
			at[k], stores[k] = &s.At, s.X
		}
	}
	isLoad := func(v *loop.Value) bool { return v != nil && v.Op == loop.Load && v.Type == array.Float64 }
	isStored := func(v *loop.Value) bool { return v != nil && v.Type == array.Float64 }
	switch {
	case all(loads, isLoad) && l.areColumns(at):
		l.begin(list[0])
		l.loadColumns(loads, u)
	case all(stores, isStored) && l.areColumns(at):
		l.begin(list[0])
		l.storeColumns(at[0], stores, u)
	default:
		return 0
	}
	return square
}

func all(values [square]*loop.Value, is func(v *loop.Value) bool) bool {
	return !slices.ContainsFunc(values[:], func(v *loop.Value) bool { return !is(v) })
}

// areColumns reports whether the addresses lie side by side, and those of the lanes some way apart.
func (l *lowering) areColumns(at [square]*loop.Address) bool {
	first := at[0]
	for k, a := range at {
		if a.Buffer != first.Buffer || a.Offset != first.Offset+k || !slices.Equal(a.Terms, first.Terms) {
			return false
		}
	}
	p := l.spread(first)
	apart := max(p.stride, -p.stride)
	return apart >= square && len(p.terms) == 0 && apart*l.lanes.n*8 <= math.MaxInt32/2
}

// row returns the memory of what a lane has at an address.
func (l *lowering) row(at *loop.Address, lane int) memory {
	m := l.within(l.address(at))
	m.disp += int32(lane * l.spread(at).stride * 8)
	return m
}

func (l *lowering) loadColumns(loads [square]*loop.Value, u int) {
	var halves [2][square]reg
	parts := l.lanes.n / square
	for h := range parts {
		var rows [square]reg
		for i := range rows {
			rows[i] = l.newReg(vector, amd64.Y)
			l.add(inst{form: formVM, op: uint16(amd64.VMOVUPD), width: amd64.Y, dst: rows[i], mem: l.row(&loads[0].At, h*square+i)})
		}
		halves[h] = l.transposed(rows)
	}
	for k, v := range loads {
		z := halves[0][k]
		if parts == 2 {
			z = l.newReg(vector, amd64.Z)
			l.add(inst{form: formVVV, op: uint16(amd64.VINSERTF64X4), width: amd64.Z, dst: z, a: halves[0][k], b: halves[1][k], opt: amd64.Imm(1)})
		}
		*l.vecOf(v, u) = z
	}
}

func (l *lowering) storeColumns(at *loop.Address, stores [square]*loop.Value, u int) {
	var columns [square]reg
	for k, v := range stores {
		columns[k] = l.vec(v, u)
	}
	for h := range l.lanes.n / square {
		part := columns
		for k, x := range columns {
			if h == 1 {
				part[k] = l.newReg(vector, amd64.Y)
				l.add(inst{form: formVV, op: uint16(amd64.VEXTRACTF64X4), width: amd64.Z, dst: part[k], a: x, opt: amd64.Imm(1)})
			}
		}
		for i, x := range l.transposed(part) {
			l.add(inst{form: formMV, op: uint16(amd64.VMOVUPD), width: amd64.Y, mem: l.row(at, h*square+i), a: x})
		}
	}
	l.forget(at.Buffer)
}

// transposed returns the transpose of a square.
func (l *lowering) transposed(x [square]reg) [square]reg {
	even := func(x, y reg) reg { return l.shuffle(amd64.VSHUFPD, amd64.Y, x, y, 0) }
	odd := func(x, y reg) reg { return l.shuffle(amd64.VSHUFPD, amd64.Y, x, y, 0b1111) }
	a, b, c, d := even(x[0], x[1]), odd(x[0], x[1]), even(x[2], x[3]), odd(x[2], x[3]) // 2×2 squares of each half
	return [square]reg{l.joined(a, c), l.joined(b, d), l.joined(l.upper(a), l.upper(c)), l.joined(l.upper(b), l.upper(d))}
}

// shuffle returns a register with elements of two, chosen by a number.
func (l *lowering) shuffle(op amd64.VOp, width amd64.Width, x, y reg, imm uint8) reg {
	z := l.newReg(vector, width)
	l.add(inst{form: formVVV, op: uint16(op), width: width, dst: z, a: x, b: y, opt: amd64.Imm(imm)})
	return z
}

// upper returns a register with the upper half of one of 32 bytes.
func (l *lowering) upper(x reg) reg {
	z := l.newReg(vector, amd64.X)
	op := amd64.VEXTRACTF128
	if l.avx512 {
		op = amd64.VEXTRACTF64X2
	}
	l.add(inst{form: formVV, op: uint16(op), width: amd64.Y, dst: z, a: x, opt: amd64.Imm(1)})
	return z
}
