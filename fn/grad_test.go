package fn_test

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/np"
)

// near compares arrays; the tolerance is relative to 1 and to what is wanted.
func near(t *testing.T, what string, got, want np.Array, tol float64) {
	t.Helper()
	laws.Same(t, what, got.IR(), want.IR(), tol)
}

type params struct {
	Loc   np.Array
	Layer []np.Array
	Named map[string]np.Array
	Count np.Array // int64: no derivative
	Label string
}

func example() params {
	return params{
		Loc:   np.Vec(0.1, -0.2, 0.3),
		Layer: []np.Array{np.Scalar(2.0), np.Matrix([]float64{1, 2, 3}, []float64{4, 5, 6})},
		Named: map[string]np.Array{"b": np.Scalar(3.0), "a": np.Scalar(-1.0)},
		Count: np.Scalar(int64(4)),
		Label: "kept",
	}
}

// energy is quadratic in each leaf: its derivatives are easy to write down.
func energy(p params) np.Array {
	return p.Loc.Square().Sum().Mul(p.Layer[0]).Add(p.Layer[1].Sum().Mul(p.Named["a"])).
		Add(p.Named["b"].Square()).Mul(p.Count)
}

func TestGradOfStruct(t *testing.T) {
	p := example()
	value, g := fn.ValueAndGrad(energy)(p)
	near(t, "value", value, np.Scalar(4*(2*0.14-21+9)), 1e-15)
	near(t, "Loc", g.Loc, p.Loc.Mul(16), 1e-15)
	near(t, "Layer.0", g.Layer[0], np.Scalar(4*0.14), 1e-15)
	near(t, "Layer.1", g.Layer[1], np.Full(np.Shape{2, 3}, -4.0), 1e-15)
	near(t, "Named.a", g.Named["a"], np.Scalar(84.0), 1e-15)
	near(t, "Named.b", g.Named["b"], np.Scalar(24.0), 1e-15)
	near(t, "Count", g.Count, np.Scalar(int64(0)), 0)
	if g.Label != "kept" {
		t.Errorf("the gradient's Label is %q", g.Label)
	}
}

func TestJVPOfStruct(t *testing.T) {
	p := example()
	zero := func(a np.Array) np.Array { return np.ZerosLike(a) }
	dp := params{Loc: np.Vec(1, 0, 0), Layer: []np.Array{zero(p.Layer[0]), zero(p.Layer[1])},
		Named: map[string]np.Array{"a": np.Scalar(1.0), "b": np.Scalar(0.0)}, Count: zero(p.Count)}
	_, dy := fn.JVP(energy, p, dp)
	near(t, "JVP", dy, np.Scalar(4*(2*2*0.1+21)), 1e-15)
	_, lin := fn.Linearize(energy, p)
	near(t, "Linearize", lin(dp), dy, 1e-15)
	dp.Loc = dp.Loc.Mul(3.0)
	dp.Named["a"] = np.Scalar(3.0)
	near(t, "Linearize is linear", lin(dp), dy.Mul(3.0), 1e-15)
}

func TestJVPOfJVP(t *testing.T) {
	one := np.Scalar(1.0)
	d := func(f func(np.Array) np.Array) func(np.Array) np.Array {
		return func(x np.Array) np.Array {
			_, dy := fn.JVP(f, x, one)
			return dy
		}
	}
	x := np.Scalar(0.7)
	sin := func(x np.Array) np.Array { return np.Sin(x) }
	near(t, "sin''", d(d(sin))(x), np.Neg(np.Sin(x)), 1e-15)
	near(t, "sin''''", d(d(d(d(sin))))(x), np.Sin(x), 1e-15)
	near(t, "sin'''' in mixed mode", fn.Grad(d(fn.Grad(d(sin))))(x), np.Sin(x), 1e-15)
}

// A derivative inside another sees the variable of the outer one as a constant.
func TestNestedDerivativesKeepApart(t *testing.T) {
	f := func(x np.Array) np.Array {
		inner := fn.Grad(func(y np.Array) np.Array { return x.Mul(y) })(np.Scalar(1.0))
		return x.Mul(inner)
	}
	near(t, "d(x d(xy)/dy)/dx", fn.Grad(f)(np.Scalar(3.0)), np.Scalar(6.0), 0)
	_, dy := fn.JVP(func(x np.Array) np.Array {
		_, inner := fn.JVP(func(y np.Array) np.Array { return x.Mul(y) }, np.Scalar(1.0), np.Scalar(1.0))
		return x.Mul(inner)
	}, np.Scalar(3.0), np.Scalar(1.0))
	near(t, "forward", dy, np.Scalar(6.0), 0)
}

func TestJacobians(t *testing.T) {
	f := func(p params) np.Array { // [2]
		return np.Stack(0, p.Loc.Square().Sum().Mul(p.Layer[0]), np.Sin(p.Layer[1]).Sum().Mul(p.Named["a"]).Add(p.Named["b"]))
	}
	p := example()
	p.Count = np.Array{}
	fwd, rev := fn.JacFwd(f)(p), fn.JacRev(f)(p)
	near(t, "Loc", fwd.Loc, np.Stack(0, p.Loc.Mul(4), np.Zeros(3)), 1e-15)
	near(t, "Layer.1", fwd.Layer[1], np.Stack(0, np.Zeros(2, 3), np.Cos(p.Layer[1]).Neg()), 1e-15)
	near(t, "Loc", rev.Loc, fwd.Loc, 1e-15)
	near(t, "Layer.0", rev.Layer[0], fwd.Layer[0], 1e-15)
	near(t, "Layer.1", rev.Layer[1], fwd.Layer[1], 1e-15)
	near(t, "Named.a", rev.Named["a"], fwd.Named["a"], 1e-15)
	near(t, "Named.b", rev.Named["b"], fwd.Named["b"], 1e-15)
}

func TestHessianOfScan(t *testing.T) {
	f := func(x np.Array) np.Array {
		s, ys := fn.Scan(func(s, e np.Array) (np.Array, np.Array) {
			next := np.Tanh(s.Mul(e).Add(e))
			return next, next.Square()
		}, np.Scalar(0.3), x, fn.Steps{})
		return s.Add(ys.Sum())
	}
	x := np.Vec(0.5, -0.4, 1.2)
	h := fn.Hessian(f)(x)
	near(t, "forward over reverse is reverse over reverse", fn.JacRev(fn.Grad(f))(x), h, 1e-14)
	near(t, "and symmetric", h.T(), h, 1e-14)
	const step = 1e-5
	for i := range 3 {
		e := np.Eye(3).At(i).Mul(step)
		row := fn.Grad(f)(x.Add(e)).Sub(fn.Grad(f)(x.Sub(e))).Div(2 * step)
		near(t, "finite differences", h.At(i), row, 1e-9)
	}
}

func TestStopGradient(t *testing.T) {
	g := fn.Grad(func(x np.Array) np.Array { return x.Mul(fn.StopGradient(x)) })(np.Scalar(3.0))
	near(t, "x·stop(x)", g, np.Scalar(3.0), 0)
}

func TestGradOfFloat32(t *testing.T) {
	x := np.Vec(1, 2).AsType(np.Float32)
	g := fn.Grad(func(x np.Array) np.Array { return np.Exp(x).Mul(0.5).Sum() })(x)
	if g.DType() != np.Float32 {
		t.Errorf("the gradient of a float32 is %v", g.Type())
	}
	near(t, "gradient", g.AsType(np.Float64), np.Exp(np.Vec(1, 2)).Mul(0.5), 1e-6)
}

func TestGradAtNaN(t *testing.T) {
	safe := func(x np.Array) np.Array { // the branch that is not taken has an infinite derivative
		ok := x.Gt(0.0)
		return np.Where(ok, np.Sqrt(np.Where(ok, x, 1.0)), 0.0)
	}
	near(t, "where", fn.Grad(safe)(np.Scalar(0.0)), np.Scalar(0.0), 0)
	if g := fn.Grad(func(x np.Array) np.Array { return np.Log(x) })(np.Scalar(math.NaN())); g.Item() == g.Item() {
		t.Errorf("the gradient of log at NaN is %v", g)
	}
}
