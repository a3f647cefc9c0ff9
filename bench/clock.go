package main

import (
	"os"
	"time"
)

// clock is what is measured: "cpu" is the processor time of all threads, which says more than the time that passes
// while others use the machine, but nothing about what a second thread brings. The C programs ask the same variable.
var clock = os.Getenv("PHLOX_BENCH_CLOCK")

var begun = time.Now()

// now returns the time since some moment.
func now() time.Duration {
	if clock == "cpu" {
		return processorTime()
	}
	return time.Since(begun)
}

// clockNote is what a report says of the clock.
func clockNote() string {
	if clock == "cpu" {
		return ", of processor time"
	}
	return ""
}
