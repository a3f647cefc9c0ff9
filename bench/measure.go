package main

import (
	"slices"
	"time"
)

// contender does the same piece of work again and again, and returns the mean time of one piece in seconds. It does so twice for
// at least some time, and only the second time counts: at first it finds in the caches what another contender has left there, and data
// of about a cache's size are read some twenty times before they stay in it.
type contender func(atLeast time.Duration) (float64, error)

// minimum is how long the part of a repetition that counts takes at least.
const minimum = 100 * time.Millisecond

// settling is how long a contender runs before it is measured, if nothing else is asked for: on virtual machines memory is slower for
// some tenths of a second after its first use.
const settling = time.Second

// repeat is the contender that calls f.
func repeat(f func()) contender {
	return func(atLeast time.Duration) (float64, error) {
		mean(f, atLeast)
		return mean(f, atLeast), nil
	}
}

// mean calls f for at least some time and returns the mean time of a call in seconds.
func mean(f func(), atLeast time.Duration) float64 {
	begun, done := now(), 0
	for n := 1; ; n *= 2 {
		for range n {
			f()
		}
		done += n
		if t := now() - begun; t >= atLeast {
			return t.Seconds() / float64(done)
		}
	}
}

// fixed is a limit that is a number of seconds.
func fixed(seconds float64) contender {
	return func(time.Duration) (float64, error) { return seconds, nil }
}

// scaled is c for work that is a multiple of c's.
func scaled(c contender, by float64) contender {
	return func(atLeast time.Duration) (float64, error) {
		t, err := c(atLeast)
		return t * by, err
	}
}

// less is what c takes more than d.
func less(c, d contender) contender {
	return func(atLeast time.Duration) (float64, error) {
		t, err := c(atLeast)
		if err != nil {
			return 0, err
		}
		u, err := d(atLeast)
		return t - u, err
	}
}

// medians measures contenders in turn, after they have settled, and returns the median of each. That of a nil contender is 0.
func medians(contenders []contender, settle time.Duration, reps int) ([]float64, error) {
	times := make([][]float64, len(contenders))
	measure := func(atLeast time.Duration, note func(i int, t float64)) error {
		for i, c := range contenders {
			if c == nil {
				continue
			}
			t, err := c(atLeast)
			if err != nil {
				return err
			}
			note(i, t)
		}
		return nil
	}
	if err := measure(settle/2, func(int, float64) {}); err != nil {
		return nil, err
	}
	for range reps {
		if err := measure(minimum, func(i int, t float64) { times[i] = append(times[i], t) }); err != nil {
			return nil, err
		}
	}
	out := make([]float64, len(contenders))
	for i := range times {
		out[i] = median(times[i])
	}
	return out, nil
}

// median returns the middle of x, 0 if x is empty. It sorts x.
func median(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	slices.Sort(x)
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}
