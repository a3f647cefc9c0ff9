// Package try runs the example programs as their users do and reads what they print.
package try

import (
	"bytes"
	"context"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Output is what a program printed.
type Output struct {
	Text        string
	Means       map[string]float64 // the column "mean" of the summary tables, by row; of several the last
	Divergences int                // of all tables together
}

var divergences = regexp.MustCompile(`Number of divergences: (\d+)`)

// Run runs a program with arguments. An error fails the test, as does a mean that is not finite, and a text
// without a table.
func Run(t *testing.T, run func(ctx context.Context, args []string, stdout io.Writer) error, args ...string) Output {
	t.Helper()
	var b bytes.Buffer
	if err := run(t.Context(), args, &b); err != nil {
		t.Fatal(err)
	}
	out := Output{Text: b.String(), Means: map[string]float64{}}
	inTable := false
	for line := range strings.Lines(out.Text) {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0:
			inTable = false
		case fields[0] == "mean":
			inTable = true
		case inTable:
			mean, err := strconv.ParseFloat(fields[1], 64)
			if err != nil || math.IsNaN(mean) || math.IsInf(mean, 0) {
				t.Errorf("the mean of %s is %s", fields[0], fields[1])
			}
			out.Means[fields[0]] = mean
		}
	}
	found := divergences.FindAllStringSubmatch(out.Text, -1)
	if len(found) == 0 || len(out.Means) == 0 {
		t.Fatalf("no summary table in\n%s", out.Text)
	}
	for _, match := range found {
		n, _ := strconv.Atoi(match[1])
		out.Divergences += n
	}
	return out
}

// Near fails the test unless the mean of a row is at most tol from want.
func (o Output) Near(t *testing.T, row string, want, tol float64) {
	t.Helper()
	if got, ok := o.Means[row]; !ok || !(math.Abs(got-want) <= tol) {
		t.Errorf("the mean of %s is %v, want %v ± %v", row, got, want, tol)
	}
}

// Diverges fails the test if more than most transitions diverged.
func (o Output) Diverges(t *testing.T, most int) {
	t.Helper()
	if o.Divergences > most {
		t.Errorf("%d transitions diverged, want at most %d", o.Divergences, most)
	}
}
