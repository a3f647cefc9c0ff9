package kernel

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// wave is how many sweeps of rotations are applied at a time. They go up the rows of a matrix together, each one row behind the sweep
// before it, so that a row is loaded and stored once for all of them. (Van Zee, van de Geijn, Quintana-Ortí, "Restructuring the
// tridiagonal and bidiagonal QR algorithms for performance", 2014.) With three sweeps, and a strip of twelve columns, all that is carried
// from row to row is in registers.
const (
	wave  = 3
	broad = 12
)

// sweeps are rotations of neighboring rows of a matrix of n rows, each sweep from some row up, that are to be applied. In place of
// sines and cosines they have those of three shears each, whose product is the rotation (Paeth, "A fast algorithm for general raster
// rotation", 1986), as long as the cosine is not negative:
//
//	x ← x + tan·y,  y ← y + sin·x,  x ← x + tan·y,  tan = -sin/(1 + cos), minus the tangent of half the angle
//
// What turns rows at a step i of the wave is at i: for sweep q, rows i+q and i+q+1. There are rows of zeros above and below the
// matrix, which the wave turns at its ends.
type sweeps struct {
	*kernel
	n        int
	rows     panels // strips of columns
	tan, sin *loop.Buffer
	state    *loop.Buffer
}

// The state is how many sweeps there are, the first row that they turn, and the last.
const (
	stateCount = iota
	stateFirst
	stateLast
)

func (k *kernel) sweeps(n int) *sweeps {
	s := &sweeps{kernel: k, n: n, rows: k.strips(n), state: k.Temp(array.Int64, 3)}
	s.tan, s.sin = k.Temp(array.Float64, s.size()), k.Temp(array.Float64, s.size())
	return s
}

// strips returns a matrix as panels of about as many columns each, with rows around it.
func (k *kernel) strips(n int) panels {
	count := (n + broad - 1) / broad
	p := panels{rows: up(n, tall) + 2*(wave-1), width: up((n+count-1)/count, tall), count: count}
	p.stride = p.rows * p.width
	p.buffer = k.Temp(array.Float64, p.stride*count)
	return p
}

// size is how many rotations the steps of a wave have: from wave-1 rows above the matrix on.
func (s *sweeps) size() int { return (s.n + wave - 1) * wave }

// at returns where the element in a row of the matrix is.
func (s *sweeps) at(strip, row, col sum) loop.Address { return s.rows.at(strip, row.add(wave-1), col) }

// surround sets the rows around the matrix to zeros.
func (s *sweeps) surround() {
	s.each(number(0), number(s.rows.count), func(strip sum) {
		s.vector(number(0), number(s.rows.width), func(j sum) {
			for i := range wave - 1 {
				s.b.Store(s.rows.at(strip, number(i), j), s.float(0))
				s.b.Store(s.at(strip, number(s.n+i), j), s.float(0))
			}
		})
	})
}

func (s *sweeps) get(i int) *loop.Value    { return s.b.Load(number(i).in(s.state)) }
func (s *sweeps) set(i int, x *loop.Value) { s.b.Store(number(i).in(s.state), x) }

// clear makes all rotations turn by nothing.
func (s *sweeps) clear() {
	s.set(stateCount, s.int(0))
	s.set(stateFirst, s.int(s.n))
	s.set(stateLast, s.int(0))
	s.vector(number(0), number(s.size()), func(i sum) {
		s.b.Store(i.in(s.tan), s.float(0))
		s.b.Store(i.in(s.sin), s.float(0))
	})
}

// begin adds a sweep of the rows from first to last.
func (s *sweeps) begin(first, last *loop.Value) (sweep sum) {
	s.set(stateFirst, s.min(first, s.get(stateFirst)))
	s.set(stateLast, s.b.Op(loop.Max, last, s.get(stateLast)))
	sweep = index(s.get(stateCount))
	s.set(stateCount, s.value(sweep.add(1)))
	return sweep
}

// place returns where the rotation of a sweep for a step is.
func place(sweep, step sum) sum { return step.add(wave - 1).times(wave).plus(sweep) }

// put sets the rotation of rows i and i+1 of a sweep.
func (s *sweeps) put(sweep, i sum, cos, sin *loop.Value) {
	at := place(sweep, i.plus(sweep.times(-1)))
	s.b.Store(at.in(s.tan), s.div(s.neg(sin), s.add(cos, s.float(1))))
	s.b.Store(at.in(s.sin), sin)
}

// applyFrom applies the sweeps, and forgets them, if there are at least so many.
func (s *sweeps) applyFrom(count int) {
	enough := s.b.Op(loop.Le, s.int(count), s.get(stateCount))
	s.b.If(enough, func() []*loop.Value {
		first, last := index(s.get(stateFirst)), index(s.get(stateLast))
		s.each(number(0), number(s.rows.count), func(strip sum) {
			s.vector(number(0), number(s.rows.width), func(col sum) {
				s.roll(first, last, func(row sum) loop.Address { return s.at(strip, row, col) })
			})
		})
		s.clear()
		return nil
	}, func() []*loop.Value { return nil })
}

// roll has the wave go up a column. Carried are the rows that its sweeps turn next.
func (s *sweeps) roll(first, last sum, at func(row sum) loop.Address) {
	var carry []*loop.Value
	for q := range wave {
		carry = append(carry, s.b.Load(at(last.add(q))))
	}
	steps := last.plus(first.times(-1)).add(wave - 1)
	carry = s.b.For(s.int(0), s.value(steps), carry, func(back *loop.Value, y []*loop.Value) []*loop.Value {
		step := last.plus(index(back).times(-1)).add(-1)
		x := s.b.Load(at(step))
		next := make([]*loop.Value, wave)
		for q := range next {
			turn := place(number(q), step)
			tan, sin := s.b.Load(turn.in(s.tan)), s.b.Load(turn.in(s.sin))
			x = s.fma(tan, y[q], x)
			z := s.fma(sin, x, y[q])
			next[q] = s.fma(tan, z, x)
			x = z
		}
		s.b.Store(at(step.add(wave)), x)
		return next
	})
	for q, x := range carry {
		s.b.Store(at(first.add(q-wave+1)), x)
	}
}
