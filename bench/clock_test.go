package main

import "testing"

// Both clocks go on while the processor works, and never back.
func TestClocks(t *testing.T) {
	passed, used := now(), processorTime()
	x := 1.0
	for processorTime() == used {
		for range 1000 {
			x = x*0.5 + 1
		}
	}
	if now() <= passed || processorTime() < used || x != x {
		t.Errorf("from %v and %v to %v and %v", passed, used, now(), processorTime())
	}
}
