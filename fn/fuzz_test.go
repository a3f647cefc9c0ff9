package fn_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/fn"
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
	for op := range len(smoothSteps) + len(kinkedSteps) {
		f.Add([]byte{1, byte(op), 0, 1, byte(op + 3), 4, 2, 3, 5, 4, 2})
		f.Add([]byte{1, 12, 1, 0, byte(op), 4, 1, 6, 4, 3, byte(op), 5, 0, 7, 2, 1})
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 40 {
			return
		}
		r := recipe{smooth: len(data) > 0 && data[0]%2 == 0, bytes: data}
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
		for i, y := range opt.Simplify(p).Eval(laws.Buffers(examples[0])) {
			laws.Same(t, "simplified", ir.Concrete(y), want[i], loose*1e-10)
		}
		for _, set := range laws.Sets(examples[0]) {
			laws.Pullback(t, p, examples[0], set, loose*1e-9)
			if r.smooth {
				laws.JVP(t, p, examples[0], set, loose*1e-5)
			}
		}
		laws.Batch(t, p, examples, loose*1e-10)
		laws.Text(t, p, examples[0], slices.Concat(prim.Ops(), flow.Ops()))
		for _, d := range laws.Derived(p, examples, false) {
			laws.Batch(t, d.Program, d.Examples, loose*1e-9)
			for i, y := range opt.Simplify(d.Program).Eval(laws.Buffers(d.Examples[0])) {
				laws.Same(t, "simplified "+d.Name, ir.Concrete(y), d.Program.Inline(d.Examples[0])[i], loose*1e-9)
			}
		}
	})
}

// recipe is a function given by bytes. Three bytes are a step: which one, and its two operands among the
// values so far. All values are of order 1.
type recipe struct {
	smooth bool
	bytes  []byte
}

func (r recipe) input(seed uint64) []ir.Value {
	return []ir.Value{laws.Normal(seed, 3), laws.Normal(seed+10, 2, 3), laws.Normal(seed + 20)}
}

func (r recipe) run(x []np.Array) []np.Array {
	values := slices.Clone(x)
	steps := smoothSteps
	if !r.smooth {
		steps = slices.Concat(smoothSteps, kinkedSteps)
	}
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

var smoothSteps = []func(x, y np.Array) np.Array{
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
}

var customTanh = fn.CustomJVP(func(x np.Array) np.Array { return np.Tanh(x) },
	func(x, dx np.Array) (np.Array, np.Array) {
		y := np.Tanh(x)
		return y, dx.Mul(y.Square().Neg().Add(1))
	})

func padding(x np.Array, n int) []int { return slices.Repeat([]int{n}, x.Rank()) }

// kinkedSteps are continuous, but not all of their derivatives are.
var kinkedSteps = []func(x, y np.Array) np.Array{
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
}
