package main

import (
	"errors"
	"slices"
	"testing"
	"time"
)

func TestRepeat(t *testing.T) {
	calls := 0
	mean, err := repeat(func() { calls++ })(time.Millisecond)
	if err != nil || mean*float64(calls) < 1e-3 {
		t.Errorf("%d calls of %v s, %v: less than a millisecond", calls, mean, err)
	}
}

// Contenders are measured in turn, after one time that does not count.
func TestMedians(t *testing.T) {
	var order []int
	turns := func(id int, times ...float64) contender {
		return func(time.Duration) (float64, error) {
			order = append(order, id)
			x := times[0]
			times = times[1:]
			return x, nil
		}
	}
	got, err := medians([]contender{turns(0, 100, 3, 1, 2), nil, turns(2, 100, 5, 9, 4)}, time.Second, 3)
	if want := []float64{2, 0, 5}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
	if want := []int{0, 2, 0, 2, 0, 2, 0, 2}; !slices.Equal(order, want) {
		t.Errorf("order %v, want %v", order, want)
	}
	broken := func(time.Duration) (float64, error) { return 0, errors.New("broken") }
	if _, err := medians([]contender{broken}, 0, 1); err == nil {
		t.Error("no error")
	}
}

func TestArithmetic(t *testing.T) {
	if x, err := less(scaled(fixed(3), 2), fixed(1))(0); x != 5 || err != nil {
		t.Errorf("%v, %v; want 5", x, err)
	}
	if x := median([]float64{4, 1, 3, 2}); x != 2.5 {
		t.Errorf("median %v, want 2.5", x)
	}
}
