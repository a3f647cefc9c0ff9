//go:build unix

package main

import (
	"syscall"
	"time"
)

// processorTime returns what this process has used.
func processorTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return time.Since(begun)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
