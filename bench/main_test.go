package main

import (
	"io"
	"regexp"
	"strings"
	"testing"
)

func TestUsage(t *testing.T) {
	for _, args := range [][]string{nil, {"what"}, {"limits", "-reps", "0"}, {"compile", "more"}, {"limits", "-only", "("}, {"limits", "-only", "nothing"}} {
		if err := run(args, strings.NewReader(""), io.Discard); err == nil {
			t.Errorf("%q is no error", args)
		}
	}
}

func TestChosen(t *testing.T) {
	s := settings{Only: regexp.MustCompile("^a")}
	same := func(x string) string { return x }
	if got, err := chosen(s, []string{"ab", "ba", "ac"}, same); err != nil || strings.Join(got, " ") != "ab ac" {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := chosen(s, []string{"b"}, same); err == nil {
		t.Error("no choice is no error")
	}
}
