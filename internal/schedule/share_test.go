package schedule_test

import (
	"math"
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// softplus returns sums of softplus over an axis, and something that needs logistic functions of the same in memory.
func softplus(axis int) func(x arrays) arrays {
	return func(x arrays) arrays {
		z := x[0].Mul(3)
		y := np.Logistic(z)
		return arrays{np.Softplus(z).Sum(axis), y.Mul(np.Flip(y, 0))}
	}
}

// What reductions over some axes and arrays take functions of is gone through once, whichever way the loops lie.
func TestSharedFunctions(t *testing.T) {
	for _, c := range []struct {
		name string
		x    []ir.Value
		f    func(x arrays) arrays
	}{
		{"rows", []ir.Value{laws.Normal(1, 40, 50)}, softplus(1)},
		{"columns", []ir.Value{laws.Normal(1, 40, 50)}, softplus(0)},
		{"more than the cache has", []ir.Value{laws.Normal(1, 300, 210)}, softplus(0)},
		{"the axis in the middle", []ir.Value{laws.Normal(1, 7, 40, 9)}, softplus(1)},
		{"against the strides", []ir.Value{laws.Normal(1, 40, 50)}, func(x arrays) arrays { return softplus(1)(arrays{x[0].T()}) }},
		{"chains", []ir.Value{laws.Normal(1, 5003, 7), laws.Normal(2, 8, 7), laws.Normal(3, 5003)}, chains},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := trace(t, c.f, c.x)
			for _, b := range compile.Compilers() {
				laws.Compiled(t, p, c.x, b, 1e-11)
			}
			f := schedule.Program("shared", p, schedule.Machine{Vector: 32, Registers: 16})
			if err := f.Check(); err != nil {
				t.Fatal(err)
			}
			alone := schedule.Program("alone", trace(t, only(c.f), c.x), schedule.Machine{Vector: 32, Registers: 16})
			if n, want := exponentials(f), exponentials(alone); n > want || n == 0 {
				t.Errorf("%d exponentials, where the sums alone have %d, in\n%v", n, want, f)
			}
		})
	}
}

// only is f without what comes after its first result.
func only(f func(x arrays) arrays) func(x arrays) arrays {
	return func(x arrays) arrays { return f(x)[:1] }
}

// exponentials counts the range reductions of exp, which multiply by 1/ln 2.
func exponentials(f *loop.Func) (n int) {
	f.Walk(func(s loop.Stmt) {
		if v, ok := s.(*loop.Value); ok && v.Op == loop.FMA && slices.ContainsFunc(v.Args, func(x *loop.Value) bool {
			return x.Op == loop.Const && x.Bits == math.Float64bits(math.Log2E)
		}) {
			n++
		}
	})
	return n
}
