package exec_test

import (
	"context"
	"errors"
	"math"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/phlox-ppl/phlox/internal/exec"
)

// polled returns a program that counts down from Arg, with the poll that works here.
func polled() []byte {
	if exec.PollByCounter() {
		return countdownByCounter
	}
	return countdown
}

// If this fails, the Go runtime has changed: see PollOffset and PollValue.
func TestGuardIsAsExpected(t *testing.T) {
	program(t, sum)
	if exec.PollByCounter() {
		t.Error("polls must count")
	}
}

// A run of any length is let out for as long as a collection needs it, and gets back in.
func TestCollectionsDuringRun(t *testing.T) {
	c := program(t, polled())
	stop := errors.New("stop")
	var stopped atomic.Bool
	done := make(chan error)
	go func() {
		ctx := exec.NewContext()
		ctx.Arg = math.MaxUint64
		done <- c.Run(ctx, nil, func() error {
			if stopped.Load() {
				return stop
			}
			return nil
		})
	}()
	var slowest time.Duration
	for range 10 {
		start := time.Now()
		runtime.GC()
		slowest = max(slowest, time.Since(start))
	}
	select {
	case err := <-done:
		t.Fatalf("the run ended early: %v", err)
	default:
		stopped.Store(true)
	}
	if err := <-done; err != stop {
		t.Errorf("got error %v", err)
	}
	t.Logf("slowest collection: %v", slowest)
}

func TestPollsByCounter(t *testing.T) {
	c, ctx := program(t, countdownByCounter), exec.NewContext()
	ctx.Arg = 10*exec.PollEvery - 1
	polls := 0
	if err := c.Run(ctx, nil, func() error { polls++; return nil }); err != nil || polls != 9 {
		t.Errorf("%d polls, error %v", polls, err)
	}
}

// The bound is for crowded machines. Usually it takes some 50 µs.
func TestCancel(t *testing.T) {
	c := program(t, polled())
	var slowest time.Duration
	for range 20 {
		background, cancel := context.WithCancel(t.Context())
		stop := context.AfterFunc(background, exec.Interrupt)
		started, done := make(chan bool), make(chan error)
		go func() {
			ctx := exec.NewContext()
			ctx.Arg = math.MaxUint64
			close(started)
			done <- c.Run(ctx, nil, background.Err)
		}()
		<-started
		start := time.Now()
		cancel()
		if err := <-done; err != context.Canceled {
			t.Fatalf("got error %v", err)
		}
		slowest = max(slowest, time.Since(start))
		stop()
	}
	t.Logf("slowest: %v", slowest)
	if slowest > time.Second {
		t.Errorf("a canceled run went on for %v", slowest)
	}
}

func BenchmarkPoll(b *testing.B) {
	for _, p := range []struct {
		name string
		code []byte
	}{{"guard", countdown}, {"counter", countdownByCounter}} {
		b.Run(p.name, func(b *testing.B) {
			c, ctx := program(b, p.code), exec.NewContext()
			ctx.Arg = uint64(b.N)
			if err := c.Run(ctx, nil, nil); err != nil {
				b.Fatal(err)
			}
		})
	}
}

func BenchmarkInterrupt(b *testing.B) {
	for b.Loop() {
		exec.Interrupt()
	}
}
