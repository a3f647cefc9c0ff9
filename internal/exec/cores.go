package exec

import (
	"runtime"
	"sync/atomic"
)

// Programs that share work with other goroutines share the processors with each other. Each goroutine that runs
// one takes a core; a [Fork] has help from as many goroutines as there are cores then that nobody took. So one chain
// uses all cores, and as many chains as there are cores have one each.

// taken is the number of cores that are in use.
var taken atomic.Int64

// TakeCore counts the calling goroutine among those that run programs, until GiveCore.
func TakeCore() { taken.Add(1) }

// GiveCore ends what TakeCore began.
func GiveCore() { taken.Add(-1) }

// takeFree takes at most so many cores, of the GOMAXPROCS that nobody took, and returns how many. The caller
// has its own already.
func takeFree(most int) int {
	if most <= 0 {
		return 0
	}
	cores := int64(runtime.GOMAXPROCS(0))
	for {
		n := taken.Load()
		k := min(int64(most), cores-max(n, 1))
		if k <= 0 {
			return 0
		}
		if taken.CompareAndSwap(n, n+k) {
			return int(k)
		}
	}
}
