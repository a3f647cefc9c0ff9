package native

import "github.com/phlox-ppl/phlox/internal/loop"

// A tile of a product of matrices, or of a vector and a matrix, is a loop in lanes that adds products of what it loads to sums. All
// of these stay in registers, so there are as many copies as leave room for them. It is translated statement by statement for all copies,
// and not copy by copy: an element that is the same for all lanes is loaded once for all copies.

// tiled reports whether a loop in lanes is a tile.
func (l *lowering) tiled(f *loop.For) bool {
	if len(f.Carry) == 0 {
		return false
	}
	products := 0
	for _, s := range f.Body.List {
		if _, fetches := s.(*loop.Fetch); fetches {
			continue
		}
		v, ok := s.(*loop.Value)
		switch {
		case !ok || !l.varies[v.ID] || !v.Type.IsFloat() || v.Op != loop.Load && v.Op != loop.FMA:
			return false
		case v.Op == loop.FMA:
			products++
		}
	}
	for _, c := range f.Carry {
		if c.Next.Op != loop.FMA || c.Next.Args[2] != c.Var || f.Vector && c.Combine != loop.Add {
			return false
		}
	}
	return products == len(f.Carry)
}

// mostCopies is how many copies a tile may have: for a row of a matrix that is read as it lies in memory, many.
const mostCopies = 14

// tileOwn returns how many registers a copy of a tile has for itself: the sums, and its factors, save what one product reads from memory.
func (l *lowering) tileOwn(f *loop.For) int {
	own := len(f.Carry)
	for _, s := range f.Body.List {
		if v, ok := s.(*loop.Value); ok && v.Op == loop.Load && l.varying(&v.At) && l.uses[v.ID] > 1 {
			own++
		}
	}
	return own
}

// tileCopies returns how many copies of a tile have all they need in registers, beside some others.
func (l *lowering) tileCopies(own, others int) int {
	all := 16
	if l.avx512 {
		all = 32
	}
	return max(1, min((all-others)/own, mostCopies))
}

// enoughSums hide the latency of additions.
const enoughSums = 8

// tileSlots returns how many accumulators a sum of a tile has in each copy, of at most n: no more than it takes to hide the latency.
func (l *lowering) tileSlots(f *loop.For, n int) int {
	for n > 1 && n*l.lanes.copies*len(f.Carry) > enoughSums {
		n /= 2
	}
	return n
}

// sharedLane translates a load of an element that is the same for all lanes and copies.
func (l *lowering) sharedLane(v *loop.Value, u int) bool {
	if v.Op != loop.Load || l.varying(&v.At) {
		return false
	}
	if u == 0 {
		*l.vecOf(v, 0) = l.laneLoad(v, 0)
		if body := l.region.body; l.lanes.copies > 1 && len(body) > 0 {
			body[len(body)-1].once = false
		}
		return true
	}
	*l.vecOf(v, u) = *l.vecOf(v, 0)
	return true
}

// acrossBlock translates statements of a tile. What a copy fetches comes before its product, so that there is time between fetches.
func (l *lowering) acrossBlock(list []loop.Stmt) {
	var fetches []loop.Stmt
	for _, s := range list {
		v, ok := s.(*loop.Value)
		if !ok {
			fetches = append(fetches, s)
			continue
		}
		for u := range l.lanes.copies {
			l.bindLane(u)
			if l.sharedLane(v, u) {
				continue
			}
			if v.Op == loop.FMA {
				for _, f := range fetches {
					l.laneStatement(f, u)
				}
			}
			l.laneStatement(v, u)
		}
		if v.Op == loop.FMA {
			fetches = nil
		}
	}
}
