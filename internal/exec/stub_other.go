//go:build !amd64

package exec

// No Code is ever made on these architectures, so call and gWord are not reached, and watchGuard reports a layout
// that is not the one expected.

var cpu Features

func call(uintptr, *Context) {}

func gWord(int) uintptr { return 0 }

func watchGuard(int) (low, high, sp, guard uintptr) { return 0, 0, 0, 0 }
