package main

import (
	"math"
	"strings"
	"testing"
	"time"
)

// The C programs build, find their gradients right, and answer.
func TestC(t *testing.T) {
	needsMachineCode(t)
	if testing.Short() {
		t.Skip("a C compiler takes seconds")
	}
	l, err := newLimits("-O1")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}()
	if l.gcc == "" {
		t.Skip(l)
	}
	for name := range programs {
		if !l.haveC(name) {
			t.Errorf("%s: %s", name, l.missing[name])
		}
	}
	small := tiny
	small.Rows, small.SkimRows, small.Skim = 2048, 200, []int{16}
	for _, b := range benchmarks(small) {
		limit, err := b.Limit(l)
		if err != nil {
			t.Errorf("%s: %v", b.Name, err)
			continue
		}
		if limit.Time == nil {
			t.Errorf("%s: there is no limit", b.Name)
		}
		for _, c := range []contender{limit.Time, limit.Peer} {
			if c == nil {
				continue
			}
			x, err := c(time.Microsecond)
			if strings.HasPrefix(b.Name, "nuts") { // a difference of times, which may be negative
				x = math.Abs(x)
			}
			if !(x > 0) || err != nil {
				t.Errorf("%s: %v s, %v", b.Name, x, err)
			}
		}
	}
}

// A program that is missing takes its place from own loops; the others stay.
func TestMissing(t *testing.T) {
	l := &limits{missing: map[string]string{"covtype": "it does not compile", "hmm": ""}}
	if l.haveC("covtype") || !l.haveC("hmm") {
		t.Error("covtype is there, or hmm is not")
	}
	if got := l.String(); !strings.HasSuffix(got, ": it does not compile") {
		t.Errorf("limits: %s", got)
	}
	if got := noC("there is none").String(); strings.Count(got, "there is none") != 1 {
		t.Errorf("limits: %s", got)
	}
}
