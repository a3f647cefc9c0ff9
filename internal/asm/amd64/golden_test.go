package amd64

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden file, of which TestSameAsGNU is to approve")

const goldenFile = "testdata/golden.txt"

// What the assembler writes stays the same. The file has a sample of each instruction for each kind of operands.
func TestGolden(t *testing.T) {
	var b strings.Builder
	seen := map[string]bool{}
	for _, s := range samples(t, 1) {
		if kind := kindOf(s.text); !seen[kind] {
			seen[kind] = true
			fmt.Fprintf(&b, "%-24x %s\n", s.code, s.text)
		}
	}
	if *update {
		if err := os.WriteFile(goldenFile, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	got, want := strings.Split(b.String(), "\n"), strings.Split(string(golden), "\n")
	if len(got) != len(want) {
		t.Errorf("%d lines, want %d", len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Errorf("line %d\n got %s\nwant %s", i+1, got[i], want[i])
		}
	}
}

// kinds are the operands in a text, in an order in which one does not take a part of another for its own.
var kinds = []struct {
	pattern *regexp.Regexp
	letter  string
}{
	{regexp.MustCompile(`(\w+ ptr )?\[.*\]`), "m"},
	{regexp.MustCompile(`\{.*\}`), ""},
	{regexp.MustCompile(`\b[xyz]mm\d+`), "v"},
	{regexp.MustCompile(`\bk\d\b`), "k"},
	{regexp.MustCompile(`\b([re]?([abcd]x|[sd]i|[sb]p)|[abcd]l|(si|di|sp|bp)l|r\d+[bwd]?)\b`), "r"},
	{regexp.MustCompile(` -?\d+`), " i"},
}

// kindOf is a text with letters for its operands.
func kindOf(text string) string {
	for _, k := range kinds {
		text = k.pattern.ReplaceAllString(text, k.letter)
	}
	return text
}
