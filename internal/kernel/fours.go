package kernel

import "github.com/phlox-ppl/phlox/internal/loop"

// Rows of a temporary that are padded to a whole number of fours are gone through four elements at a time: nothing is left over that
// would take code, and time, of its own.

// fours is a loop over the elements of the fours from lo to hi, whose iterations are independent.
func (k *kernel) fours(lo, hi sum, body func(i sum)) {
	k.each(lo, hi, func(four sum) {
		k.vector(number(0), number(tall), func(i sum) { body(four.times(tall).plus(i)) })
	})
}

// reduceFours reduces what body makes of some values, which begin as zeros, and of the elements of the fours from lo to hi. Each of
// the four has values of its own until the end.
func (k *kernel) reduceFours(op loop.Op, n int, lo, hi sum, body func(i sum, x []*loop.Value) []*loop.Value) []*loop.Value {
	zeros, ops := make([]*loop.Value, n), make([]loop.Op, n)
	for r := range n {
		zeros[r], ops[r] = k.float(0), op
	}
	return k.b.Vector(k.int(0), k.int(tall), zeros, ops, func(i *loop.Value, acc []*loop.Value) []*loop.Value {
		x := k.b.For(k.value(lo), k.value(hi), zeros, func(four *loop.Value, x []*loop.Value) []*loop.Value {
			return body(index(four).times(tall).plus(index(i)), x)
		})
		out := make([]*loop.Value, n)
		for r := range out {
			out[r] = k.b.Op(op, acc[r], x[r])
		}
		return out
	})
}

// totalFours is the sum of x·y.
func (k *kernel) totalFours(lo, hi sum, xy func(i sum) (x, y *loop.Value)) *loop.Value {
	return k.reduceFours(loop.Add, 1, lo, hi, func(i sum, s []*loop.Value) []*loop.Value {
		x, y := xy(i)
		return []*loop.Value{k.fma(x, y, s[0])}
	})[0]
}

// zeros sets the elements from lo to hi to zero.
func (k *kernel) zeros(b *loop.Buffer, lo, hi sum) {
	k.vector(lo, hi, func(i sum) { k.b.Store(i.in(b), k.float(0)) })
}
