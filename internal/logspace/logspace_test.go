package logspace_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/logspace"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/opt"
)

// chain is what the recursions of the tests are made of.
type chain struct {
	Start np.Array // [states], or [chains, states]
	Move  np.Array // [states, states], or one of each step
	See   np.Array // one of each step, as Start
}

const (
	steps  = 40
	states = 4
	chains = 3
)

// normal returns an array of normal numbers.
func normal(rng *rand.Rand, shape ...int) np.Array {
	b := array.New(array.Float64, shape)
	for i := range b.Size() {
		b.SetFloat64(i, rng.NormFloat64())
	}
	return np.FromIR(ir.Concrete(b))
}

func one(rng *rand.Rand) chain {
	return chain{normal(rng, states), normal(rng, states, states), normal(rng, steps, states).Mul(3)}
}

// filter returns the last state and the states before each step.
func filter(c chain) (last, before np.Array) {
	return fn.Scan(func(a, see np.Array) (np.Array, np.Array) {
		return np.LogSumExp(a.ExpandDims(1).Add(c.Move), 0).Add(see), a
	}, c.Start, c.See, fn.Steps{})
}

func likelihood(c chain) np.Array {
	last, _ := filter(c)
	return np.LogSumExp(last)
}

type results struct{ A, B np.Array }

// scaled returns the program of f in scaled space, nil if there is none, and in log space.
func scaled[A any](t *testing.T, f func(A) results, x A) (p, q *ir.Program) {
	t.Helper()
	p, captured, err := fn.Trace(f, x)
	if err != nil || len(captured) > 0 {
		t.Fatal(err, captured)
	}
	p = opt.Simplify(p)
	return p, logspace.Scale(p)
}

// Recursions that are found give the same results.
func TestScaledIsTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		name string
		f    func(chain) results
		x    chain
	}{
		{"forward algorithm", func(c chain) results { return results{likelihood(c), c.Start} }, one(rng)},
		{"all states", func(c chain) results { last, all := filter(c); return results{last, all} }, one(rng)},
		{"states after a step, backward", func(c chain) results {
			last, all := fn.Scan(func(a, see np.Array) (np.Array, np.Array) {
				b := np.LogSumExp(a.Sub(see).Add(c.Move), 1)
				return b, b
			}, c.Start, c.See, fn.Steps{Reverse: true})
			return results{last, all}
		}, one(rng)},
		{"moves of each step", func(c chain) results {
			type slice struct{ Move, See np.Array }
			last, all := fn.Scan(func(a np.Array, x slice) (np.Array, np.Array) {
				return np.LogSumExp(a.ExpandDims(1).Add(x.Move), 0).Add(x.See), x.See.Add(1)
			}, c.Start, slice{c.Move, c.See}, fn.Steps{})
			return results{last, all}
		}, chain{normal(rng, states), normal(rng, steps, states, states), normal(rng, steps, states)}},
		{"moves computed in each step", func(c chain) results {
			last, all := fn.Scan(func(a, see np.Array) (np.Array, np.Array) {
				move := c.Move.Add(see.ExpandDims(1)).Square().Neg()
				return np.LogSumExp(a.ExpandDims(1).Add(move), 0).Add(np.Sin(see)), a
			}, c.Start, c.See, fn.Steps{})
			return results{last, all}
		}, one(rng)},
		{"many chains", func(c chain) results {
			last, all := fn.Scan(func(a, see np.Array) (np.Array, np.Array) {
				return np.LogSumExp(a.ExpandDims(2).Add(c.Move), 1).Add(see), a
			}, c.Start, c.See, fn.Steps{})
			return results{last, all}
		}, chain{normal(rng, chains, states).Add(normal(rng, chains, 1).Mul(1000)), normal(rng, states, states), normal(rng, steps, chains, states)}},
		{"log-sum-exp by hand", func(c chain) results {
			last, all := fn.Scan(func(a, see np.Array) (np.Array, np.Array) {
				x := a.ExpandDims(1).Add(c.Move)
				m := x.Max()
				return x.Sub(m).Exp().Sum(0).Log().Add(m).Add(see), a
			}, c.Start, c.See, fn.Steps{})
			return results{last, all}
		}, one(rng)},
		{"words from a table", func(c chain) results {
			words := np.Arange(steps).Mul(7).Mod(5)
			see := np.Take(c.See, words, 1).T()
			last, all := filter(chain{see.At(0), c.Move, see.Slice(0, 1, steps)})
			return results{last, all}
		}, chain{normal(rng, states), normal(rng, states, states), normal(rng, states, 5)}},
		{"moves that cannot be", func(c chain) results { last, all := filter(c); return results{last, all} },
			chain{normal(rng, states), np.Where(np.Tril(np.Ones(states, states), 0).Eq(0), math.Inf(-1), normal(rng, states, states)), normal(rng, steps, states)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, q := scaled(t, c.f, c.x)
			if q == nil {
				t.Fatalf("no recursion found in\n%v", p)
			}
			if err := ir.Check(q); err != nil {
				t.Fatal(err)
			}
			in := []*array.Buffer{c.x.Start.Buffer(), c.x.Move.Buffer(), c.x.See.Buffer()}
			want, got := p.Eval(in), q.Eval(in)
			if got[2].Float64(0) != 1 {
				t.Error("not trusted")
			}
			for i := range want {
				agree(t, got[i], want[i])
			}
		})
	}
}

func agree(t *testing.T, got, want *array.Buffer) {
	t.Helper()
	for k := range want.Size() {
		if x, y := got.Float64(k), want.Float64(k); x != y && !(math.Abs(x-y) <= 1e-13*(1+math.Abs(y))) {
			t.Fatalf("element %d is %v, want %v", k, x, y)
		}
	}
}

// Results are trusted only if they are right.
func TestUntrusted(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	f := func(c chain) results { last, all := filter(c); return results{last, all} }
	untrusted := 0
	for round := range 400 {
		c := one(rng)
		spread := math.Ldexp(1, rng.IntN(12))
		switch round % 4 {
		case 0:
			c.Start = c.Start.Mul(spread)
		case 1:
			c.Move = c.Move.Mul(spread)
		case 2:
			c.See = c.See.Mul(spread)
		case 3:
			special := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e308, -1e308}[rng.IntN(5)]
			c.See.Buffer().SetFloat64(rng.IntN(c.See.Size()), special)
		}
		p, q := scaled(t, f, c)
		in := []*array.Buffer{c.Start.Buffer(), c.Move.Buffer(), c.See.Buffer()}
		want, got := p.Eval(in), q.Eval(in)
		if got[2].Float64(0) == 0 {
			untrusted++
			continue
		}
		for i := range want {
			agree(t, got[i], want[i])
		}
	}
	if untrusted < 50 || untrusted > 300 {
		t.Errorf("%d of 400 are not trusted", untrusted)
	}
}

// Scans that are not such recursions are left alone.
func TestNotFound(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for name, step := range map[string]func(c chain, a, see np.Array) np.Array{
		"maximum instead of sum": func(c chain, a, see np.Array) np.Array { return a.ExpandDims(1).Add(c.Move).Max(0).Add(see) },
		"other temperature":      func(c chain, a, see np.Array) np.Array { return np.LogSumExp(a.Mul(2).ExpandDims(1).Add(c.Move), 0) },
		"no sum":                 func(c chain, a, see np.Array) np.Array { return a.Add(see) },
		"normalized":             func(c chain, a, see np.Array) np.Array { return a.Sub(np.LogSumExp(a)).Add(see) },
		"shift does not return": func(c chain, a, see np.Array) np.Array {
			x := a.ExpandDims(1).Add(c.Move)
			return x.Sub(x.Max()).Exp().Sum(0).Log().Add(see)
		},
		"another shift returns": func(c chain, a, see np.Array) np.Array {
			x := a.ExpandDims(1).Add(c.Move)
			return x.Sub(x.Max(1, 0)).Exp().Sum(0).Log().Add(x.Max(0))
		},
		"shift returns on another axis": func(c chain, a, see np.Array) np.Array {
			x := a.ExpandDims(1).Add(a.ExpandDims(0))
			m := np.Sin(a)
			return x.Sub(m.ExpandDims(1)).Add(m.ExpandDims(0)).Exp().Sum(0).Log()
		},
		"zero counts as one": func(c chain, a, see np.Array) np.Array {
			x := a.ExpandDims(1).Add(c.Move).Exp().Sum(0)
			return np.Where(x.Eq(0), 1, x).Log()
		},
	} {
		f := func(c chain) results {
			last, all := fn.Scan(func(a, see np.Array) (np.Array, np.Array) { return step(c, a, see), see }, c.Start, c.See, fn.Steps{})
			return results{last, all}
		}
		if p, q := scaled(t, f, one(rng)); q != nil {
			t.Errorf("%s: found in\n%v", name, p)
		}
	}
	f := func(c chain) results { last, all := filter(c); return results{last, all} }
	c := one(rng)
	c = chain{c.Start.AsType(np.Float32), c.Move.AsType(np.Float32), c.See.AsType(np.Float32)}
	if _, q := scaled(t, f, c); q != nil {
		t.Error("float32: found")
	}
}
