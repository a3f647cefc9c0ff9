package kernel

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// tridiagonal is what makes a symmetric matrix of n rows tridiagonal. It is in a, in the squares of four rows on the diagonal and right of
// them, with zeros from row and column n on to a whole number of fours. Diagonal d and what is beside it, e, are the result.
type tridiagonal struct {
	reflections
	a      *loop.Buffer
	length int // of a row
	d, e   *loop.Buffer

	// What is left of the last reflection to be done is A ← A - v wᵀ - w vᵀ.
	v, w *loop.Buffer
	// The product of the rest with the vector of the next reflection is the sum of right and left: of what is in squares and right of
	// them, and of what is left of them.
	right, left *loop.Buffer
}

func (k *kernel) tridiagonal(n int) *tridiagonal {
	t := &tridiagonal{reflections: k.reflections(n, n-1), length: up(n, tall), d: k.Temp(array.Float64, n), e: k.Temp(array.Float64, n)}
	rows := t.length
	if t.length%32 == 0 {
		t.length += 8
	}
	t.a = k.Temp(array.Float64, rows*t.length)
	for _, b := range []**loop.Buffer{&t.v, &t.w, &t.right, &t.left} {
		*b = k.Temp(array.Float64, rows)
	}
	return t
}

func (t *tridiagonal) at(i, j sum) loop.Address { return i.times(t.length).plus(j).in(t.a) }

// reduce makes the matrix tridiagonal, row by row: the reflection I - s v vᵀ of what is right of the diagonal is applied to the rest from
// both sides,
//
//	A ← A - v wᵀ - w vᵀ,  w = p - (s/2)(pᵀ v) v,  p = s A v.
//
// That is done in the pass over A that computes the next p.
func (t *tridiagonal) reduce() {
	t.zeros(t.v, number(0), number(up(t.n, tall)))
	t.zeros(t.w, number(0), number(up(t.n, tall)))
	t.each(number(0), number(t.n-1), func(j sum) {
		t.row(j)
		t.b.Store(j.in(t.e), t.reflection(j, j.add(1)))
		t.pass(t.fourth(j.add(1)))
		t.next(j)
	})
	last := number(t.n - 1)
	t.row(last)
	t.b.Store(last.in(t.e), t.float(0))
}

// row finishes row j, and sets x to it.
func (t *tridiagonal) row(j sum) {
	vj, wj := t.neg(t.b.Load(j.in(t.v))), t.neg(t.b.Load(j.in(t.w)))
	t.fours(t.fourth(j), t.end(), func(i sum) {
		x := t.fma(vj, t.b.Load(i.in(t.w)), t.b.Load(t.at(j, i)))
		t.b.Store(i.in(t.x), t.fma(wj, t.b.Load(i.in(t.v)), x))
	})
	t.b.Store(j.in(t.d), t.b.Load(j.in(t.x)))
}

// pass updates the rows from block lo of four on, and multiplies them with x. What is right of a square counts twice: it is the
// transpose of what is left of others. Rows and columns of the first block that are done with become anything, and meet zeros of x.
func (t *tridiagonal) pass(lo sum) {
	t.fours(lo, t.end(), func(i sum) { t.b.Store(i.in(t.left), t.float(0)) })
	t.each(lo, t.end(), func(block sum) {
		r := t.rows(block)
		zeros := make([]*loop.Value, tall)
		for i := range zeros {
			zeros[i] = t.float(0)
		}
		ops := []loop.Op{loop.Add, loop.Add, loop.Add, loop.Add}
		sums := t.b.Vector(t.int(0), t.int(tall), zeros, ops, func(i *loop.Value, acc []*loop.Value) []*loop.Value {
			_, sums := r.update(block.times(tall).plus(index(i)), zeros)
			sums = t.b.For(t.value(block.add(1)), t.value(t.end()), sums, func(four *loop.Value, sums []*loop.Value) []*loop.Value {
				k := index(four).times(tall).plus(index(i))
				a, next := r.update(k, sums)
				left := t.b.Load(k.in(t.left))
				for q := range a {
					left = t.fma(a[q], r.x[q], left)
				}
				t.b.Store(k.in(t.left), left)
				return next
			})
			for q := range sums {
				sums[q] = t.add(acc[q], sums[q])
			}
			return sums
		})
		for q, x := range sums {
			t.b.Store(r.first.add(q).in(t.right), x)
		}
	})
}

// fourRows are rows of the matrix with the elements of -v, -w and x for them.
type fourRows struct {
	*tridiagonal
	first   sum
	v, w, x [tall]*loop.Value
}

func (t *tridiagonal) rows(block sum) *fourRows {
	r := &fourRows{tridiagonal: t, first: block.times(tall)}
	for q := range tall {
		i := r.first.add(q)
		r.v[q], r.w[q], r.x[q] = t.neg(t.b.Load(i.in(t.v))), t.neg(t.b.Load(i.in(t.w))), t.b.Load(i.in(t.x))
	}
	return r
}

// update updates column k of the rows, and adds its products with x to sums.
func (r *fourRows) update(k sum, sums []*loop.Value) (a, next []*loop.Value) {
	load := func(b *loop.Buffer) *loop.Value { return r.b.Load(k.in(b)) }
	v, w, x := load(r.tridiagonal.v), load(r.tridiagonal.w), load(r.tridiagonal.x)
	for q := range tall {
		at := r.at(r.first.add(q), k)
		y := r.fma(r.w[q], v, r.fma(r.v[q], w, r.b.Load(at)))
		r.b.Store(at, y)
		a, next = append(a, y), append(next, r.fma(y, x, sums[q]))
	}
	return a, next
}

// next sets v and w to what is left of reflection j to be done.
func (t *tridiagonal) next(j sum) {
	lo, s := t.fourth(j.add(1)), t.b.Load(j.in(t.scale))
	z := func(i sum) *loop.Value { return t.add(t.b.Load(i.in(t.right)), t.b.Load(i.in(t.left))) }
	zx := t.totalFours(lo, t.end(), func(i sum) (x, y *loop.Value) { return z(i), t.b.Load(i.in(t.x)) })
	half := t.mul(t.mul(zx, s), t.mul(s, t.float(-0.5)))
	t.fours(lo, t.end(), func(i sum) {
		x := t.b.Load(i.in(t.x))
		t.b.Store(i.in(t.w), t.fma(half, x, t.mul(s, z(i))))
		t.b.Store(i.in(t.v), x)
	})
}
