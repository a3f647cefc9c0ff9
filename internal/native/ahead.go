package native

import (
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// A processor that has no place for one more line on its way forgets that it was to fetch it, and it notices what is read next if that
// is asked for in order. So lines are fetched in order, with as much else between them as there is.

// fetch asks memory for what a fetch outside of lanes is for.
func (l *lowering) fetch(f *loop.Fetch) {
	for _, in := range l.lines(f, f.Len) {
		l.add(in)
	}
}

// lines returns the instructions that ask for the lines of n elements from where a fetch begins.
func (l *lowering) lines(f *loop.Fetch, n int) []inst {
	op := amd64.PREFETCHT0
	if f.Second {
		op = amd64.PREFETCHT1
	}
	at := f.At
	at.Offset += f.Ahead
	m := l.address(&at)
	if n > 1 {
		m = l.within(m)
	}
	list := []inst{{form: formPrefetch, op: uint16(op), mem: m}}
	for n -= loop.LineBytes / f.At.Buffer.Type.Size(); n > 0; n -= loop.LineBytes / f.At.Buffer.Type.Size() {
		m.disp += loop.LineBytes
		list = append(list, inst{form: formPrefetch, op: uint16(op), mem: m})
	}
	return list
}

// laneFetch asks for what one copy of a loop in lanes fetches: for what is side by side, once for all vectors in a line. Rows are
// fetched elsewhere, and what lanes fetch from anywhere is not.
func (l *lowering) laneFetch(f *loop.Fetch, u int) {
	switch p := l.spread(&f.At); {
	case len(p.terms) > 0 || f.Len > 1:
	case p.stride == 0:
		if u == 0 {
			l.fetch(f)
		}
	case p.contiguous():
		if bytes := l.lanes.n * f.At.Buffer.Type.Size(); bytes >= loop.LineBytes || u%(loop.LineBytes/bytes) == 0 {
			l.fetch(f)
		}
	}
}

// rowLines returns the instructions that ask for the rows that statements fetch, of which each lane of a copy has one.
func (l *lowering) rowLines(list []loop.Stmt) []inst {
	var lines []inst
	for _, s := range list {
		f, ok := s.(*loop.Fetch)
		if ok && f.Len > 1 {
			if p := l.spread(&f.At); p.stride == f.Len && len(p.terms) == 0 {
				lines = append(lines, l.lines(f, f.Len*l.lanes.active())...)
			}
		}
	}
	return lines
}
