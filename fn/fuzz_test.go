package fn_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/lanes"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/opt"
	"github.com/phlox-ppl/phlox/prim"
)

// FuzzPrograms makes a function of the bytes and holds its program to the laws: eager evaluation, the
// simplified program, derivatives, batches and text agree with Eval.
func FuzzPrograms(f *testing.F) {
	for _, kind := range []recipeKind{kinked, looping} {
		for op := range len(recipe{kind: kind}.steps()) {
			f.Add([]byte{byte(kind), byte(op), 0, 1, byte(op + 3), 4, 2, 3, 5, 4, 2})
			f.Add([]byte{byte(kind), 12, 1, 0, byte(op), 4, 1, 6, 4, 3, byte(op), 5, 0, 7, 2, 1})
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 40 {
			return
		}
		r := recipe{bytes: data}
		if len(data) > 0 {
			r.kind = recipeKind(data[0] % 3)
		}
		examples := [][]ir.Value{r.input(1), r.input(2)}
		var x []np.Array
		for _, v := range examples[0] {
			x = append(x, np.FromIR(v))
		}
		p, captured, err := fn.Trace(r.run, x)
		if err != nil || len(captured) > 0 {
			t.Fatal(err, captured)
		}
		if err := ir.Check(p); err != nil {
			t.Fatal(err)
		}
		loose := 1.0
		if strings.Contains(p.String(), ":f32") {
			loose = 1e5
		}
		want := p.Inline(examples[0])
		for i, y := range tree.Values(r.run(x)) {
			laws.Same(t, "eager", y, want[i], loose*1e-13)
		}
		checkLaws(t, p, examples, r.kind, loose)
		laws.Text(t, p, examples[0], slices.Concat(prim.Ops(), flow.Ops()))
		q := opt.Simplify(p)
		for i, y := range q.Inline(examples[0]) {
			laws.Same(t, "simplified", y, want[i], loose*1e-10)
		}
		inLanes := laws.Lanes(p, 5)
		together := make([]ir.Value, len(examples[0]))
		for i := range together {
			together[i] = laws.Stack([][]ir.Value{examples[0], examples[1], examples[0], examples[0], examples[1]}, i)
		}
		want = inLanes.Inline(together)
		for i, y := range lanes.Inward(inLanes).Inline(together) {
			laws.Same(t, "lanes inward", y, want[i], 0)
		}
		derived, simplified := laws.Derived(p, examples, r.kind == looping), laws.Derived(q, examples, r.kind == looping)
		for k, d := range derived {
			laws.Batch(t, d.Program, d.Examples, loose*1e-9)
			want := d.Program.Inline(d.Examples[0])
			for i, y := range opt.Simplify(d.Program).Inline(d.Examples[0]) {
				laws.Same(t, "simplified "+d.Name, y, want[i], loose*1e-9)
			}
			for i, y := range opt.Simplify(simplified[k].Program).Inline(d.Examples[0]) {
				laws.Same(t, d.Name+" of simplified", y, want[i], loose*1e-9)
			}
		}
	})
}

func checkLaws(t *testing.T, p *ir.Program, examples [][]ir.Value, kind recipeKind, loose float64) {
	for _, set := range laws.Sets(examples[0]) {
		if kind != looping {
			laws.Pullback(t, p, examples[0], set, loose*1e-9)
		}
		if kind != kinked {
			laws.JVP(t, p, examples[0], set, loose*1e-5)
		}
	}
	laws.Batch(t, p, examples, loose*1e-10)
}

// recipe is a function given by bytes. Three bytes are a step: which one, and its two operands among the
// values so far. All values are of order 1.
type recipe struct {
	kind  recipeKind
	bytes []byte
}

type recipeKind byte

const (
	smooth  recipeKind = iota
	kinked             // also of kinkedSteps: finite differences say nothing
	looping            // also of loopingSteps: no reverse mode
)

func (r recipe) steps() []step {
	switch r.kind {
	case kinked:
		return slices.Concat(smoothSteps, kinkedSteps)
	case looping:
		return slices.Concat(smoothSteps, loopingSteps)
	}
	return smoothSteps
}

type step = func(x, y np.Array) np.Array

func (r recipe) input(seed uint64) []ir.Value {
	return []ir.Value{laws.Normal(seed, 3), laws.Normal(seed+10, 2, 3), laws.Normal(seed + 20)}
}

func (r recipe) run(x []np.Array) []np.Array {
	values := slices.Clone(x)
	steps := r.steps()
	for b := r.bytes[min(1, len(r.bytes)):]; len(b) >= 3; b = b[3:] {
		v := func(i byte) np.Array { return values[int(i)%len(values)] }
		y := steps[int(b[0])%len(steps)](v(b[1]), v(b[2]))
		if y.Size() > 50 {
			y = y.Ravel().Slice(0, 0, 7)
		}
		values = append(values, y)
	}
	return values[max(3, len(values)-2)-1:]
}

// together makes two operands broadcast: those that don't are summed up.
func together(f func(x, y np.Array) np.Array) func(x, y np.Array) np.Array {
	return func(x, y np.Array) np.Array {
		if fn.Try(func() { np.BroadcastShapes(x.Shape(), y.Shape()) }) != nil {
			x = np.Tanh(x.Sum())
		}
		return f(x, y)
	}
}

// rows makes x an array with an axis of at least one element in front.
func rows(x np.Array) np.Array {
	if x.Rank() == 0 || x.Len() == 0 {
		return np.Stack(0, np.Tanh(x.Sum()), np.Scalar(0.5))
	}
	return x
}

func bounded(x np.Array) np.Array { return np.Tanh(x) }

// definite makes a positive definite matrix whose eigenvalues are between 2 and 20.
func definite(x np.Array) np.Array {
	v := np.Tanh(x.Ravel().Slice(0, 0, min(3, x.Size())))
	n := v.Len()
	return v.Reshape(-1, 1).Mul(v).Add(np.Eye(n).Mul(np.Arange(n).AsType(np.Float64).Mul(3).Add(2)))
}

var smoothSteps = []step{
	together(func(x, y np.Array) np.Array { return np.Tanh(x.Add(y)) }),
	together(func(x, y np.Array) np.Array { return x.Sub(y).Mul(0.5) }),
	together(func(x, y np.Array) np.Array { return bounded(x.Mul(y)) }),
	together(func(x, y np.Array) np.Array { return x.Div(y.Square().Add(1)) }),
	func(x, _ np.Array) np.Array { return np.Sin(x) },
	func(x, _ np.Array) np.Array { return np.Exp(x.Square().Neg()) },
	func(x, _ np.Array) np.Array { return np.Logistic(x) },
	func(x, _ np.Array) np.Array { return bounded(rows(x).Sum(0)) },
	func(x, _ np.Array) np.Array { return bounded(rows(x).Sum(-1)) },
	func(x, _ np.Array) np.Array { return x.Transpose() },
	func(x, _ np.Array) np.Array { return x.Ravel() },
	func(x, _ np.Array) np.Array { x = rows(x); return x.Slice(0, x.Len()/2, x.Len()) },
	func(x, y np.Array) np.Array { // scan with an outer value and a state of rank 0
		last, ys := fn.Scan(func(s, e np.Array) (np.Array, np.Array) {
			next := np.Sin(s.Add(e.Sum()).Add(np.Tanh(y).Sum()))
			return next, next.Mul(e)
		}, np.Scalar(0.3), rows(x), fn.Steps{})
		return ys.Add(last)
	},
	func(x, y np.Array) np.Array { // a state of x's shape, and y at each step
		last, _ := fn.Scan(func(s, e np.Array) (np.Array, struct{}) {
			return np.Sin(s.Mul(0.9).Add(np.Tanh(e.Sum()))), struct{}{}
		}, x, rows(y), fn.Steps{Reverse: true})
		return last
	},
	func(x, y np.Array) np.Array { return np.Concat(0, x.Ravel(), y.Ravel()) },
	func(x, y np.Array) np.Array { return np.Stack(-1, x, x) },
	func(x, y np.Array) np.Array {
		return fn.Checkpoint(func(v []np.Array) np.Array { return np.Sin(v[0]).Mul(np.Tanh(v[1].Sum())) })([]np.Array{x, y})
	},
	func(x, y np.Array) np.Array { // a gradient inside, with an outer value
		return bounded(fn.Grad(func(v np.Array) np.Array { return np.Sin(v).Sum().Mul(np.Tanh(y).Sum()) })(x))
	},
	func(x, y np.Array) np.Array { // a batch inside, with an outer value
		return fn.Vmap(func(v np.Array) np.Array { return np.Sin(v.Sum()).Add(y) })(rows(x))
	},
	func(x, y np.Array) np.Array { // outer product
		return np.Tanh(x.Ravel().Reshape(-1, 1).Mul(y.Ravel()))
	},
	func(x, _ np.Array) np.Array { return np.Flip(rows(x), 0) },
	func(x, y np.Array) np.Array { // a fixed gather
		return np.Take(rows(x), np.IntVec(0, -1, 0), 0)
	},
	func(x, y np.Array) np.Array { return np.Pad(rows(x), padding(rows(x), 1), padding(rows(x), 0), 0.25) },
	func(x, y np.Array) np.Array { return np.LogSumExp(rows(x), 0) },
	func(x, y np.Array) np.Array { return customTanh(x) },
	func(x, y np.Array) np.Array { return bounded(np.Cumsum(rows(x), 0)) },
	func(x, y np.Array) np.Array { return np.Cumprod(bounded(rows(x)), -1) },
	func(x, y np.Array) np.Array { return bounded(np.CumlogsumexpReverse(rows(x), 0)) },
	func(x, y np.Array) np.Array { // a batch of gradients
		return bounded(fn.Vmap(fn.Grad(func(v np.Array) np.Array { return np.Sin(v).Mul(np.Tanh(y).Sum()).Sum() }))(rows(x)))
	},
	func(x, y np.Array) np.Array { // a gradient of a batch of gradients
		g := fn.Vmap(fn.Grad(func(v np.Array) np.Array { return np.Sin(v.Mul(0.5)).Sum() }))
		return bounded(fn.Grad(func(v np.Array) np.Array { return g(v).Square().Sum() })(rows(x)))
	},
	func(x, y np.Array) np.Array { // a simplified function, also under grad and vmap
		f := fn.Jit(func(v np.Array) np.Array { return np.Sin(v).Mul(1.0).Add(v.Mul(0.0)).Sum() })
		return bounded(fn.Vmap(fn.Grad(f.Do))(rows(x)))
	},
	func(x, y np.Array) np.Array { // a checkpoint in a scan
		_, ys := fn.Scan(func(s, e np.Array) (np.Array, np.Array) {
			s = fn.Checkpoint(func(v np.Array) np.Array { return np.Sin(v.Add(np.Tanh(e).Sum())) })(s)
			return s, e.Mul(s)
		}, np.Tanh(y).Sum(), rows(x), fn.Steps{})
		return ys
	},
	func(x, y np.Array) np.Array { return np.Cholesky(definite(x)).Mul(0.3) },
	func(x, y np.Array) np.Array { return np.Solve(definite(x), definite(y.Sum().Add(x)).Mul(0.2)) },
	func(x, y np.Array) np.Array { _, l := np.Slogdet(definite(x)); return bounded(l.Mul(0.1)) },
	func(x, y np.Array) np.Array { w, v := np.Eigh(definite(x)); return v.Square().Add(w.Mul(0.05)) },
	func(x, y np.Array) np.Array { return np.MatMul(definite(x), definite(x).Transpose()).Mul(0.01) },
}

var customTanh = fn.CustomJVP(func(x np.Array) np.Array { return np.Tanh(x) },
	func(x, dx np.Array) (np.Array, np.Array) {
		y := np.Tanh(x)
		return y, dx.Mul(y.Square().Neg().Add(1))
	})

func padding(x np.Array, n int) []int { return slices.Repeat([]int{n}, x.Rank()) }

// kinkedSteps are continuous, but not all of their derivatives are.
var kinkedSteps = []step{
	together(func(x, y np.Array) np.Array { return np.Maximum(x, y) }),
	together(func(x, y np.Array) np.Array { return np.Where(x.Gt(y), x.Sub(y), 0.0) }),
	func(x, y np.Array) np.Array { return np.Abs(x) },
	func(x, y np.Array) np.Array { return rows(x).Max(0) },
	func(x, y np.Array) np.Array {
		return fn.Cond(y.Sum().Gt(0), func(v np.Array) np.Array { return np.Sin(v).Mul(np.Tanh(y).Sum()) },
			func(v np.Array) np.Array { return np.Sin(v).Mul(np.Tanh(y).Sum()) }, x)
	},
	func(x, y np.Array) np.Array {
		return fn.Switch(np.Where(y.Sum().Gt(0), 1, 0), []func(np.Array) np.Array{
			func(v np.Array) np.Array { return np.ZerosLike(v) },
			func(v np.Array) np.Array { return v.Mul(np.Tanh(np.Maximum(y.Sum(), 0.0))) },
		}, x)
	},
	func(x, y np.Array) np.Array { return x.AsType(np.Float32).Mul(0.5).AsType(np.Float64) },
	func(x, y np.Array) np.Array { // a block at a computed place
		x = rows(x)
		return np.DynamicIndex(x, y.Sum().Gt(0).AsType(np.Int64)).Mul(np.Tanh(y.Sum()))
	},
	func(x, y np.Array) np.Array {
		x = rows(x)
		return np.AddAt(x, np.IntVec(0, 0), np.Stack(0, np.Sin(x.At(0)), x.At(0)))
	},
	func(x, y np.Array) np.Array { return np.Sort(rows(x), 0) },
	func(x, y np.Array) np.Array { return np.Cummax(rows(x), -1) },
	func(x, y np.Array) np.Array { // a gather at computed places
		x = rows(x)
		return np.TakeAlongAxis(x, np.Argsort(np.Sin(x.Mul(3)), 0), 0)
	},
	func(x, y np.Array) np.Array { // of updates of one place the last wins
		x = rows(x)
		at := np.Stack(0, y.Sum().Gt(0).AsType(np.Int64), np.Scalar(int64(0)))
		return np.SetAt(x, at, np.Stack(0, np.Sin(x.At(0)), x.At(-1).Mul(0.5)))
	},
	func(x, y np.Array) np.Array { // a block put in place
		x = rows(x)
		return np.DynamicSetIndex(x, y.Sum().Gt(0).AsType(np.Int64), np.Tanh(x.At(0)))
	},
}

// loopingSteps have loops whose number of turns is computed.
var loopingSteps = []step{
	func(x, y np.Array) np.Array {
		n := np.Where(y.Sum().Gt(0), 3, 1)
		return fn.ForiDynamic(np.Scalar(int64(0)), n, func(i, s np.Array) np.Array {
			return np.Sin(s.Add(np.Tanh(y).Sum())).Add(i.AsType(np.Float64).Mul(0.1))
		}, x)
	},
	func(x, y np.Array) np.Array { // a state that the test does not see, and one that nothing uses
		type state struct{ N, S, Unused np.Array }
		out := fn.While(func(s state) np.Array { return s.N.Lt(2) }, func(s state) state {
			return state{s.N.Add(1), np.Sin(s.S).Add(np.Tanh(y).Sum()), np.Cos(s.Unused)}
		}, state{np.Scalar(int64(0)), x, np.Tanh(y)})
		return out.S
	},
	func(x, y np.Array) np.Array { // a loop in a scan
		_, ys := fn.Scan(func(s, e np.Array) (np.Array, np.Array) {
			s = fn.ForiDynamic(np.Scalar(int64(0)), np.Where(y.Sum().Gt(0), 2, 0), func(_, v np.Array) np.Array { return np.Sin(v.Add(e.Sum())) }, s)
			return s, e.Mul(s)
		}, np.Scalar(0.3), np.Tanh(rows(x)), fn.Steps{})
		return ys
	},
}
