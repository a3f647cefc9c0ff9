//go:build !linux

package array

import "unsafe"

// preferHuge does nothing: only Linux lets a program ask.
func preferHuge(unsafe.Pointer, int) {}
