package kernel

import (
	"math/bits"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// Sort writes its operands sorted along an axis by the first of them, the keys, earlier ones first; ascending and stable, NaN last. It
// is a merge sort from short runs to long ones, of the first key together with the places where elements came from. Which of two
// runs goes on is selected, not branched on.
func Sort(e expr.Emitter, axis, keys int, types []ir.Type) {
	k := begin(e)
	shape := types[0].Shape
	n := shape[axis]
	if shape.Size() == 0 {
		return
	}
	s := &sorter{kernel: k, axis: axis, keys: keys, n: n}
	s.key, s.from = k.Temp(types[0].DType, 2*n), k.Temp(array.Int64, 2*n)
	k.at = make([]*loop.Value, len(shape)-1)
	expr.Nest(k.b, shape.Without([]int{axis}), k.at, func() {
		passes := bits.Len(uint(n - 1))
		s.fill()
		s.merges(passes)
		sorted := number(passes % 2 * n)
		k.each(number(0), number(n), func(i sum) {
			from := k.b.Load(sorted.plus(i).in(s.from))
			k.Store(0, k.b.Load(sorted.plus(i).in(s.key)), s.place(k.value(i))...)
			for o := 1; o < len(types); o++ {
				k.Store(o, k.At(o, s.place(from)...), s.place(k.value(i))...)
			}
		})
	})
}

type sorter struct {
	*kernel
	axis, keys, n int
	key, from     *loop.Buffer // two halves: runs are merged from one to the other
}

// place returns the indices of element i of the line at hand.
func (s *sorter) place(i *loop.Value) []*loop.Value {
	return slices.Insert(slices.Clone(s.at), s.axis, i)
}

func (s *sorter) fill() {
	s.each(number(0), number(s.n), func(i sum) {
		s.b.Store(i.in(s.key), s.At(0, s.place(s.value(i))...))
		s.b.Store(i.in(s.from), s.value(i))
	})
}

// merges merges runs of 1, 2, 4, ... elements.
func (s *sorter) merges(passes int) {
	s.fold(number(0), number(passes), s.int(1), func(pass sum, run *loop.Value) *loop.Value {
		odd := s.b.Op(loop.And, s.value(pass), s.int(1))
		source, target := index(odd).times(s.n), index(odd).times(-s.n).add(s.n)
		both := s.add(run, run)
		pairs := s.b.Op(loop.Div, s.add(s.int(s.n-1), both), both)
		s.each(number(0), index(pairs), func(p sum) {
			lo := s.mul(s.value(p), both)
			mid, hi := s.min(s.add(lo, run), s.int(s.n)), s.min(s.add(lo, both), s.int(s.n))
			s.merge(source, target, lo, mid, hi)
		})
		return both
	})
}

// merge writes the elements from lo to mid and from mid to hi in order; of equal ones those before mid first.
func (s *sorter) merge(source, target sum, lo, mid, hi *loop.Value) {
	last := s.int(s.n - 1)
	s.b.For(lo, hi, []*loop.Value{lo, mid}, func(to *loop.Value, next []*loop.Value) []*loop.Value {
		left, right := source.plus(index(s.min(next[0], last))), source.plus(index(s.min(next[1], last)))
		x, y := s.b.Load(left.in(s.key)), s.b.Load(right.in(s.key))
		i, j := s.b.Load(left.in(s.from)), s.b.Load(right.in(s.from))
		take := s.b.Op(loop.Or, s.b.Op(loop.Le, mid, next[0]), s.before(y, x, j, i))
		take = s.b.Op(loop.And, take, s.b.Op(loop.Lt, next[1], hi))
		s.b.Store(target.plus(index(to)).in(s.key), s.b.Op(loop.Select, take, y, x))
		s.b.Store(target.plus(index(to)).in(s.from), s.b.Op(loop.Select, take, j, i))
		step := s.b.To(array.Int64, take)
		return []*loop.Value{s.add(next[0], s.sub(s.int(1), step)), s.add(next[1], step)}
	})
}

// before reports whether the element at j, whose first key is y, comes before that at i with x.
func (s *sorter) before(y, x, j, i *loop.Value) *loop.Value {
	less, equal := s.order(y, x)
	for key := 1; key < s.keys; key++ {
		l, e := s.order(s.At(key, s.place(j)...), s.At(key, s.place(i)...))
		less = s.b.Op(loop.Or, less, s.b.Op(loop.And, equal, l))
		equal = s.b.Op(loop.And, equal, e)
	}
	return less
}

// order compares two elements; NaN is greater than all numbers.
func (s *sorter) order(y, x *loop.Value) (less, equal *loop.Value) {
	less, equal = s.b.Op(loop.Lt, y, x), s.b.Op(loop.Eq, y, x)
	if y.Type.IsFloat() {
		yn, xn := s.b.Op(loop.Ne, y, y), s.b.Op(loop.Ne, x, x)
		less = s.b.Op(loop.Or, less, s.b.Op(loop.And, xn, s.b.Op(loop.Not, yn)))
		equal = s.b.Op(loop.Or, equal, s.b.Op(loop.And, xn, yn))
	}
	return less, equal
}
