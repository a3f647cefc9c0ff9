package native_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/infer/hmc"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/native"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

func TestProbe(t *testing.T) {
	for _, dim := range []int{3, 33, 100} {
		tg := infer.Target{Dim: dim, DType: np.Float64, LogDensity: func(z np.Array) np.Array { return np.Dot(z, z).Mul(-0.5) }}
		tg.Variables = []infer.Variable{{Name: "a", Lo: 0, Hi: dim}}
		k := hmc.NUTS{Config: hmc.Config{StepSize: 0.3}, MaxDepth: 10}
		for _, chains := range []int{1, 8} {
			type begin struct {
				Z   np.Array
				Key random.PRNGKey
			}
			init := func(b begin) infer.State { return k.Init(tg, b.Z, b.Key, 40) }
			turn := func(s infer.State) infer.State { return k.Turn(tg, s, 40, np.Of(60)) }
			var s infer.State
			if chains == 1 {
				s = fn.Jit(init).Do(begin{np.Zeros(dim), random.Key(1)})
			} else {
				s = fn.Jit(fn.Vmap(init)).Do(begin{np.Zeros(chains, dim), random.Key(1).SplitArray(chains)})
				turn = fn.Vmap(turn)
			}
			p, err := fn.Jit(turn).Program(s)
			if err != nil {
				t.Fatal(err)
			}
			f := schedule.Program("turn", p, schedule.Machine{})
			cpu, _ := exec.Target()
			start := time.Now()
			c, err := native.Compile(f, cpu)
			if err != nil {
				t.Fatal(err)
			}
			el := time.Since(start)
			text, _ := native.Listing(f, cpu)
			name := fmt.Sprintf("/tmp/turn%d.%d", dim, chains)
			os.WriteFile(name+".txt", []byte(text), 0o644)
			os.WriteFile(name+".loop", []byte(f.String()), 0o644)
			n := 0
			for _, ch := range text {
				if ch == '\n' {
					n++
				}
			}
			var params []*array.Buffer
			for _, v := range tree.Values(s) {
				params = append(params, v.Buffer())
			}
			for _, v := range p.Out {
				params = append(params, array.New(v.DType(), v.Shape()))
			}
			m := c.New()
			if err := m.Run(params, nil); err != nil {
				t.Fatal(err)
			}
			start = time.Now()
			const reps = 20000
			for range reps {
				m.Run(params, nil)
			}
			fmt.Printf("dim %d chains %d: values %d, insts %d, compile %v, run %v\n", dim, chains, f.Values, n, el, time.Since(start)/reps)
			ip, _ := loop.Interpret(f)
			start = time.Now()
			for range 100 {
				ip.Run(params, nil)
			}
			fmt.Printf("   interpreter %v\n", time.Since(start)/100)
		}
	}
}
