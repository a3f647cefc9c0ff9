package schedule_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// A scan carries a small array in values: there is no memory for it, nor for what a step computes.
func TestSmallState(t *testing.T) {
	x := []ir.Value{laws.Normal(1, 2, 2), laws.Normal(2, 2), laws.Normal(3, 50, 2)}
	p := trace(t, func(x arrays) arrays {
		last, _ := fn.Scan(func(s, e np.Array) (np.Array, struct{}) {
			return np.MatMul(x[0], s).Add(e), struct{}{}
		}, x[1], x[2], fn.Steps{})
		return arrays{last}
	}, x)
	const want = `func small {
  in in0 f64[4]
  in in1 f64[2]
  in in2 f64[100]
  out out0 f64[2]
  %0 = load f64 in1[0]
  %1 = load f64 in1[1]
  %2 = const i64 0
  %3 = const i64 50
  %19, %20 = for %4 = %2 to %3 carry %5 = %0, %6 = %1 {
    %7 = load f64 in0[0]
    %8 = load f64 in0[1]
    %9 = mul f64 %7 %5
    %10 = fma f64 %8 %6 %9
    %11 = load f64 in0[2]
    %12 = load f64 in0[3]
    %13 = mul f64 %11 %5
    %14 = fma f64 %12 %6 %13
    %15 = load f64 in2[%4*2]
    %16 = add f64 %10 %15
    %17 = load f64 in2[%4*2 + 1]
    %18 = add f64 %14 %17
    next %16, %18
  }
  store out0[0] = %19
  store out0[1] = %20
}
`
	if got := schedule.Program("small", p, schedule.Machine{}).String(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// Functions of a few numbers are computed in lanes, those with the same arguments in one loop.
func TestPackedFunctions(t *testing.T) {
	x := []ir.Value{laws.Normal(1, 3, 3)}
	p := trace(t, func(x arrays) arrays { return arrays{np.Exp(x[0]).Sum(0), np.Logistic(x[0]).Sum(1)} }, x)
	var loops []*loop.For
	schedule.Program("packed", p, schedule.Machine{}).Walk(func(s loop.Stmt) {
		if l, ok := s.(*loop.For); ok {
			loops = append(loops, l)
		}
	})
	if len(loops) != 4 {
		t.Errorf("%d loops for 2 times 9 numbers, of which 8 are in lanes of 4", len(loops))
	}
	for _, l := range loops {
		if lo, hi := l.Lo.Bits, l.Hi.Bits; !l.Vector || lo != 0 || hi != 4 {
			t.Errorf("a loop from %d to %d, vector %v", lo, hi, l.Vector)
		}
	}
}

// What costs more than registers are worth stays in loops, and so does what fills vectors.
func TestNotSmall(t *testing.T) {
	for _, shape := range []np.Shape{{5}, {2, 8}, {3, 3, 3}} {
		x := []ir.Value{laws.Normal(1, shape...)}
		p := trace(t, func(x arrays) arrays { return arrays{x[0].Mul(2).Add(1)} }, x)
		if text := schedule.Program("loop", p, schedule.Machine{}).String(); !strings.Contains(text, "vector") {
			t.Errorf("%v: %s", shape, text)
		}
	}
}

// smallSteps are functions of a state of small arrays and of a number that says where they are in a loop.
var smallSteps = []func(s arrays, k np.Array) arrays{
	func(s arrays, k np.Array) arrays { return arrays{np.Tanh(np.MatMul(s[1], s[0])), s[1]} },
	func(s arrays, k np.Array) arrays { return arrays{np.LogSumExp(s[0].ExpandDims(1).Add(s[1]), 0), s[1]} },
	func(s arrays, k np.Array) arrays {
		return arrays{np.Flip(s[0], 0), np.Tanh(s[1].T().Add(s[0].Sum()))}
	},
	func(s arrays, k np.Array) arrays { // a place that is computed
		return arrays{np.DynamicSetIndex(s[0], np.Mod(k, 3), s[1].Max()), s[1].Mul(0.5)}
	},
	func(s arrays, k np.Array) arrays { return arrays{np.DynamicIndex(s[1], np.Mod(k, 3)), s[1]} },
	func(s arrays, k np.Array) arrays { return arrays{np.Sort(s[0], 0), s[1]} },
	func(s arrays, k np.Array) arrays { return arrays{np.Cumsum(np.Tanh(s[0]), 0), s[1]} },
	func(s arrays, k np.Array) arrays { // branches that swap, keep and change
		return fn.Cond(np.Mod(k, 2).Eq(0), func(s arrays) arrays { return arrays{s[1].Sum(0).Mul(0.3), s[1]} },
			func(s arrays) arrays { return arrays{s[0], np.Flip(s[1], 1)} }, s)
	},
	func(s arrays, k np.Array) arrays { // a loop in the loop
		return fn.ForiDynamic(np.Scalar(int64(0)), np.Mod(k, 3), func(_ np.Array, s arrays) arrays {
			return arrays{np.Sin(s[0].Add(s[1].Sum(1))), s[1].Mul(0.9)}
		}, s)
	},
	func(s arrays, k np.Array) arrays { // more elements than are small
		return arrays{np.Take(np.Tile(s[0], 4), np.IntVec(9, 1, 5), 0).Mul(0.7), s[1]}
	},
}

// randomSmall returns a function that puts steps in a row in loops, and a scan over what they make.
func randomSmall(seed uint64) func(x arrays) arrays {
	r := rand.New(rand.NewPCG(seed, 5))
	var steps []func(s arrays, k np.Array) arrays
	for range 1 + r.IntN(4) {
		steps = append(steps, smallSteps[r.IntN(len(smallSteps))])
	}
	all := func(s arrays, k np.Array) arrays {
		for _, f := range steps {
			s = f(s, k)
		}
		return s
	}
	trips := 1 + r.IntN(5)
	return func(x arrays) arrays {
		s := fn.Fori(0, trips, func(k np.Array, s arrays) arrays { return all(s, k) }, x[:2])
		last, rows := fn.Scan(func(s arrays, e np.Array) (arrays, arrays) {
			s = all(arrays{s[0].Add(e), s[1]}, s[0].Sum().Gt(0).AsType(np.Int64))
			return s, arrays{s[0], s[1].Gt(0).Any(0)}
		}, s, x[2], fn.Steps{Reverse: seed%2 == 0})
		return append(append(last, s...), rows...)
	}
}

// Small arrays in values, wherever they go, are what Eval says; in lanes too.
func TestRandomSmall(t *testing.T) {
	x := []ir.Value{laws.Normal(1, 3), laws.Normal(2, 3, 3), laws.Normal(3, 4, 3)}
	for seed := range uint64(40) {
		f := randomSmall(seed)
		programs := map[string]*ir.Program{"alone": trace(t, f, x)}
		in := map[string][]ir.Value{"alone": x, "lanes": {laws.Normal(1, 5, 3), laws.Normal(2, 5, 3, 3), laws.Normal(3, 5, 4, 3)}}
		programs["lanes"] = trace(t, fn.Vmap(f), in["lanes"])
		for name, p := range programs {
			t.Run(fmt.Sprint(name, seed), func(t *testing.T) {
				for _, b := range compile.Compilers() {
					laws.Compiled(t, p, in[name], b, 1e-9)
				}
				for _, m := range []schedule.Machine{{}, {Functions: true}} {
					if f := schedule.Program("test", p, m); f.Check() != nil {
						t.Errorf("%v in\n%v", f.Check(), f)
					}
				}
			})
		}
	}
}
