package show_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/examples/internal/show"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

func TestFlags(t *testing.T) {
	t.Setenv("PHLOX_EXPLAIN", "") // to be restored
	t.Setenv("PHLOX_PROFILE", "")
	explain, profile := filepath.Join(t.TempDir(), "new"), t.TempDir()
	flags := flag.NewFlagSet("test", flag.ContinueOnError)
	show.Flags(flags)
	if err := flags.Parse([]string{"-explain", explain, "-profile", profile}); err != nil {
		t.Fatal(err)
	}
	fn.Jit(func(x np.Array) np.Array { return x.Square().Sum() }).Do(np.Ones(3))
	for dir, want := range map[string]string{explain: "# Loops", profile: "roofline"} {
		if os.Getenv("PHLOX_BACKEND") == "eval" {
			continue
		}
		files, _ := filepath.Glob(filepath.Join(dir, "program*.txt"))
		if len(files) != 1 {
			t.Fatalf("files in %s: %v", dir, files)
		}
		text, err := os.ReadFile(files[0])
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%v, no %q in\n%s", err, want, text)
		}
	}
}
