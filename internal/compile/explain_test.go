package compile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// Of a long constant the first elements are shown, and what comes after it.
func TestExplainLongConstant(t *testing.T) {
	x := []ir.Value{laws.Normal(1, 1000)}
	p, _ := ir.TraceFunc(ir.TypesOf(x), func(y []ir.Value) []ir.Value {
		return []ir.Value{prim.Mul(y[0], x[0])}
	})
	text := compile.Explain(p)
	for line := range strings.Lines(text) {
		if len(line) > 200 {
			t.Errorf("a line of %d characters: %s", len(line), line)
		}
	}
	if n := strings.Count(text, " ..."); n != 1 || !strings.Contains(text, " ...):f64[1000]") {
		t.Errorf("%d constants are abbreviated, want one, in\n%s", n, text)
	}
}

func TestExplain(t *testing.T) {
	x := []ir.Value{laws.Normal(1, 5)}
	p, _ := ir.TraceFunc(ir.TypesOf(x), func(x []ir.Value) []ir.Value {
		return []ir.Value{prim.SumAll(prim.Square(x[0]))}
	})
	dir := t.TempDir()
	t.Setenv("PHLOX_EXPLAIN", dir)
	compile.New(p, compile.Native).Run(laws.Buffers(x))
	files, _ := filepath.Glob(filepath.Join(dir, "*.txt"))
	if len(files) != 1 {
		t.Fatalf("files %v", files)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"square a", "vector %", "fma f64", "# Instructions"} {
		if !strings.Contains(string(text), part) {
			t.Errorf("no %q in\n%s", part, text)
		}
	}
}
