package compile

import (
	"sync"
	"sync/atomic"

	"github.com/phlox-ppl/phlox/array"
)

// worker is a machine with what else one run needs.
type worker struct {
	machine machine
	params  []*array.Buffer
}

// pool has the workers that nobody uses. One is kept for as long as the pool: most programs have one caller at a time, and
// that takes and gives it with one exchange each. The others are freed if they are not needed for a while.
type pool struct {
	one  atomic.Pointer[worker]
	more sync.Pool
}

// take returns a worker, or nil.
func (p *pool) take() *worker {
	if w := p.one.Swap(nil); w != nil {
		return w
	}
	w, _ := p.more.Get().(*worker)
	return w
}

func (p *pool) give(w *worker) {
	if !p.one.CompareAndSwap(nil, w) {
		p.more.Put(w)
	}
}
