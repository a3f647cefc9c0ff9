package main

import (
	"os"
	"path/filepath"
	"testing"
)

// Every directory of examples/ with a program is timed, with each back end at least once.
func TestExamples(t *testing.T) {
	timed := map[string]bool{}
	for _, e := range examples {
		for _, b := range e.Backends {
			timed[e.Name+" "+b] = true
		}
	}
	mains, err := filepath.Glob("../examples/*/main.go")
	if err != nil || len(mains) == 0 {
		t.Fatalf("%d examples, %v", len(mains), err)
	}
	for _, path := range mains {
		for _, b := range backends {
			if name := filepath.Base(filepath.Dir(path)); !timed[name+" "+b] {
				t.Errorf("%s is not timed with %s", name, b)
			}
		}
	}
	for _, e := range examples {
		if _, err := os.Stat(filepath.Join("../examples", e.Name)); err != nil {
			t.Error(err)
		}
	}
}

func TestExampleLine(t *testing.T) {
	if len(timedExample{}.String()) != len(exampleHeader) {
		t.Errorf("the columns are not below their names:\n%s\n%v", exampleHeader, timedExample{})
	}
	e := timedExample{"hmm", "-samples 10", map[string]float64{"eval": 10, "interp": 5, "native": 0.5}}
	const want = "hmm           -samples 10                 10.0 s      5.00 s      500 ms         20.0"
	if got := e.String(); got != want {
		t.Errorf("got\n%q, want\n%q", got, want)
	}
}
