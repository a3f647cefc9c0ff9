package schedule_test

import (
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// passes are programs over 5003 rows that are to have no temporary with an element for each of these. The rows are the first axis of
// some arrays, and another one of others.
var passes = []struct {
	name string
	x    []ir.Value
	f    func(x arrays) arrays
}{
	{"one chain", []ir.Value{laws.Normal(1, 5003, 7), laws.Normal(2, 7), laws.Normal(3, 5003)}, regression},
	{"chains", []ir.Value{laws.Normal(1, 5003, 7), laws.Normal(2, 8, 7), laws.Normal(3, 5003)}, chains},
	{"few chains", []ir.Value{laws.Normal(1, 5003, 7), laws.Normal(2, 3, 7), laws.Normal(3, 5003)}, chains},
	{"many chains, many columns", []ir.Value{laws.Normal(1, 5003, 30), laws.Normal(2, 33, 30), laws.Normal(3, 5003)}, chains},
	{"chains with weights of their own", []ir.Value{laws.Normal(1, 5003, 7), laws.Normal(2, 8, 7), laws.Normal(3, 8, 5003)},
		func(x arrays) arrays {
			return fn.Vmap(func(y arrays) arrays { return regression(arrays{x[0], y[0], y[1]}) })(x[1:])
		}},
	{"chains of chains", []ir.Value{laws.Normal(1, 5003, 7), laws.Normal(2, 2, 4, 7), laws.Normal(3, 5003)},
		func(x arrays) arrays {
			return fn.Vmap(func(b np.Array) arrays { return chains(arrays{x[0], b, x[2]}) })(x[1])
		}},
	{"rows times each of some matrices", []ir.Value{laws.Normal(1, 5003, 3, 16), laws.Normal(2, 3, 20, 16)},
		func(x arrays) arrays { return arrays{np.Tanh(np.Einsum("nbk,bmk->nbm", x[0], x[1])).Sum(0)} }},
	{"columns before rows", []ir.Value{laws.Normal(1, 7, 5003), laws.Normal(2, 7), laws.Normal(3, 5003)},
		func(x arrays) arrays { return regression(arrays{x[0].T(), x[1], x[2]}) }},
	{"axes on both sides of the rows", []ir.Value{laws.Normal(1, 3, 5003, 4)},
		func(x arrays) arrays {
			y := np.Exp(x[0])
			d := y.Mul(y.Sum(2).ExpandDims(2)).Add(y.Sum(0))
			return arrays{np.Sin(d).Sum(1), d.Sum(), np.Log1p(d).Mul(np.Arange(5003).AsType(np.Float64).ExpandDims(1)).Sum(0).Sum(0)}
		}},
}

// chains is a regression for each row of x[1].
func chains(x arrays) arrays {
	return fn.Vmap(func(b np.Array) arrays { return regression(arrays{x[0], b, x[2]}) })(x[1])
}

func TestOnePass(t *testing.T) {
	machines := []schedule.Machine{{}, {Vector: 32, Registers: 16}, {Vector: 64, Registers: 32}}
	for _, c := range passes {
		t.Run(c.name, func(t *testing.T) {
			p := trace(t, c.f, c.x)
			want := p.Eval(laws.Buffers(c.x))
			for _, b := range compile.Compilers() {
				close(t, compile.New(p, b).Run(laws.Buffers(c.x)), want)
			}
			for _, m := range machines {
				interpreted(t, p, c.x, m, want)
				f := schedule.Program("pass", p, m)
				for _, b := range f.Buffers {
					if b.Kind == loop.Temp && b.Len%5003 == 0 {
						t.Errorf("%+v: temporary %s has %d elements in\n%v", m, b.Name, b.Len, f)
					}
				}
			}
		})
	}
}
