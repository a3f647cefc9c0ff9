package exec

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// A poll compares the 8 bytes at R14+PollOffset with PollValue; if they are equal, it is time to come back.
const (
	PollOffset = 16    // g.stackguard0
	PollValue  = -1314 // runtime.stackPreempt
)

// PollEvery is where Context.Counter starts. If each iteration takes 10 ns, this is a poll every 40 µs; the price
// of one, some 20 ns, is less than 1 ns per iteration even with all registers to be saved.
const PollEvery = 1 << 12

// Interrupt makes all running code poll at once, instead of within some 10 ms. That is how a run is canceled
// without delay:
//
//	defer context.AfterFunc(ctx, exec.Interrupt)()
//	err := code.Run(c, host, ctx.Err)
//
// AfterFunc costs much more than a short run, so it belongs around many. It needs a processor to run on: if all are
// busy, with generated code or other, it may wait for 10 ms as any goroutine. Interrupt stops the whole process for
// some 10 µs.
func Interrupt() {
	// Every function that stops the world asks all goroutines to pause. This is the cheapest one that is
	// exported, and does not wait for a collection to end.
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
}

// PollByCounter reports that the runtime's private layout is not as PollOffset and PollValue say, so that
// generated code has to poll by Context.Counter. The first call takes some 100 µs to find out, or 20 ms if there
// is only one processor.
func PollByCounter() bool { return pollByCounter() }

var pollByCounter = sync.OnceValue(func() bool { return !guardWorks(250 * time.Millisecond) })

// guardWorks watches this goroutine's guard until a request to pause shows in it. Without one the guard
// is an address in the stack; anything else is a surprise and ends the test. Requests come from another goroutine,
// and from the scheduler's monitor if there is no other processor to run that.
func guardWorks(patience time.Duration) bool {
	var stop atomic.Bool
	defer stop.Store(true)
	go func() {
		for !stop.Load() {
			Interrupt()
		}
	}()
	const spins = 1 << 16 // below a millisecond
	for end := time.Now().Add(patience); time.Now().Before(end); {
		switch low, high, sp, guard := watchGuard(spins); {
		case sp <= low || sp >= high:
			return false
		case int(guard) == PollValue:
			return true
		case guard <= low || guard >= sp:
			return false
		}
	}
	return false
}
