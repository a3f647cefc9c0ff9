package opt_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/opt"
)

// data of a small logistic regression and of a random walk.
type data struct{ X, Y, W np.Array }

func example() data {
	rng := rand.New(rand.NewPCG(3, 4))
	b := func(shape ...int) np.Array {
		x := array.New(array.Float64, shape)
		for i := range x.Size() {
			x.SetFloat64(i, rng.NormFloat64())
		}
		return np.FromIR(ir.Concrete(x))
	}
	return data{X: b(20, 3), Y: b(20), W: b(3)}
}

func logistic(d data) np.Array {
	z := np.MatMul(d.X, d.W)
	return np.Softplus(z).Sum().Sub(d.Y.Mul(z).Sum()).Add(np.Square(d.W).Sum().Mul(0.5))
}

func walk(d data) np.Array {
	last, path := fn.Scan(func(s np.Array, y np.Array) (np.Array, np.Array) {
		next := s.Mul(0.9).Add(np.Sin(y))
		return next, np.Square(next.Sub(y))
	}, d.W.Sum(), d.Y, fn.Steps{})
	return path.Sum().Add(last)
}

func branch(d data) np.Array {
	return fn.Cond(d.W.Sum().Gt(0), logistic, walk, d)
}

// programs are traced functions and their transforms, by name.
func programs(t testing.TB) map[string]*ir.Program {
	all := map[string]*ir.Program{}
	for name, f := range map[string]func(data) np.Array{"logistic": logistic, "walk": walk, "branch": branch} {
		add := func(kind string, f func(data) data) {
			p, _, err := fn.Trace(f, example())
			if err != nil {
				t.Fatal(err)
			}
			all[kind+" of "+name] = p
		}
		add("value", func(d data) data { return data{Y: f(d)} })
		add("gradient", fn.Grad(f))
		grads := func(d data) data {
			return fn.Vmap(func(w np.Array) data { return fn.Grad(f)(data{d.X, d.Y, w}) })(np.Stack(0, d.W, d.W.Mul(2)))
		}
		add("gradients in a batch", grads)
		add("gradient of gradient", fn.Grad(func(d data) np.Array { return np.Square(fn.Grad(f)(d).W).Sum() }))
	}
	return all
}

func equations(p *ir.Program) int {
	n := len(p.Eqns)
	for _, e := range p.Eqns {
		for _, sub := range ir.Programs(e.Op) {
			n += equations(sub)
		}
	}
	return n
}

func TestSimplifyShrinksTransformsAndKeepsTheirResults(t *testing.T) {
	d := example()
	in := []*array.Buffer{d.X.Buffer(), d.Y.Buffer(), d.W.Buffer()}
	for name, p := range programs(t) {
		q := opt.Simplify(p)
		if err := ir.Check(q); err != nil {
			t.Errorf("%s: %v\n%v", name, err, q)
			continue
		}
		t.Logf("%-35s %4d equations, then %4d", name, equations(p), equations(q))
		if equations(q) > equations(p) {
			t.Errorf("%s: %d equations become %d", name, equations(p), equations(q))
		}
		if again := opt.Simplify(q); again != q {
			t.Errorf("%s: simplifying again changes it", name)
		}
		want, got := p.Eval(in[:len(p.In)]), q.Eval(in[:len(p.In)])
		for i := range want {
			for k := range want[i].Size() {
				// A sum of 20 terms of order one, scaled by derivatives of order ten, in another order.
				if g, w := got[i].Float64(k), want[i].Float64(k); !(math.Abs(g-w) <= 1e-12*(1+math.Abs(w))) {
					t.Errorf("%s: result %d is %v, want %v", name, i, got[i], want[i])
				}
			}
		}
	}
}

// A simplified program has the derivatives of the original.
func TestSimplifyKeepsDerivatives(t *testing.T) {
	f := func(x np.Array) np.Array {
		return x.Mul(fn.StopGradient(x)).Add(x.Mul(x)).Add(np.Maximum(x, x)).Sum()
	}
	x := np.Linspace(-1, 1, 5)
	want := fn.Grad(f)(x)
	jit := fn.Jit(f)
	got := fn.Grad(func(x np.Array) np.Array { return jit.Do(x) })(x)
	if got.Buffer().String() != want.Buffer().String() {
		t.Errorf("got %v, want %v", got, want)
	}
}

func ExampleSimplify() {
	p, _, _ := fn.Trace(fn.Grad(func(x np.Array) np.Array { return np.Square(x).Mul(0.5).Sum() }), np.Zeros(3))
	fmt.Println(opt.Simplify(p))
	// Output:
	// { a:f64[3] ->
	//   return a }
}

// BenchmarkSimplify reports the time for a thousand equations.
func BenchmarkSimplify(b *testing.B) {
	for name, p := range programs(b) {
		if name != "gradients in a batch of branch" && name != "gradient of logistic" {
			continue
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				opt.Simplify(p)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(equations(p))/1e3, "ms/1000-equations")
		})
	}
	// A long straight program: 50 gradients of the regression, one after another.
	p, _, err := fn.Trace(func(d data) np.Array {
		for range 50 {
			d.W = d.W.Sub(fn.Grad(logistic)(d).W.Mul(0.01))
		}
		return d.W
	}, example())
	if err != nil {
		b.Fatal(err)
	}
	b.Run("straight", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			opt.Simplify(p)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(equations(p))/1e3, "ms/1000-equations")
	})
}
