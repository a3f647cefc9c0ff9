package compile

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/native"
	"github.com/phlox-ppl/phlox/internal/roofline"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/ir"
)

// Explain returns the stages of p's compilation as text: the program, its loops, and the instructions, each with
// the statement that it is for. Where there is no machine code it says why.
func Explain(p *ir.Program) string {
	p = laidOut(p)
	cpu, err := exec.Target()
	f := schedule.Program("program", p, Machine(cpu))
	var text strings.Builder
	fmt.Fprintf(&text, "# Program: %d equations\n\n%s\n# Loops\n\n%v\n# Instructions\n\n", len(p.Eqns), abbreviated(p), f)
	if err == nil {
		var listing string
		if listing, err = native.Listing(f, cpu); err == nil {
			text.WriteString(listing)
		}
	}
	if err != nil {
		fmt.Fprintf(&text, "none: %v\n", err)
	}
	return text.String()
}

// longConstant is the elements of a constant in the text of a program.
var longConstant = regexp.MustCompile(`\(([^(),\n]{80}[^(),\s]*) [^(),\n]{20,}\)`)

// abbreviated is the text of a program with the first elements alone of long constants.
func abbreviated(p *ir.Program) string { return longConstant.ReplaceAllString(p.String(), "($1 ...)") }

// seen counts the programs that were written about.
var seen atomic.Int64

// see compiles p as the environment asks for: what it becomes is written to a file in the directory PHLOX_EXPLAIN, and where
// its time goes to one in PHLOX_PROFILE, with the same number. Files that cannot be written are reported and nothing else: they
// are for reading only.
func see(p *ir.Program, b Backend) (*code, error) {
	explain, profile := os.Getenv("PHLOX_EXPLAIN"), os.Getenv("PHLOX_PROFILE")
	if explain == "" && (profile == "" || b == Eval) {
		return compiled.get(p, b)
	}
	name := fmt.Sprintf("program%03d", seen.Add(1))
	if explain != "" {
		write("PHLOX_EXPLAIN", explain, name+".txt", Explain(p))
	}
	if profile == "" || b == Eval {
		return compiled.get(p, b)
	}
	return compile(p, b, reporter(func(p *Profile) { write("PHLOX_PROFILE", profile, name+"-profile.txt", p.String()) }))
}

// reporter returns a recorder that reports as the program runs, as often as a tenth of the time allows: nobody tells when the
// last run was.
func reporter(report func(*Profile)) *recorder {
	r := &recorder{}
	var mu sync.Mutex
	var next time.Time
	r.done = func() {
		if !mu.TryLock() {
			return
		}
		defer mu.Unlock()
		begun := time.Now()
		if begun.Before(next) {
			return
		}
		report(r.profile())
		end := time.Now()
		next = end.Add(10 * end.Sub(begun))
	}
	_, _ = roofline.Measure() // which takes long; where it cannot be done profiles have no limits
	return r
}

// write writes a file in the directory that an environment variable names.
func write(variable, dir, name, text string) {
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "phlox: %s: %v\n", variable, err)
	}
}
