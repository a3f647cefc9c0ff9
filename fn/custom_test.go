package fn_test

import (
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

// A rule that is not the derivative shows that it is used: three times that of sin.
var tripled = fn.CustomJVP(func(x np.Array) np.Array { return np.Sin(x) },
	func(x, dx np.Array) (np.Array, np.Array) { return np.Sin(x), np.Cos(x).Mul(3.0).Mul(dx) })

var tripledBack = fn.CustomVJP(func(x np.Array) np.Array { return np.Sin(x) },
	func(x np.Array) (np.Array, np.Array) { return np.Sin(x), x },
	func(x, ct np.Array) np.Array { return np.Cos(x).Mul(3.0).Mul(ct) })

func TestCustomRules(t *testing.T) {
	x := np.Vec(0.3, -1.1)
	for name, f := range map[string]func(np.Array) np.Array{"jvp": tripled, "vjp": tripledBack} {
		sum := func(x np.Array) np.Array { return f(x).Sum() }
		near(t, name+": value", f(x), np.Sin(x), 0)
		near(t, name+": gradient", fn.Grad(sum)(x), np.Cos(x).Mul(3.0), 1e-15)
		near(t, name+": vmap", fn.Vmap(f)(x), np.Sin(x), 0)
		near(t, name+": vmap of grad", fn.Vmap(fn.Grad(f))(x), np.Cos(x).Mul(3.0), 1e-15)
		near(t, name+": grad of vmap", fn.Grad(func(x np.Array) np.Array { return fn.Vmap(f)(x).Sum() })(x), np.Cos(x).Mul(3.0), 1e-15)
		// The rule's own derivative is the ordinary one.
		second := func(x np.Array) np.Array { return fn.Grad(sum)(x).Sum() }
		near(t, name+": grad of grad", fn.Grad(second)(x), np.Sin(x).Mul(-3.0), 1e-15)
		near(t, name+": vmap of grad of grad", fn.Vmap(fn.Grad(fn.Grad(f)))(x), np.Sin(x).Mul(-3.0), 1e-15)
	}
	_, dy := fn.JVP(tripled, x, np.Ones(2))
	near(t, "forward", dy, np.Cos(x).Mul(3.0), 1e-15)
	fails(t, "forward-mode derivative of a function with a custom reverse-mode rule", func() { fn.JVP(tripledBack, x, np.Ones(2)) })
}

// A custom reverse-mode rule of two results, of which some may be unused, in batches that map some of the
// arguments.
func TestCustomVJPOfTwoResults(t *testing.T) {
	type pair struct{ A, B np.Array }
	plain := func(x pair) pair { return pair{np.Sin(x.A).Mul(x.B), x.A.Add(x.B.Square())} }
	f := fn.CustomVJP(plain, func(x pair) (pair, pair) { return plain(x), x },
		func(x, ct pair) pair {
			return pair{np.Cos(x.A).Mul(x.B).Mul(ct.A).Add(ct.B), np.Sin(x.A).Mul(ct.A).Add(x.B.Mul(2.0).Mul(ct.B))}
		})
	uses := map[string]func(y pair) np.Array{
		"first":  func(y pair) np.Array { return y.A },
		"second": func(y pair) np.Array { return y.B },
		"both":   func(y pair) np.Array { return y.A.Mul(y.B) },
	}
	a, b := np.Vec(0.3, -1.1, 2), np.Vec(0.5, 1.5, -2)
	one := pair{np.Scalar(0.3), np.Scalar(0.5)}
	for name, use := range uses {
		g, want := fn.Grad(func(x pair) np.Array { return use(f(x)) }), fn.Grad(func(x pair) np.Array { return use(plain(x)) })
		compare := func(what string, apply func(g func(pair) pair) pair) {
			t.Helper()
			got, want := apply(g), apply(want)
			near(t, name+", "+what+": A", got.A, want.A, 1e-14)
			near(t, name+", "+what+": B", got.B, want.B, 1e-14)
		}
		compare("gradient", func(g func(pair) pair) pair { return g(one) })
		compare("both mapped", func(g func(pair) pair) pair { return fn.Vmap(g)(pair{a, b}) })
		compare("A mapped", func(g func(pair) pair) pair { return fn.VmapAxes(g, fn.Axes{"B": fn.Unmapped}, nil)(pair{a, one.B}) })
		compare("B mapped", func(g func(pair) pair) pair { return fn.VmapAxes(g, fn.Axes{"A": fn.Unmapped}, nil)(pair{one.A, b}) })
		compare("cotangent mapped", func(g func(pair) pair) pair {
			return fn.Vmap(func(c np.Array) pair {
				return fn.Grad(func(x pair) np.Array { y := g(x); return y.A.Add(y.B).Mul(c) })(one)
			})(a)
		})
		compare("gradient of a batch", func(g func(pair) pair) pair {
			return fn.Grad(func(x pair) np.Array { y := fn.Vmap(g)(x); return y.A.Mul(y.B).Sum() })(pair{a, b})
		})
	}
	// Only the cotangent differs between examples.
	rows := func(f func(pair) pair) pair {
		_, pull := fn.VJP(f, one)
		return fn.Vmap(func(c np.Array) pair { return pull(pair{c, np.Scalar(1.0)}) })(a)
	}
	got, want := rows(f), rows(plain)
	near(t, "rows: A", got.A, want.A, 1e-14)
	near(t, "rows: B", got.B, want.B, 1e-14)
}

// What a function with a custom rule uses from outside has no derivative by the rule: that is an error,
// not zero.
func TestCustomRuleOfOuterValue(t *testing.T) {
	fails(t, "custom derivative", func() {
		fn.Grad(func(w np.Array) np.Array {
			f := fn.CustomJVP(func(x np.Array) np.Array { return x.Mul(w) },
				func(x, dx np.Array) (np.Array, np.Array) { return x, dx })
			return f(np.Scalar(2.0))
		})(np.Scalar(3.0))
	})
	// Without a derivative in it, it may be used.
	y := fn.Vmap(func(w np.Array) np.Array {
		f := fn.CustomJVP(func(x np.Array) np.Array { return x.Mul(w) },
			func(x, dx np.Array) (np.Array, np.Array) { return x, dx.Mul(7.0) })
		return fn.Grad(f)(np.Scalar(2.0))
	})(np.Vec(1, 2))
	near(t, "vmapped outer value", y, np.Vec(7, 7), 0)
}

func TestCustomRuleOfInts(t *testing.T) {
	type args struct{ X, N np.Array }
	f := fn.CustomJVP(func(a args) np.Array { return a.X.Mul(a.N) },
		func(a, da args) (np.Array, np.Array) { return a.X.Mul(a.N), da.X.Mul(a.N) })
	g := fn.Grad(f)(args{np.Scalar(2.0), np.Scalar(int64(5))})
	near(t, "X", g.X, np.Scalar(5.0), 0)
	near(t, "N", g.N, np.Scalar(int64(0)), 0)
}

func TestCheckpointIsPlain(t *testing.T) {
	f := func(x np.Array) np.Array { return np.Sin(np.Exp(np.Sin(x))).Mul(x).Sum() }
	g, x := fn.Checkpoint(f), np.Vec(0.3, -0.7)
	near(t, "value", g(x), f(x), 0)
	near(t, "gradient", fn.Grad(g)(x), fn.Grad(f)(x), 1e-15)
	near(t, "hessian", fn.Hessian(g)(x), fn.Hessian(f)(x), 1e-14)
	near(t, "hessian, reverse", fn.JacRev(fn.Grad(g))(x), fn.Hessian(f)(x), 1e-14)
	near(t, "vmap of grad", fn.Vmap(fn.Grad(g))(np.Stack(0, x, x.Mul(2.0))), fn.Vmap(fn.Grad(f))(np.Stack(0, x, x.Mul(2.0))), 1e-15)
}

// The gradient's program computes sin(x) twice: once forward and once again backward.
func TestCheckpointRecomputes(t *testing.T) {
	f := func(x np.Array) np.Array { return np.Exp(np.Sin(x)) }
	for _, c := range []struct {
		f    func(np.Array) np.Array
		sins int
	}{{f, 1}, {fn.Checkpoint(f), 2}} {
		p, _, err := fn.Trace(func(x np.Array) []np.Array {
			y, g := fn.ValueAndGrad(c.f)(x)
			return []np.Array{y, g}
		}, np.Scalar(0.3))
		if err != nil {
			t.Fatal(err)
		}
		live := p.String()
		if i := strings.Index(live, "push="); i >= 0 {
			live = live[:i]
		}
		if n := strings.Count(live, "= sin"); n != c.sins {
			t.Errorf("%d sines, want %d, in\n%v", n, c.sins, p)
		}
	}
}
