package phlox_test

import (
	"os"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// documented is the model of docs/compiler.md.
func documented(p *phlox.P, y np.Array) {
	mu := p.Sample("mu", dist.Normal(0, 10))
	p.Plate("i", 100).Observe("y", dist.Normal(mu, 2), y)
}

// The stages that docs/compiler.md shows are those of the compiler. Its machine code is that for AVX2.
func TestStagesInDocs(t *testing.T) {
	y := np.Arange(100).AsType(np.Float64)
	p, err := infer.NewPosterior(documented, y, random.Key(0), np.Float64)
	if err != nil {
		t.Fatal(err)
	}
	type place struct{ Z, Y np.Array }
	type gradient struct{ LogDensity, Grad np.Array }
	stages, err := fn.Jit(func(x place) gradient {
		lp, g := fn.ValueAndGrad(p.Target(x.Y).LogDensity)(x.Z)
		return gradient{lp, g}
	}).Explain(place{np.Zeros(1), y})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("docs/compiler.md")
	if err != nil {
		t.Fatal(err)
	}
	cpu, err := exec.Target()
	for _, section := range []string{"## Program", "## Loops", "## Machine code"} {
		if section == "## Machine code" && (err != nil || cpu.AVX512VL) {
			continue
		}
		_, after, _ := strings.Cut(string(text), "\n"+section+"\n")
		_, after, _ = strings.Cut(after, "```\n")
		block, _, _ := strings.Cut(after, "```")
		if line := missing(stages, block); block == "" || line != "" {
			t.Errorf("%s: %q is not at its place in\n%s", section, line, stages)
		}
	}
}

// missing returns the first line of a block that does not come in text, in order; "..." stands for any lines.
func missing(text, block string) string {
	for line := range strings.Lines(block) {
		line = strings.TrimSpace(line)
		if line == "..." {
			continue
		}
		_, after, ok := strings.Cut(text, line+"\n")
		if !ok {
			return line
		}
		text = after
	}
	return ""
}
