package exec_test

import (
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/phlox-ppl/phlox/internal/exec"
)

func TestSupported(t *testing.T) {
	_, err := exec.New(sum)
	if exec.Supported() == errors.Is(err, exec.ErrUnsupported) {
		t.Errorf("Supported is %v, New says %v", exec.Supported(), err)
	}
}

func TestNoCode(t *testing.T) {
	if _, err := exec.New(nil); err == nil {
		t.Error("New of nothing gave no error")
	}
}

func TestClose(t *testing.T) {
	c := program(t, sum)
	before := exec.Mapped()
	for range 2 {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if exec.Mapped() >= before {
		t.Errorf("%d bytes were mapped before Close, now %d", before, exec.Mapped())
	}
	if c.Run(exec.NewContext(), nil, nil) == nil {
		t.Error("Run of closed code gave no error")
	}
}

// Code may be larger than a page, and what comes before its last byte is where it was.
func TestManyPages(t *testing.T) {
	const nop = 0x90
	code := make([]byte, 100_000)
	for i := range code {
		code[i] = nop
	}
	code = append(code, sum...)
	ctx := exec.NewContext()
	ctx.Arg = 10
	if err := program(t, code).Run(ctx, nil, nil); err != nil || ctx.Arg2 != 55 {
		t.Errorf("got %d, error %v", ctx.Arg2, err)
	}
}

func TestUnreachableCodeIsFreed(t *testing.T) {
	program(t, sum)
	before := exec.Mapped()
	const n = 100
	for range n {
		if _, err := exec.New(sum); err != nil {
			t.Fatal(err)
		}
	}
	if grown := exec.Mapped() - before; grown < n*4096/2 { // collections may free some on the way
		t.Errorf("%d programs took only %d bytes", n, grown)
	}
	for end := time.Now().Add(10 * time.Second); exec.Mapped() > before; runtime.GC() {
		if time.Now().After(end) {
			t.Fatalf("%d bytes were mapped before, still %d", before, exec.Mapped())
		}
	}
}
