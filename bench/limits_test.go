package main

import (
	"testing"
	"time"
)

// The C programs build and answer.
func TestC(t *testing.T) {
	needsMachineCode(t)
	if testing.Short() {
		t.Skip("a C compiler takes some seconds")
	}
	l, err := newLimits()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}()
	if !l.haveC() {
		t.Skip(l.Why)
	}
	small := tiny
	small.Rows, small.SkimRows, small.Skim = 2048, 200, []int{16}
	for _, b := range benchmarks(small) {
		limit, err := b.Limit(l)
		if err != nil {
			t.Errorf("%s: %v", b.Name, err)
			continue
		}
		for _, c := range []contender{limit.Time, limit.Peer} {
			if c == nil {
				continue
			}
			if x, err := c(time.Microsecond); x <= 0 || err != nil {
				t.Errorf("%s: %v s, %v", b.Name, x, err)
			}
		}
	}
}
