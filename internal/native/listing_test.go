package native

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/loop"
)

var update = flag.Bool("update", false, "write the golden files")

// levels are processors to write listings for, whatever this one is.
func levels() map[string]exec.Features {
	avx2 := exec.Features{AVX: true, AVX2: true, FMA: true, F16C: true, BMI1: true, BMI2: true, POPCNT: true, LZCNT: true}
	avx512 := avx2
	avx512.AVX512F, avx512.AVX512CD, avx512.AVX512BW, avx512.AVX512DQ, avx512.AVX512VL = true, true, true, true, true
	return map[string]exec.Features{"avx2": avx2, "avx512": avx512}
}

// TestListings compares the code of small programs with what it was when somebody last read it.
func TestListings(t *testing.T) {
	for _, f := range []*loop.Func{sumFunc(100_000), dotFunc(100), polynomialFunc(4096), nestFunc(8), chainFunc(4), regressionFunc(1000, 54), chainsFunc(1000, 54), tileFunc(4, 12, 100), tileFunc(8, 24, 100)} {
		for level, cpu := range levels() {
			got, err := Listing(f, cpu)
			if err != nil {
				t.Fatal(err)
			}
			name := "testdata/" + f.Name + "." + level + ".txt"
			if *update {
				if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs:\n%s", name, got)
			}
		}
	}
}

// A program without statements returns at once.
func TestListingOfNothing(t *testing.T) {
	if text, err := Listing(loop.NewBuilder("nothing").Finish(), exec.Features{AVX2: true, FMA: true, BMI2: true, POPCNT: true}); err != nil || !strings.Contains(text, "ret") {
		t.Errorf("%q, error %v", text, err)
	}
}
