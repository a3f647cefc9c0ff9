package exec_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"runtime/pprof"
	"testing"
	"time"

	"github.com/phlox-ppl/phlox/internal/exec"
)

// A profile's table of strings names a label only if a sample has it, and runtime._ExternalCode likewise.
func TestProfileLabels(t *testing.T) {
	c, ctx := program(t, polled()), exec.NewContext()
	var zipped bytes.Buffer
	if err := pprof.StartCPUProfile(&zipped); err != nil {
		t.Skip(err)
	}
	const name = "the name of the program"
	pprof.Do(t.Context(), pprof.Labels("phlox", name), func(context.Context) {
		for end := time.Now().Add(200 * time.Millisecond); time.Now().Before(end); {
			ctx.Arg = 1 << 20
			if err := c.Run(ctx, nil, nil); err != nil {
				t.Error(err)
			}
		}
	})
	pprof.StopCPUProfile()
	unzip, err := gzip.NewReader(&zipped)
	if err != nil {
		t.Fatal(err)
	}
	profile, err := io.ReadAll(unzip)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"runtime._ExternalCode", name} {
		if !bytes.Contains(profile, []byte(want)) {
			t.Errorf("the profile lacks %q", want)
		}
	}
}

func BenchmarkLabels(b *testing.B) {
	c, ctx := program(b, []byte{0xc3}), exec.NewContext()
	run := func(context.Context) {
		if err := c.Run(ctx, nil, nil); err != nil {
			b.Fatal(err)
		}
	}
	labels := pprof.Labels("phlox", "name")
	b.Run("none", func(b *testing.B) {
		for b.Loop() {
			run(b.Context())
		}
	})
	b.Run("Do", func(b *testing.B) {
		for b.Loop() {
			pprof.Do(b.Context(), labels, run)
		}
	})
	b.Run("SetGoroutineLabels", func(b *testing.B) {
		with := pprof.WithLabels(b.Context(), labels)
		for b.Loop() {
			pprof.SetGoroutineLabels(with)
			run(with)
			pprof.SetGoroutineLabels(b.Context())
		}
	})
}
