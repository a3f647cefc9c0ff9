package kernel

import "github.com/phlox-ppl/phlox/internal/loop"

// attempts is how many steps an eigenvalue may take: more than two or three are rare.
const attempts = 60

// rotations makes the tridiagonal matrix diagonal by the QL algorithm with implicit shifts (Bowdler, Martin, Reinsch, Wilkinson, "The
// QR and QL algorithms for symmetric matrices", 1968, procedure tql2): for each l, rotations of neighboring rows make e_l vanish. The
// shifts so far are left out of d.
func (h *eigh) rotations() {
	start := []*loop.Value{h.float(0), h.float(0)}
	h.sweeps.clear()
	last := number(h.n - 1)
	out := h.b.For(h.int(0), h.value(last), start, func(v *loop.Value, state []*loop.Value) []*loop.Value {
		l, shifts := index(v), state[0]
		dl, el := h.b.Load(l.in(h.d)), h.b.Load(l.in(h.e))
		size := h.b.Op(loop.Max, state[1], h.add(h.b.Op(loop.Abs, dl), h.b.Op(loop.Abs, el)))
		small := h.mul(size, h.float(0x1p-52))
		m := h.split(v, small)
		out := h.b.While([]*loop.Value{shifts, h.int(0)}, func(s []*loop.Value) *loop.Value {
			return h.b.Op(loop.And, h.isLarge(v, small), h.b.Op(loop.Lt, s[1], h.int(attempts)))
		}, func(s []*loop.Value) []*loop.Value {
			return []*loop.Value{h.add(s[0], h.step(l, m)), h.add(s[1], h.int(1))}
		})
		h.b.Store(l.in(h.d), h.add(h.b.Load(l.in(h.d)), out[0]))
		h.b.Store(l.in(h.e), h.float(0))
		return []*loop.Value{out[0], size}
	})
	h.b.Store(last.in(h.d), h.add(h.b.Load(last.in(h.d)), out[0]))
	h.sweeps.applyFrom(1)
}

func (h *eigh) isLarge(i, small *loop.Value) *loop.Value {
	return h.b.Op(loop.Lt, small, h.b.Op(loop.Abs, h.b.Load(index(i).in(h.e))))
}

// split returns the first place from l on where e is small; the last e is zero.
func (h *eigh) split(l, small *loop.Value) *loop.Value {
	return h.b.While([]*loop.Value{l}, func(m []*loop.Value) *loop.Value { return h.isLarge(m[0], small) },
		func(m []*loop.Value) []*loop.Value { return []*loop.Value{h.add(m[0], h.int(1))} })[0]
}

// length returns √(x² + y²).
func (h *eigh) length(x, y *loop.Value) *loop.Value {
	return h.b.Op(loop.Sqrt, h.fma(x, x, h.mul(y, y)))
}

// step is one of the algorithm for the rows from l to m, and returns its shift.
func (h *eigh) step(l sum, m *loop.Value) *loop.Value {
	d, e := func(i sum) loop.Address { return i.in(h.d) }, func(i sum) loop.Address { return i.in(h.e) }
	next := l.add(1)
	g, el := h.b.Load(d(l)), h.b.Load(e(l))
	p := h.div(h.sub(h.b.Load(d(next)), g), h.add(el, el))
	r := h.length(p, h.float(1))
	r = h.add(p, h.b.Op(loop.Select, h.b.Op(loop.Lt, p, h.float(0)), h.neg(r), r))
	first, second := h.div(el, r), h.mul(el, r)
	h.b.Store(d(l), first)
	h.b.Store(d(next), second)
	shift := h.sub(g, first)
	h.vector(l.add(2), number(h.n), func(i sum) { h.b.Store(d(i), h.sub(h.b.Load(d(i)), shift)) })

	beside := h.b.Load(e(next))
	sweep := h.sweeps.begin(h.value(l), m)
	one, zero := h.float(1), h.float(0)
	start := []*loop.Value{h.b.Load(d(index(m))), one, one, one, zero, zero} // p, then cosines and sines, the last ones first
	out := h.b.For(h.int(0), h.sub(m, h.value(l)), start, func(back *loop.Value, s []*loop.Value) []*loop.Value {
		i := index(m).plus(index(back).times(-1)).add(-1)
		p, c := h.rotate(sweep, i, s[0], s[1], s[4])
		return []*loop.Value{p, c[0], s[1], s[2], c[1], s[4]}
	})
	c, c3, s, s2 := out[1], out[3], out[4], out[5]
	last := h.div(h.mul(h.mul(h.mul(h.neg(s), s2), h.mul(c3, beside)), h.b.Load(e(l))), second)
	h.b.Store(e(l), h.mul(s, last))
	h.b.Store(d(l), h.mul(c, last))
	h.sweeps.applyFrom(wave)
	return shift
}

// rotate adds to a sweep the turn of rows i and i+1 that comes after one by (c, s), and returns its (c, s) and the next p.
func (h *eigh) rotate(sweep, i sum, p, c, s *loop.Value) (q *loop.Value, turn [2]*loop.Value) {
	e, d := h.b.Load(i.in(h.e)), h.b.Load(i.in(h.d))
	g, f := h.mul(c, e), h.mul(c, p)
	r := h.length(p, e)
	r = h.b.Op(loop.Select, h.b.Op(loop.Lt, p, h.float(0)), h.neg(r), r) // makes the cosine positive
	h.b.Store(i.add(1).in(h.e), h.mul(s, r))
	sin, cos := h.div(e, r), h.div(p, r)
	h.b.Store(i.add(1).in(h.d), h.fma(sin, h.fma(cos, g, h.mul(sin, d)), f))
	h.sweeps.put(sweep, i, cos, sin)
	return h.sub(h.mul(cos, d), h.mul(sin, g)), [2]*loop.Value{cos, sin}
}
