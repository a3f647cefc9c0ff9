package schedule_test

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// table returns a matrix and a vector of numbers with many rows, an odd number of them.
func table(t np.DType) []ir.Value {
	const n, k = 50021, 7
	x := []ir.Value{laws.Normal(1, n, k), laws.Normal(2, k), laws.Normal(3, n)}
	for i := range x {
		x[i] = np.FromIR(x[i]).AsType(t).IR()
	}
	return x
}

func regression(x arrays) arrays {
	loss := func(b np.Array) np.Array { return np.Softplus(np.MatMul(x[0], b).Mul(x[2])).Sum() }
	v, g := fn.ValueAndGrad(loss)(x[1])
	return arrays{v, g}
}

// forked are programs whose passes are cut in pieces.
var forked = []struct {
	name string
	x    []ir.Value
	f    func(x arrays) arrays
}{
	{"regression f64", table(np.Float64), regression},
	{"regression f32", table(np.Float32), regression},
	{"rows that are results", table(np.Float64), func(x arrays) arrays {
		y := np.Exp(x[0].Mul(x[2].ExpandDims(1)))
		return arrays{y, y.Sum(1), y.Sum(0), y.Sum(), y.Sum(1).Mul(x[2]).Sum(), np.Flip(y.Sum(1), 0)}
	}},
	{"other reductions", table(np.Float64), func(x arrays) arrays {
		y := np.Sin(x[0]).Add(x[2].ExpandDims(1))
		z := np.Exp(y.Mul(1e-6))
		return arrays{y.Max(0), y.Min(0), y.Max(), y.Min(), z.Prod(0), z.Prod(), y.Gt(0).Any(0), y.Lt(9).All(0), y.Gt(0).All()}
	}},
	{"numbers", table(np.Float64), func(x arrays) arrays {
		k := np.Arange(50021).ExpandDims(1)
		return arrays{np.Sin(x[0].Mul(k.AsType(np.Float64))).Sum(0), np.Exp(x[2]).Sum()}
	}},
	{"one map", []ir.Value{laws.Normal(1, 100003)}, func(x arrays) arrays {
		return arrays{np.Lgamma(x[0].Mul(x[0]).Add(1))}
	}},
	{"one sum", []ir.Value{laws.Normal(1, 200003)}, func(x arrays) arrays { return arrays{np.Exp(x[0]).Sum()} }},
	{"two passes, and one over other rows", table(np.Float64), func(x arrays) arrays {
		d := x[2].Sub(x[2].Mean())
		z := np.Exp(x[0]).Mul(d.Div(np.Sqrt(d.Mul(d).Mean())).ExpandDims(1))
		return arrays{z.Sum(0), np.Sin(x[0].Slice(0, 0, 40007)).Sum(0)}
	}},
	{"a row after the last full block", []ir.Value{laws.Normal(1, 100*1024+1)}, func(x arrays) arrays {
		return arrays{np.Lgamma(x[0].Mul(x[0]).Add(1))}
	}},
	{"scalars from before", table(np.Float64), func(x arrays) arrays {
		a, up := x[1].Sum(), x[1].Max().Gt(0)
		y := np.Where(up, np.Exp(x[0].Mul(a)), x[0])
		return arrays{y.Sum(0), y.Mul(np.Log(a.Mul(a))).Sum()}
	}},
	{"in a while", table(np.Float64), func(x arrays) arrays {
		return fn.Fori(0, 5, func(k np.Array, s arrays) arrays {
			lp := regression(arrays{x[0], s[0], x[2]})
			return arrays{s[0].Sub(lp[1].Mul(1e-5).Mul(k.AsType(np.Float64))), s[1].Add(lp[0])}
		}, arrays{x[1], np.Scalar(0.0)})
	}},
	{"rows in place in a while", table(np.Float64), func(x arrays) arrays {
		return fn.Fori(0, 3, func(_ np.Array, s arrays) arrays {
			y := np.Sin(s[0].Mul(1.5))
			return arrays{y, s[1].Add(np.MatMul(x[0].T(), s[0].Add(x[0].Sum(1))))}
		}, arrays{x[2], x[1]})
	}},
}

// Programs in pieces compute what Eval does, and the same bits whoever has the pieces.
func TestForks(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, c := range forked {
		t.Run(c.name, func(t *testing.T) {
			p := trace(t, c.f, c.x)
			f := schedule.Program("test", p, schedule.Machine{})
			if err := f.Check(); err != nil || !strings.Contains(f.String(), "fork ") {
				t.Errorf("error %v in\n%v", err, f)
			}
			tol := 1e-11
			if c.x[0].DType() == np.Float32 {
				tol = 1e-4
			}
			for _, b := range compile.Compilers() {
				runtime.GOMAXPROCS(1)
				laws.Compiled(t, p, c.x, b, tol)
				e := compile.New(p, b)
				want := bits(e.Run(laws.Buffers(c.x)))
				for _, cores := range []int{1, 2, 3, 8} {
					runtime.GOMAXPROCS(cores)
					if got := bits(e.Run(laws.Buffers(c.x))); !slices.Equal(got, want) {
						t.Errorf("%s: other results on %d cores than on one", b, cores)
					}
				}
			}
		})
	}
}

// bits returns the elements of arrays, exactly.
func bits(x []*array.Buffer) (all []uint64) {
	for _, b := range x {
		for i := range b.Size() {
			all = append(all, b.Bits(i))
		}
	}
	return all
}

// Sums that a piece adds to, block after block, are in lines of memory that no other piece writes to.
func TestPiecesShareNoLines(t *testing.T) {
	for _, dt := range []np.DType{np.Float64, np.Float32} {
		f := schedule.Program("test", trace(t, regression, table(dt)), schedule.Machine{})
		sums := 0
		f.Walk(func(s loop.Stmt) {
			fork, ok := s.(*loop.Fork)
			if !ok {
				return
			}
			fork.Body.Walk(func(s loop.Stmt) {
				store, ok := s.(*loop.Store)
				if !ok || store.At.Buffer.Kind != loop.Out || len(store.At.Terms) < 2 {
					return
				}
				for _, term := range store.At.Terms {
					if v := term.Index; v.Op == loop.Load && v.At.Buffer.Name == "k" {
						sums++
						if bytes := term.Stride * dt.Size(); bytes%loop.LineBytes != 0 {
							t.Errorf("%v: the sums of two pieces are %d bytes apart", dt, bytes)
						}
					}
				}
			})
		})
		if sums == 0 {
			t.Errorf("%v: pieces have no sums in\n%v", dt, f)
		}
	}
}

// Runs at the same time share the cores, and have the same results.
func TestForksOfManyRuns(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	c := forked[0]
	p := trace(t, c.f, c.x)
	for _, b := range compile.Compilers() {
		e := compile.New(p, b)
		want := bits(e.Run(laws.Buffers(c.x)))
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				for range 4 {
					if got := bits(e.Run(laws.Buffers(c.x))); !slices.Equal(got, want) {
						t.Errorf("%s: results %x, want %x", b, got, want)
					}
				}
			})
		}
		wg.Wait()
	}
}

// What takes less time than it takes to have help stays whole.
func TestSmallPassesAreNotForked(t *testing.T) {
	f := schedule.Program("regression", trace(t, programs[0].f, programs[0].x), schedule.Machine{})
	f.Walk(func(s loop.Stmt) {
		if _, ok := s.(*loop.Fork); ok {
			t.Errorf("a fork in\n%v", f)
		}
	})
}
