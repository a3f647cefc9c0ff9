package array

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
)

// The memory of a large buffer is marked for huge pages ("hg"), that of a small one is its neighbors'.
func TestLargeBufferInHugePages(t *testing.T) {
	b := New(Float64, Shape{3, 1 << 20})
	flags := pageFlags(t, uintptr(b.Pointer())+uintptr(8*b.Size()/2))
	if !strings.Contains(flags+" ", " hg ") {
		t.Errorf("the flags of the middle are %q, want hg", flags)
	}
	for i := range 3 << 20 {
		if x := Data[float64](b)[i]; x != 0 {
			t.Fatalf("element %d of a new buffer is %v", i, x)
		}
	}
}

// Memory of one huge page and more begins with one.
func TestMemoryInHugePages(t *testing.T) {
	p := Memory(hugePage)
	if flags := pageFlags(t, uintptr(p)); !strings.Contains(flags+" ", " hg ") {
		t.Errorf("the flags are %q, want hg", flags)
	}
	runtime.KeepAlive(p)
}

// pageFlags returns the flags of the mapping that an address is in.
func pageFlags(t *testing.T, address uintptr) string {
	t.Helper()
	if _, err := os.Stat("/sys/kernel/mm/transparent_hugepage"); err != nil {
		t.Skip("this kernel has no transparent huge pages")
	}
	text, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		t.Skip(err)
	}
	inside := false
	for line := range strings.Lines(string(text)) {
		var from, to uintptr
		if n, _ := fmt.Sscanf(line, "%x-%x ", &from, &to); n == 2 {
			inside = from <= address && address < to
		}
		if flags, ok := strings.CutPrefix(line, "VmFlags:"); ok && inside {
			return " " + strings.TrimSpace(flags)
		}
	}
	t.Skip("the mapping has no flags")
	return ""
}
