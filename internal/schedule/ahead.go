package schedule

import (
	"slices"

	"github.com/phlox-ppl/phlox/internal/expr"
)

// Data that are too long for the second cache are fetched to the first one while what is there is worked on, for memory alone keeps
// a processor waiting as long as it takes to compute a density. Of several nests that read a block of rows, the last one fetches the
// next block: the others find it there.

// distance is how many bytes ahead of itself a nest fetches what no other reads: a page.
const distance = 4 << 10

// isLong reports whether r is data that are fetched ahead.
func (l *level) isLong(r *expr.Root) bool {
	return r.Kind == expr.Input && l.machine.Cache > 0 && r.Shape.Size()*r.Type.Size() > l.machine.Cache
}

// ahead returns how many elements after one of r that is read the one is that is to be fetched, or 0.
func (l *level) ahead(r *expr.Root) int {
	switch b := l.blocking; {
	case !l.isLong(r) || b != nil && b.index == nil:
		return 0
	case b == nil:
		return distance / r.Type.Size()
	default:
		return b.ahead[r]
	}
}

// fetches returns how far ahead nest i of a block fetches what it reads.
func (p *pass) fetches(i int) map[*expr.Root]int {
	ahead := map[*expr.Root]int{}
	for _, r := range p.reads(i) {
		first, last := i, i
		for k := range p.nests {
			if slices.Contains(p.reads(k), r) {
				first, last = min(first, k), max(last, k)
			}
		}
		switch {
		case first == last:
			ahead[r] = distance / r.Type.Size()
		case last == i:
			ahead[r] = p.block.size * (r.Shape.Size() / p.rows)
		}
	}
	return ahead
}

// reads returns the long data that nest i reads.
func (p *pass) reads(i int) []*expr.Root {
	var all []*expr.Root
	for _, r := range p.group.parts[i].roots {
		for _, m := range p.known[r].reads {
			if p.isLong(m.Root) {
				all = append(all, m.Root)
			}
		}
	}
	return all
}
