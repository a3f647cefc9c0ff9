package schedule

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// coordinate is where an array is read along an axis: at Offset + Σ Index·Stride.
type coordinate struct {
	offset int
	terms  []loop.Term
}

// along returns the coordinate that is the value of i. Sums and multiples are taken apart, so that machine code sees which
// elements lie side by side.
func along(i *loop.Value) coordinate {
	if i.Type == array.Int64 {
		switch {
		case i.Op == loop.Const:
			return coordinate{offset: int(int64(i.Bits))}
		case i.Op == loop.Add:
			return along(i.Args[0]).plus(along(i.Args[1]))
		case i.Op == loop.Mul && i.Args[1].Op == loop.Const:
			return along(i.Args[0]).times(int(int64(i.Args[1].Bits)))
		}
	}
	return coordinate{terms: []loop.Term{{Index: i, Stride: 1}}}
}

// plus returns the sum of two coordinates.
func (p coordinate) plus(q coordinate) coordinate {
	return coordinate{p.offset + q.offset, slices.Concat(p.terms, q.terms)}
}

// times returns the product of a coordinate and a number.
func (p coordinate) times(n int) coordinate {
	q := coordinate{offset: p.offset * n}
	for _, t := range p.terms {
		q.terms = append(q.terms, loop.Term{Index: t.Index, Stride: t.Stride * n})
	}
	return q
}

// addTo adds the coordinate to an address.
func (p coordinate) addTo(a *loop.Address) {
	a.Offset += p.offset
	for _, t := range p.terms {
		add(a, t.Index, t.Stride)
	}
}

// coordinates are the values of an index, one for each axis.
func coordinates(index []*loop.Value) []coordinate {
	at := make([]coordinate, len(index))
	for k, i := range index {
		at[k] = along(i)
	}
	return at
}
