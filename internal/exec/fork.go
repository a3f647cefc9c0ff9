package exec

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
)

// Fork does a number of pieces of work on the calling goroutine and, as long as there are free cores, on others. Those linger for
// a moment when there are no more pieces, because a sampler is soon back with the next Run, and waking a processor takes as long as
// some pieces do. It serves one Run at a time and allocates nothing.
type Fork struct {
	share func(helper bool) error
	help  func() // helper as a value, so that a go statement makes none

	pieces, next atomic.Int64
	stopped      atomic.Bool // because of an error

	// These are written under mu; the atomic ones are watched without it.
	mu        sync.Mutex
	parted    sync.Cond    // the last helper
	open      bool         // helpers may join
	helpers   atomic.Int64 // that did
	lingering int          // helpers that wait for the next Run
	invited   atomic.Int64 // helpers of the next Run that waited for it, and are still to notice
	err       error        // the first one
	panics    any          // what a helper panicked with
}

// errStopped ends the work of a helper because of an error elsewhere.
var errStopped = errors.New("stopped")

// NewFork returns a Fork. Its share is called once by each goroutine that takes part, to do the pieces that [Fork.Next] gives
// it until there are none.
func NewFork(share func(helper bool) error) *Fork {
	f := &Fork{share: share}
	f.help = f.helper
	f.parted.L = &f.mu
	return f
}

// Next returns a piece that nobody else got, if there is one left.
func (f *Fork) Next() (k int, ok bool) {
	i := f.next.Add(1) - 1
	return int(i), i < f.pieces.Load()
}

// Run does pieces 0 to n-1 and returns when all are done. After an error, which it returns, or a panic, which
// it panics with, some are not.
//
// A goroutine that is begun here and comes too late, because the processors are busy with something else, is not
// waited for: it finds the Fork closed, or helps with the next Run.
func (f *Fork) Run(n int) error {
	f.mu.Lock()
	f.next.Store(0)
	f.pieces.Store(int64(n))
	f.stopped.Store(false)
	f.open, f.err, f.panics = true, nil, nil
	help := takeFree(n - 1)
	here := min(help, f.lingering)
	f.lingering -= here
	f.invited.Add(int64(here))
	f.mu.Unlock()
	for range help - here {
		go f.help()
	}
	f.work()
	if f.panics != nil {
		panic(f.panics)
	}
	return f.err
}

// work is the caller's part.
func (f *Fork) work() {
	panics := true
	defer func() {
		if panics {
			f.stop()
		}
		f.close()
	}()
	f.end(f.share(false), nil)
	panics = false
}

// close waits for the helpers that joined.
func (f *Fork) close() {
	f.mu.Lock()
	f.open = false
	f.mu.Unlock()
	watch(func() bool { return f.helpers.Load() == 0 })
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.helpers.Load() > 0 {
		f.parted.Wait()
	}
}

// stop leaves no piece for anybody.
func (f *Fork) stop() {
	f.pieces.Store(0)
	f.stopped.Store(true)
}

// Stopped is the poll of helpers: it returns an error if the work is to end.
func (f *Fork) Stopped() error {
	if f.stopped.Load() {
		return errStopped
	}
	return nil
}

// end notes how a share ended.
func (f *Fork) end(err error, panics any) {
	if err == nil && panics == nil {
		return
	}
	f.stop()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.err = err
	}
	if f.panics == nil {
		f.panics = panics
	}
}

// helper is the life of a goroutine that helps.
func (f *Fork) helper() {
	for more := true; more; more = f.linger() {
		f.assist()
	}
}

// assist takes part in a Run, with a core that was taken for it.
func (f *Fork) assist() {
	joined := f.join()
	defer f.part(joined)
	if !joined {
		return
	}
	defer func() {
		if r := recover(); r != nil {
			f.end(nil, r)
		}
	}()
	f.end(f.share(true), nil)
}

func (f *Fork) join() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open {
		f.helpers.Add(1)
	}
	return f.open
}

// part gives the core back. A Run that begins afterwards finds the helper waiting for it.
func (f *Fork) part(joined bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	GiveCore()
	f.lingering++
	if joined && f.helpers.Add(-1) == 0 {
		f.parted.Signal()
	}
}

// linger waits a little for the next Run, and reports whether there is one to take part in.
func (f *Fork) linger() bool {
	watch(func() bool { return f.invited.Load() > 0 })
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.invited.Load() == 0 {
		f.lingering--
		return false
	}
	f.invited.Add(-1)
	return true
}

// watch waits until ready returns true, for about as long as it takes to wake a goroutine that sleeps (0.1 ms, with its processor) and
// not longer: so who waits loses at most twice what it must. Others are let in meanwhile. It counts and reads no clock, which stands
// still in a test with a clock of its own.
func watch(ready func() bool) {
	const times, looks = 10, 4000
	for range times {
		for range looks {
			if ready() {
				return
			}
		}
		runtime.Gosched()
	}
}
