package exec

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// cores sets GOMAXPROCS for a test.
func cores(t *testing.T, n int) {
	before := runtime.GOMAXPROCS(n)
	t.Cleanup(func() { runtime.GOMAXPROCS(before) })
}

// counting returns a Fork whose pieces count how often they are done, and how many goroutines were at work at most.
func counting(done []atomic.Int32, now, most *atomic.Int64) *Fork {
	var f *Fork
	f = NewFork(func(bool) error {
		n := now.Add(1)
		defer now.Add(-1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		for k, ok := f.Next(); ok; k, ok = f.Next() {
			done[k].Add(1)
			time.Sleep(10 * time.Microsecond)
		}
		return nil
	})
	return f
}

// Each piece is done once, and no more goroutines are at work than there are cores, however many runs there are
// at the same time.
func TestForkTakesFreeCores(t *testing.T) {
	for _, c := range []struct{ cores, runs, most int }{{1, 1, 1}, {3, 1, 3}, {4, 4, 4}, {4, 2, 4}, {2, 5, 5}} {
		cores(t, c.cores)
		var now, most atomic.Int64
		var wg sync.WaitGroup
		begin := make(chan struct{})
		var ready sync.WaitGroup
		ready.Add(c.runs)
		for range c.runs {
			wg.Go(func() {
				TakeCore()
				defer GiveCore()
				ready.Done()
				<-begin
				const rounds, pieces = 20, 17
				done := make([]atomic.Int32, pieces)
				f := counting(done, &now, &most)
				for range rounds {
					if err := f.Run(pieces); err != nil {
						t.Error(err)
					}
				}
				for k := range done {
					if n := done[k].Load(); n != rounds {
						t.Errorf("piece %d was done %d times of %d", k, n, rounds)
					}
				}
			})
		}
		ready.Wait()
		close(begin)
		wg.Wait()
		if n := int(most.Load()); n > c.most {
			t.Errorf("%d goroutines at work for %d runs on %d cores", n, c.runs, c.cores)
		}
		idle(t)
	}
}

// idle waits until goroutines that came too late are gone.
func idle(t *testing.T) {
	t.Helper()
	for range 1000 {
		if taken.Load() == 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("%d cores are still taken", taken.Load())
}

// With one core there is no other goroutine.
func TestForkOnOneCore(t *testing.T) {
	cores(t, 1)
	helpers := 0
	var f *Fork
	f = NewFork(func(helper bool) error {
		if helper {
			helpers++
		}
		for _, ok := f.Next(); ok; _, ok = f.Next() {
			time.Sleep(time.Microsecond)
		}
		return nil
	})
	if err := f.Run(100); err != nil || helpers > 0 {
		t.Errorf("%d helpers, error %v", helpers, err)
	}
}

// The caller goes on working until a helper has come, so that the test is sure of one.
func withHelper(caller func() error, helper func() error) error {
	var f *Fork
	came := make(chan struct{})
	var once sync.Once
	f = NewFork(func(isHelper bool) error {
		if isHelper {
			defer once.Do(func() { close(came) })
			return helper()
		}
		<-came
		return caller()
	})
	defer func() {
		if f.helpers.Load() != 0 {
			panic("a helper is left behind")
		}
	}()
	return f.Run(2)
}

func TestForkReturnsErrorsOfHelpers(t *testing.T) {
	cores(t, 2)
	want := errors.New("oh")
	if err := withHelper(func() error { return nil }, func() error { return want }); err != want {
		t.Errorf("error %v", err)
	}
	idle(t)
}

func TestForkPanicsAsHelpersDo(t *testing.T) {
	cores(t, 2)
	defer func() {
		if r := recover(); r != "oh" {
			t.Errorf("recovered %v", r)
		}
		idle(t)
	}()
	_ = withHelper(func() error { return nil }, func() error { panic("oh") })
}

// A panic of the caller goes on when the helpers are done.
func TestForkPanicsAsTheCallerDoes(t *testing.T) {
	cores(t, 2)
	done := false
	defer func() {
		if r := recover(); r != "oh" || !done {
			t.Errorf("recovered %v, helper done: %v", r, done)
		}
		idle(t)
	}()
	var f *Fork
	came := make(chan struct{})
	f = NewFork(func(helper bool) error {
		if !helper {
			<-came
			panic("oh")
		}
		close(came)
		for f.Stopped() == nil {
			time.Sleep(time.Microsecond)
		}
		done = true
		return nil
	})
	_ = f.Run(2)
}

// An error stops the others.
func TestForkStops(t *testing.T) {
	cores(t, 2)
	want := errors.New("oh")
	var f *Fork
	f = NewFork(func(helper bool) error {
		if helper {
			return want
		}
		for f.Stopped() == nil {
			time.Sleep(time.Microsecond)
		}
		return f.Stopped()
	})
	if err := f.Run(2); err != want {
		t.Errorf("error %v", err)
	}
	idle(t)
}

// A helper that lingers is invited to the next Run in place of a new one, with a core of its own, and takes part in it, or in
// the next, when it notices.
func TestForkInvitesWhoLingers(t *testing.T) {
	cores(t, 2)
	TakeCore()
	var helpers atomic.Int64
	var f *Fork
	f = NewFork(func(helper bool) error {
		if helper {
			helpers.Add(1)
		}
		for _, ok := f.Next(); ok; _, ok = f.Next() {
		}
		return nil
	})
	f.lingering = 1
	before := runtime.NumGoroutine()
	if err := f.Run(2); err != nil {
		t.Fatal(err)
	}
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines were begun", n-before)
	}
	if f.lingering != 0 || f.invited.Load() != 1 || taken.Load() != 2 {
		t.Fatalf("%d linger, %d are invited, %d cores are taken", f.lingering, f.invited.Load(), taken.Load())
	}
	if err := f.Run(2); err != nil || f.invited.Load() != 1 || taken.Load() != 2 {
		t.Fatalf("error %v; %d are invited, %d cores are taken", err, f.invited.Load(), taken.Load())
	}
	if !f.linger() {
		t.Fatal("did not notice")
	}
	f.open = true
	f.assist()
	if helpers.Load() != 1 || f.lingering != 1 || f.helpers.Load() != 0 || taken.Load() != 1 {
		t.Errorf("helped %d times, %d linger, %d help, %d cores are taken", helpers.Load(), f.lingering, f.helpers.Load(), taken.Load())
	}
	GiveCore()
	if f.linger() || f.lingering != 0 {
		t.Error("lingers for ever")
	}
}

// Helpers are gone soon after the last Run.
func TestForkLeavesNoGoroutine(t *testing.T) {
	cores(t, 4)
	before := runtime.NumGoroutine()
	var f *Fork
	f = NewFork(func(bool) error {
		for _, ok := f.Next(); ok; _, ok = f.Next() {
			time.Sleep(100 * time.Microsecond)
		}
		return nil
	})
	for range 10 {
		if err := f.Run(12); err != nil {
			t.Fatal(err)
		}
	}
	idle(t)
	for range 1000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines more than before", runtime.NumGoroutine()-before)
}

func TestForkDoesNotAllocate(t *testing.T) {
	cores(t, 2)
	TakeCore()
	defer GiveCore()
	var f *Fork
	f = NewFork(func(bool) error {
		for _, ok := f.Next(); ok; _, ok = f.Next() {
		}
		return nil
	})
	if n := testing.AllocsPerRun(1000, func() { _ = f.Run(8) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// What it costs to have another goroutine help, at least: both do one piece.
func BenchmarkFork(b *testing.B) {
	TakeCore()
	defer GiveCore()
	f := (*Fork)(nil)
	f = NewFork(func(bool) error {
		for _, ok := f.Next(); ok; _, ok = f.Next() {
		}
		return nil
	})
	for b.Loop() {
		_ = f.Run(8)
	}
}
