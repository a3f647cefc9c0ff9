package phlox_test

import (
	"cmp"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/phlox-ppl/phlox"

// layers lists packages from the bottom up. A package imports only packages of the layers before its own,
// and those that stand before it in its own layer if that is marked ordered. A * matches one element.
var layers = []struct {
	ordered  bool
	packages []string
}{
	{false, []string{"array", "internal/special", "internal/marks", "internal/asm/*", "internal/exec"}},
	{true, []string{"internal/loop", "internal/vmath", "internal/native", "internal/roofline", "internal/hlo"}},
	{true, []string{"ir", "internal/expr", "internal/kernel"}},
	{false, []string{"prim"}},
	{false, []string{"ad", "batch"}},
	{true, []string{"flow", "opt", "internal/lanes", "internal/schedule", "internal/compile"}},
	{false, []string{"internal/laws", "internal/logspace"}}, // laws are what the tests of prim and flow hold ops to
	{true, []string{"np", "np/*", "internal/tree", "fn"}},
	{true, []string{"random", "dist/constraint", "dist/bijector"}},
	{false, []string{"dist"}},
	{false, []string{"."}},
	{true, []string{"reparam", "enum", "handler"}},
	{false, []string{"optim", "diagnostics"}},
	{false, []string{"infer"}},
	{true, []string{"infer/hmc/internal/*", "infer/hmc", "infer/guide", "infer/svi"}},
	{false, []string{"infer/mcmc"}},
	{false, []string{"examples/internal/*"}}, // what the examples' tests share
	{false, []string{"internal/simulate"}},   // which only tests and bench import
	{false, []string{"examples/*", "cmd/*", "bench", "bench/*", "validation", "validation/*"}},
}

// place returns where a package stands in layers; layer is -1 if it is unknown.
func place(pkg string) (layer, at int) {
	for i, l := range layers {
		for k, pattern := range l.packages {
			if ok, _ := path.Match(pattern, pkg); ok {
				return i, k
			}
		}
	}
	return -1, 0
}

func TestImportsGoDown(t *testing.T) {
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && file != ".") {
			return cmp.Or(err, fs.SkipDir)
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(filepath.Dir(file))
		layer, at := place(pkg)
		if layer < 0 {
			t.Errorf("%s: package %s has no layer", file, pkg)
		}
		for _, spec := range f.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			rel, ours := strings.CutPrefix(imported, module)
			if !ours {
				continue
			}
			if rel = strings.TrimPrefix(rel, "/"); rel == "" {
				rel = "."
			}
			below, before := place(rel)
			if below < 0 || below > layer || below == layer && !(layers[layer].ordered && before < at) {
				t.Errorf("%s imports %s, which does not stand below it", file, rel)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
