package kernel

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// sort sorts the eigenvalues, and sets order to where they were.
func (h *eigh) sort() {
	h.each(number(0), number(h.n), func(i sum) { h.b.Store(i.in(h.order), h.value(i)) })
	h.each(number(0), number(h.n), h.least)
}

// least exchanges eigenvalue i with the least one from i on.
func (h *eigh) least(i sum) {
	start := []*loop.Value{h.b.Load(i.in(h.d)), h.value(i)}
	best := h.b.For(h.value(i.add(1)), h.int(h.n), start, func(j *loop.Value, best []*loop.Value) []*loop.Value {
		x := h.b.Load(index(j).in(h.d))
		less := h.b.Op(loop.Lt, x, best[0])
		return []*loop.Value{h.b.Op(loop.Select, less, x, best[0]), h.b.Op(loop.Select, less, j, best[1])}
	})
	j := index(best[1])
	for _, b := range []*loop.Buffer{h.d, h.order} {
		x, y := h.b.Load(i.in(b)), h.b.Load(j.in(b))
		h.b.Store(i.in(b), y)
		h.b.Store(j.in(b), x)
	}
}

// unpack writes the eigenvectors, some columns of the result at a time.
func (h *eigh) unpack(t array.DType, defect *loop.Value) {
	h.each(number(0), number(h.n/tall), func(block sum) { h.unpackRows(block, tall, t, defect) })
	if rest := h.n % tall; rest > 0 {
		h.unpackRows(number(h.n/tall), rest, t, defect)
	}
}

func (h *eigh) unpackRows(block sum, height int, t array.DType, defect *loop.Value) {
	first, rows := block.times(tall), h.sweeps.rows
	from, sign := make([]sum, height), make([]*loop.Value, height)
	for r := range from {
		from[r] = index(h.b.Load(first.add(r).in(h.order)))
		sign[r] = h.sign(from[r])
	}
	part := func(strip sum, width int) {
		h.vector(number(0), number(width), func(j sum) {
			x := make([]*loop.Value, height)
			for r := range x {
				x[r] = h.b.To(t, h.fma(h.b.Load(h.sweeps.at(strip, from[r], j)), sign[r], defect))
			}
			for r := range x {
				h.out(1, t, x[r], strip.times(rows.width).plus(j), first.add(r))
			}
		})
	}
	whole := h.n / rows.width
	h.each(number(0), number(whole), func(strip sum) { part(strip, rows.width) })
	if rest := h.n % rows.width; rest > 0 {
		part(number(whole), rest)
	}
}

// sign is -1 if the first component of an eigenvector that has at least half the greatest magnitude is negative, else 1.
func (h *eigh) sign(row sum) *loop.Value {
	rows := h.sweeps.rows
	zero := []*loop.Value{h.float(0)}
	size := func(strip, j sum) *loop.Value { return h.b.Op(loop.Abs, h.b.Load(h.sweeps.at(strip, row, j))) }
	greatest := h.b.Vector(h.int(0), h.int(rows.width), zero, []loop.Op{loop.Max}, func(j *loop.Value, g []*loop.Value) []*loop.Value {
		x := h.b.For(h.int(0), h.int(rows.count), zero, func(strip *loop.Value, x []*loop.Value) []*loop.Value {
			return []*loop.Value{h.b.Op(loop.Max, x[0], size(index(strip), index(j)))}
		})
		return []*loop.Value{h.b.Op(loop.Max, g[0], x[0])}
	})[0]
	half := h.mul(greatest, h.float(0.5))
	first := h.b.While([]*loop.Value{h.int(0), h.int(0)}, func(at []*loop.Value) *loop.Value {
		return h.b.Op(loop.Lt, size(index(at[0]), index(at[1])), half)
	}, func(at []*loop.Value) []*loop.Value {
		next := h.add(at[1], h.int(1))
		more := h.b.Op(loop.Lt, next, h.int(rows.width))
		return []*loop.Value{h.b.Op(loop.Select, more, at[0], h.add(at[0], h.int(1))), h.b.Op(loop.Select, more, next, h.int(0))}
	})
	x := h.b.Load(h.sweeps.at(index(first[0]), row, index(first[1])))
	return h.b.Op(loop.Select, h.b.Op(loop.Lt, x, h.float(0)), h.float(-1), h.float(1))
}
