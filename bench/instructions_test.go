package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// Every case executes instructions, the pieces of a fork included, and more of them without AVX-512.
func TestInstructions(t *testing.T) {
	var out strings.Builder
	s := settings{Stdout: &out, Only: regexp.MustCompile("")}
	of := tiny
	of.Rows, of.Transitions = 5000, 2
	if err := s.count(of); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")[1:]
	if len(lines) != len(countedCases(of)) {
		t.Errorf("%d lines for %d cases", len(lines), len(countedCases(of)))
	}
	for _, line := range lines {
		var name string
		var wide, narrow int
		if _, err := fmt.Sscan(line, &name, &wide, &narrow); err != nil || wide <= 0 || narrow <= wide {
			t.Errorf("%q, %v: want fewer instructions with AVX-512", line, err)
		}
		if strings.HasPrefix(name, "covtype") && wide < of.Rows {
			t.Errorf("%q: %d rows take more instructions", line, of.Rows)
		}
	}
}
