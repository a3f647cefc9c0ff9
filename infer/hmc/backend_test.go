package hmc

import (
	"fmt"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// Each turn of a sampler that is compiled is the turn that Eval makes of the same state, with warm-up, all
// kinds of adaptation, alone and in lanes. A decision that hangs on the last bit may differ; then the states
// do, and the test says so, but the keys here make none.
func TestCompiledTurns(t *testing.T) {
	tg := correlated().traced()
	for _, c := range []Config{
		{StepSize: 0.3},
		{StepSize: 0.3, InverseMass: np.Matrix(dense...), FindStepSize: true},
	} {
		for name, k := range kernels(c) {
			init := func(b begin) infer.State { return k.Init(tg, b.Z, b.Key, 40) }
			turn := func(s infer.State) infer.State { return k.Turn(tg, s, 40, np.Of(60)) }
			compareTurns(t, name, fn.Jit(init).Do(begin{np.Zeros(3), key(1)}), turn)
			starts := begin{np.Zeros(2, 3), key(1).SplitArray(2)}
			compareTurns(t, name+" in lanes", fn.Jit(fn.Vmap(init)).Do(starts), fn.Vmap(turn))
		}
	}
}

func compareTurns(t *testing.T, name string, s infer.State, turn func(infer.State) infer.State) {
	p, err := fn.Jit(turn).Program(s)
	if err != nil {
		t.Fatal(err)
	}
	state := laws.Buffers(tree.Values(s))
	for _, b := range compile.Compilers() {
		run := compile.New(p, b)
		for k := range 300 {
			want := p.Eval(state)
			for i, got := range run.Run(state) {
				laws.Same(t, fmt.Sprintf("%s, %s, turn %d, result %d", name, b, k, i), ir.Concrete(got), ir.Concrete(want[i]), 1e-9)
			}
			state = want
		}
	}
}
