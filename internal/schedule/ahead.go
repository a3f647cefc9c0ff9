package schedule

import (
	"slices"

	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Data that are too long for the second cache are fetched while what is there is worked on, for memory alone keeps a processor
// waiting as long as it takes to compute a density. Of the nests of a block, one fetches the next block. Which one, and to where, was
// measured on two processors:
//
//   - With AVX-512 (Xeon) it is the first one that reads the block, each line with the one that it reads, and to the second cache. Of
//     data that are partly in the third cache this keeps more on its way than if only the nest between reads is busy fetching.
//   - Others (EPYC) have few places for lines that are on their way to the first cache, and forget what they are to fetch if there is
//     none: so it is one that computes much of each row, and it does so a line now and then. If none does, it is the last one that
//     reads the block.

// fetchesEarly reports whether the first nest that reads a block fetches the next one, to the second cache.
func (m Machine) fetchesEarly() bool { return m.Vector == 64 }

// betweenLines is how many statements a nest must have for each line that it fetches.
const betweenLines = 2

// isLong reports whether r is data that are fetched ahead.
func (l *level) isLong(r *expr.Root) bool {
	return r.Kind == expr.Input && l.machine.Cache > 0 && r.Shape.Size()*r.Type.Size() > l.machine.Cache
}

// ahead returns how many elements after one of r that is read the one is that is to be fetched, or 0.
func (l *level) ahead(r *expr.Root) int {
	if b := l.blocking; b != nil && b.index != nil {
		return b.ahead[r]
	}
	return 0
}

// fetches decides what nest i of a block is to fetch: some of it with what it reads, and some if it turns out to compute enough.
func (p *pass) fetches(i int) {
	first, last := map[*expr.Root]int{}, map[*expr.Root]int{} // nests that read data
	var data []*expr.Root
	for k := range p.nests {
		for _, r := range p.reads(k) {
			if _, before := first[r]; !before {
				data, first[r] = append(data, r), k
			}
			last[r] = k
		}
	}
	b := p.block
	b.ahead, b.between = map[*expr.Root]int{}, nil
	for _, r := range data {
		switch {
		case first[r] == last[r]: // what is read once and from end to end, a processor expects
		case p.machine.fetchesEarly():
			if i == first[r] {
				b.ahead[r] = b.size * p.width(r)
			}
		case first[r] < i && i == last[r] && !slices.Contains(b.fetched, r):
			b.ahead[r] = b.size * p.width(r)
		case first[r] < i && i < last[r] && r.Shape[0] == p.rows:
			b.between = append(b.between, r)
		}
	}
}

// width returns the number of elements in a row of data.
func (p *pass) width(r *expr.Root) int { return r.Shape.Size() / p.rows }

// fetchRows fetches rows of the next block among the statements for a row, if these are enough.
func (n *nest) fetchRows() {
	b := n.blocking
	if b == nil || b.index == nil || n.extents.Size() != n.extents[n.row] {
		return
	}
	for _, r := range b.between {
		width, line := r.Shape[1:].Size(), loop.LineBytes/r.Type.Size()
		lanes := max(1, n.machine.Vector/r.Type.Size())
		if n.b.Statements() < betweenLines*lanes*width/line {
			continue
		}
		row := &expr.Node{Type: r.Type, Shape: n.shape, Op: loop.Load, Strides: make([]int, len(n.shape))}
		row.Strides[n.row] = width
		n.touch(r.Place.Buffer)
		n.b.Fetch(loop.Fetch{Len: width, At: n.address(r.Place, row, n.at, nil), Ahead: b.size * width})
		b.fetched = append(b.fetched, r)
	}
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
