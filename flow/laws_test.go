package flow_test

import (
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/prim"
)

type arrays = []np.Array

// TestLaws holds functions with control flow to the laws that ops obey, and so it does the programs that
// derivatives and batches make of them: gradients of batches of gradients.
func TestLaws(t *testing.T) {
	for _, c := range functions {
		t.Run(c.name, func(t *testing.T) {
			examples := make([][]ir.Value, 3)
			for e := range examples {
				examples[e] = tree.Values(c.in(uint64(e + 1)))
			}
			p, captured, err := fn.Trace(c.f, c.in(1))
			if err != nil || len(captured) > 0 {
				t.Fatal(err, captured)
			}
			eager := tree.Values(c.f(c.in(1)))
			for i, y := range p.Inline(examples[0]) {
				laws.Same(t, "eager", eager[i], y, 1e-14)
			}
			checkProgram(t, p, examples, c.forwardOnly, 2)
		})
	}
}

// checkProgram checks p, and down to the given depth what is derived from it.
func checkProgram(t *testing.T, p *ir.Program, examples [][]ir.Value, forwardOnly bool, depth int) {
	if err := ir.Check(p); err != nil {
		t.Fatal(err)
	}
	for _, set := range laws.Sets(examples[0]) {
		laws.JVP(t, p, examples[0], set, 1e-7)
		if !forwardOnly {
			laws.Pullback(t, p, examples[0], set, 1e-10)
		}
	}
	laws.Batch(t, p, examples, 1e-12)
	laws.Text(t, p, examples[0], slices.Concat(prim.Ops(), flow.Ops()))
	if depth == 0 {
		return
	}
	for _, q := range laws.Derived(p, examples, forwardOnly) {
		t.Run(q.Name, func(t *testing.T) {
			checkProgram(t, q.Program, q.Examples, forwardOnly, depth-1)
		})
	}
}
