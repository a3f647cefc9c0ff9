package compile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// The numbers of runs, bytes and operations are exact, times positive and not longer than it took.
func TestProfile(t *testing.T) {
	const n = 3000
	for _, b := range compile.Compilers() {
		begun := time.Now()
		p, err := compile.NewProfile(dot(n), b, []*array.Buffer{vector(n), vector(n)}, 10*time.Millisecond)
		took := time.Since(begun)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Parts) != 2 {
			t.Fatalf("%s: parts %+v", b, p.Parts)
		}
		whole, nest := p.Parts[0], p.Parts[1]
		runs := float64(whole.Runs)
		if nest.Runs != whole.Runs || nest.Iterations != n*nest.Runs || nest.Read != 2*8*n*runs || nest.Flops != 2*n*runs {
			t.Errorf("%s: %+v of %v runs", b, nest, runs)
		}
		if whole.Written != 8*runs || whole.Read != nest.Read || nest.Depth != 1 {
			t.Errorf("%s: the whole is %+v", b, whole)
		}
		if nest.Time <= 0 || nest.Time > whole.Time || whole.Time > took {
			t.Errorf("%s: %v of %v of %v", b, nest.Time, whole.Time, took)
		}
		for _, want := range []string{"vector %", "in0 in1", "roofline", " runs, "} {
			if !strings.Contains(p.String(), want) {
				t.Errorf("%s: no %q in\n%v", b, want, p)
			}
		}
	}
	if _, err := compile.NewProfile(dot(3), compile.Eval, []*array.Buffer{vector(3), vector(3)}, 0); err == nil {
		t.Error("the evaluator has a profile")
	}
}

// Calls of Go are parts, too, and programs in programs.
func TestProfileOfCalls(t *testing.T) {
	const n = 40
	x := array.New(array.Float64, array.Shape{n})
	p, _ := ir.TraceFunc([]ir.Type{ir.TypeOf(x)}, func(x []ir.Value) []ir.Value {
		return []ir.Value{prim.Sort(prim.Neg(x[0]), 0)}
	})
	for _, b := range compile.Compilers() {
		profile, err := compile.NewProfile(p, b, []*array.Buffer{x}, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range profile.Parts {
			if strings.HasPrefix(part.Name, "call sort") && part.Read == 8*n && part.Written == 8*n && part.Time > 0 {
				return
			}
		}
		t.Errorf("%s: no sort in\n%v", b, profile)
	}
}

func TestProfileInDirectory(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PHLOX_PROFILE", dir)
	t.Setenv("PHLOX_EXPLAIN", os.Args[0]) // not a directory, which is reported and nothing else
	isDot(t, compile.New(dot(3), compile.Selected()))
	files, _ := filepath.Glob(filepath.Join(dir, "program*-profile.txt"))
	if compile.Selected() == compile.Eval {
		return
	}
	if len(files) != 1 {
		t.Fatalf("files %v", files)
	}
	text, err := os.ReadFile(files[0])
	if err != nil || !strings.HasPrefix(string(text), "1 runs, ") {
		t.Errorf("%v, %s", err, text)
	}
}
