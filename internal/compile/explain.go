package compile

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/native"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/ir"
)

// Explain returns the stages of p's compilation as text: the program, its loops, and the instructions, each with
// the statement that it is for. Where there is no machine code it says why.
func Explain(p *ir.Program) string {
	cpu, err := exec.Target()
	f := schedule.Program("program", p, Machine(cpu))
	var text strings.Builder
	fmt.Fprintf(&text, "# Program: %d equations\n\n%v\n# Loops\n\n%v\n# Instructions\n\n", len(p.Eqns), p, f)
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

// explained counts the programs that were explained by this process.
var explained atomic.Int64

// explainTo writes the stages of p to a new file in dir, unless that is empty. A file that cannot be written is
// reported and nothing else: it is for reading only.
func explainTo(dir string, p *ir.Program) {
	if dir == "" {
		return
	}
	name := filepath.Join(dir, fmt.Sprintf("program%03d.txt", explained.Add(1)))
	if err := os.WriteFile(name, []byte(Explain(p)), 0o600); err != nil {
		fmt.Fprintln(os.Stderr, "phlox: PHLOX_EXPLAIN:", err)
	}
}
