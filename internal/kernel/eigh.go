package kernel

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// Eigh writes the eigenvalues, ascending, and the eigenvectors, as columns, of a stack of symmetric matrices, of which it reads the lower
// triangles: reflections make a matrix tridiagonal (eighreduce.go), rotations diagonal (eighrotations.go). Of v and -v it writes the one
// whose first component of at least half the greatest magnitude is positive (eighorder.go). Where a matrix is not finite, both are NaN.
func Eigh(e expr.Emitter, t ir.Type) {
	k := begin(e)
	k.matrices(t.Shape, func(n, _ int) {
		h := &eigh{tridiagonal: k.tridiagonal(n), sweeps: k.sweeps(n), order: k.Temp(array.Int64, n)}
		unit, defect := h.pack()
		h.reduce()
		h.vectors()
		h.rotations()
		h.sort()
		k.each(number(0), number(n), func(i sum) { k.out(0, t.DType, k.fma(k.b.Load(i.in(h.d)), unit, defect), i) })
		h.unpack(t.DType, defect)
	})
}

// eigh is the state for one matrix. The rows of sweeps become the eigenvectors; order says which come first.
type eigh struct {
	*tridiagonal
	sweeps *sweeps
	order  *loop.Buffer
}

// pack sets a to the matrix divided by its largest element, and returns that; and 0, or NaN if the matrix is not finite.
func (h *eigh) pack() (unit, defect *loop.Value) {
	state := []*loop.Value{h.float(0), h.float(0)}
	rows := h.b.For(h.int(0), h.int(h.n), state, func(i *loop.Value, state []*loop.Value) []*loop.Value {
		return h.b.Vector(h.int(0), h.add(i, h.int(1)), state, []loop.Op{loop.Max, loop.Add}, func(j *loop.Value, state []*loop.Value) []*loop.Value {
			x := h.in(0, index(i), index(j))
			return []*loop.Value{h.b.Op(loop.Max, state[0], h.b.Op(loop.Abs, x)), h.add(state[1], h.sub(x, x))}
		})
	})
	unit = h.b.Op(loop.Select, h.b.Op(loop.Lt, h.float(0), rows[0]), rows[0], h.float(1))
	whole := h.n - h.n%tall
	h.each(number(0), h.end(), func(block sum) {
		for q := range tall {
			h.vector(number(whole), number(up(h.n, tall)), func(j sum) { h.b.Store(h.at(block.times(tall).add(q), j), h.float(0)) })
		}
	})
	h.each(number(0), number(whole/tall), func(block sum) { h.packRows(block, tall, unit) })
	if rest := h.n % tall; rest > 0 {
		h.packRows(number(whole/tall), rest, unit)
	}
	return unit, rows[1]
}

// packRows packs some rows of the lower triangle, as columns of the upper one.
func (h *eigh) packRows(block sum, height int, unit *loop.Value) {
	first := block.times(tall)
	x := make([]*loop.Value, height)
	h.fours(number(0), block, func(j sum) {
		for r := range x {
			x[r] = h.div(h.in(0, first.add(r), j), unit)
		}
		for r := range x {
			h.b.Store(h.at(j, first.add(r)), x[r])
		}
	})
	for r := range x {
		for q := range r + 1 {
			x := h.div(h.in(0, first.add(r), first.add(q)), unit)
			h.b.Store(h.at(first.add(q), first.add(r)), x)
			h.b.Store(h.at(first.add(r), first.add(q)), x)
		}
	}
}

// vectors sets the rows of sweeps to the columns of the product of the reflections.
func (h *eigh) vectors() {
	rows := h.sweeps.rows
	p := h.panels(rows.count*rows.width, h.n)
	h.product(p)
	h.sweeps.surround()
	h.each(number(0), number(p.count), func(panel sum) {
		fours := panel.times(p.width / tall)
		h.each(number(0), h.smaller(number(p.width/tall), fours.from(up(h.n, tall)/tall)), func(four sum) {
			h.each(number(0), number(rows.count), func(strip sum) {
				h.vector(number(0), number(rows.width), func(j sum) { h.vectorsOf(p, panel, four, strip, j) })
			})
		})
	})
}

// vectorsOf sets column j of a strip in four rows to row j of columns of p.
func (h *eigh) vectorsOf(p panels, panel, four, strip, j sum) {
	first := four.times(tall)
	var x [tall]*loop.Value
	for r := range x {
		x[r] = h.b.Load(p.at(panel, strip.times(h.sweeps.rows.width).plus(j), first.add(r)))
	}
	for r := range x {
		h.b.Store(h.sweeps.at(strip, panel.times(p.width).plus(first).add(r), j), x[r])
	}
}
