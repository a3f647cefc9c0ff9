package main

import (
	"strconv"
	"strings"
	"testing"
)

// Serve answers as the C programs do, and goes on after an error.
func TestServe(t *testing.T) {
	needsMachineCode(t)
	var out strings.Builder
	if err := serve(benchmarks(tiny), strings.NewReader("hmm 1e-4\nnothing 1\nhmm 1e-4\n"), &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 4 || lines[0] != "ready" || lines[2] != `error there is no case "nothing"` {
		t.Fatalf("answers %q", lines)
	}
	for _, i := range []int{1, 3} {
		if x, err := strconv.ParseFloat(lines[i], 64); err != nil || x <= 0 {
			t.Errorf("answer %q", lines[i])
		}
	}
	if err := serve(nil, strings.NewReader("what\n"), &out); err == nil {
		t.Error("a request of one word is answered")
	}
}
