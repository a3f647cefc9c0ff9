package kernel

import (
	"slices"

	"github.com/phlox-ppl/phlox/internal/loop"
)

// sum is a place along an axis: a number plus indices of loops, or other integers, times numbers.
type sum struct {
	n     int
	terms []loop.Term
}

func number(n int) sum { return sum{n: n} }

func index(v *loop.Value) sum { return sum{terms: []loop.Term{{Index: v, Stride: 1}}} }

func (s sum) plus(t sum) sum {
	out := sum{s.n + t.n, slices.Clone(s.terms)}
	for _, x := range t.terms {
		i := slices.IndexFunc(out.terms, func(y loop.Term) bool { return y.Index == x.Index })
		switch {
		case i < 0:
			out.terms = append(out.terms, x)
		case out.terms[i].Stride+x.Stride == 0:
			out.terms = slices.Delete(out.terms, i, i+1)
		default:
			out.terms[i].Stride += x.Stride
		}
	}
	return out
}

func (s sum) add(n int) sum { return sum{s.n + n, s.terms} }

func (s sum) times(n int) sum {
	out := sum{n: s.n * n}
	for _, t := range s.terms {
		out.terms = append(out.terms, loop.Term{Index: t.Index, Stride: t.Stride * n})
	}
	return out
}

// from returns n - s.
func (s sum) from(n int) sum { return s.times(-1).add(n) }

// in returns the place in a buffer.
func (s sum) in(b *loop.Buffer) loop.Address {
	return loop.Address{Buffer: b, Offset: s.n, Terms: s.terms}
}

// value computes the place.
func (k *kernel) value(s sum) *loop.Value {
	z := k.int(s.n)
	for i, t := range s.terms {
		x := t.Index
		if t.Stride != 1 {
			x = k.mul(x, k.int(t.Stride))
		}
		if i == 0 && s.n == 0 {
			z = x
		} else {
			z = k.add(z, x)
		}
	}
	return z
}

// smaller returns the smaller of two places.
func (k *kernel) smaller(s, t sum) sum { return index(k.min(k.value(s), k.value(t))) }

// over returns s/n, rounded down.
func (k *kernel) over(s sum, n int) sum { return index(k.b.Op(loop.Div, k.value(s), k.int(n))) }
