package native

import "github.com/phlox-ppl/phlox/internal/loop"

// lineBytes is what memory delivers at a time.
const lineBytes = 64

// fetchAhead asks memory for what is to be fetched with a load of elements side by side: once for all vectors in a line.
func (l *lowering) fetchAhead(v *loop.Value, s shape, u int) {
	bytes := l.lanes.n * int(s.elem)
	if v.Ahead == 0 || !l.lanes.whole() || bytes < lineBytes && u%(lineBytes/bytes) != 0 {
		return
	}
	at := v.At
	at.Offset += v.Ahead
	l.add(inst{form: formPrefetch, mem: l.address(&at)})
}
