package random_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/special"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// TestGammaIsJAXs has sums of 1000 draws of jax 0.10.2, in float64:
//
//	random.gamma(random.key(1), a, (1000,)).sum(), and so on
func TestGammaIsJAXs(t *testing.T) {
	k, shape := random.Key(1), np.Shape{1000}
	for _, c := range []struct{ a, sum, logSum, slopeSum float64 }{
		{0.3, 281.2923284868096, -3530.7871170563762, 967.356001465312},
		{1, 987.5455858190429, -581.5872308858898, 997.4918972069343},
		{2.5, 2457.1511570592384, 686.2130583246993, 992.4407158000453},
		{50, 49859.672292721196, 3899.345868683656, 998.6574242115711},
	} {
		y, slope := fn.ValueAndGrad(func(a np.Array) np.Array {
			return random.Gamma(k, a, shape, np.Float64).Sum()
		})(np.Scalar(c.a))
		near(t, "gamma", y.Item(), c.sum, 1e-12)
		near(t, "slope of gamma", slope.Item(), c.slopeSum, 1e-10)
		near(t, "log gamma", random.LogGamma(k, np.Scalar(c.a), shape, np.Float64).Sum().Item(), c.logSum, 1e-12)
	}
}

// slopes returns the draws at a, an array, and their derivatives in a, elementwise.
func slopes(draw func(a np.Array) np.Array, a np.Array) (y, dy []float64) {
	g := fn.Grad(func(a np.Array) np.Array { return draw(a).Sum() })(a)
	return draw(a).Float64s(), g.Float64s()
}

// The derivative of a draw x in a is that of the quantile function at p = P(a, x), here by a difference
// quotient of order h⁴. Where p rounds to 1 that says nothing, so draws in the upper 1e-3 are left out.
func TestGammaSlopeIsThatOfTheQuantile(t *testing.T) {
	for _, a := range []float64{0.05, 0.3, 0.999, 1, 2.5, 50, 1e4} {
		for _, d := range []np.DType{np.Float32, np.Float64} {
			at := np.Full(np.Shape{50}, a).AsType(d)
			x, dx := slopes(func(a np.Array) np.Array { return random.Gamma(random.Key(1), a, a.Shape(), d) }, at)
			y, dy := slopes(func(a np.Array) np.Array { return random.LogGamma(random.Key(1), a, a.Shape(), d) }, at)
			for i := range x {
				p := special.Igamma(a, x[i])
				if p > 0.999 || p < 1e-30 {
					continue
				}
				want := slopeAt(func(a float64) float64 { return special.IgammaInv(a, p) }, a)
				name := fmt.Sprintf("a = %v %v, x = %v", a, d, x[i])
				near(t, name, dx[i], want, relative(d))
				near(t, "log, "+name, dy[i], want/x[i], relative(d)*(1+10*math.Abs(y[i])))
			}
		}
	}
}

// relative is the tolerance of a derivative: 1e-6 is that of the difference quotient, 1e-4 that of float32
// seen through the quantile function.
func relative(d np.DType) float64 {
	if d == np.Float32 {
		return 1e-4
	}
	return 1e-6
}

// slopeAt returns f'(a) by central differences.
func slopeAt(f func(float64) float64, a float64) float64 {
	h := a * 1e-3
	return (8*(f(a+h)-f(a-h)) - (f(a+2*h) - f(a-2*h))) / (12 * h)
}

// Near 0, P(a, e^y) = e^(ay)/Γ(a+1).
func TestLogGammaSlopeOfTinyConcentrations(t *testing.T) {
	for _, a := range []float64{1e-15, 1e-4, 1e-2} {
		for _, d := range []np.DType{np.Float32, np.Float64} {
			at := np.Full(np.Shape{50}, a).AsType(d)
			y, dy := slopes(func(a np.Array) np.Array { return random.LogGamma(random.Key(2), a, a.Shape(), d) }, at)
			for i := range y {
				if y[i] > -60 {
					continue
				}
				logP := a*y[i] - special.Lgamma(a+1)
				want := slopeAt(func(a float64) float64 { return (logP + special.Lgamma(a+1)) / a }, a)
				near(t, fmt.Sprintf("a = %v %v, y = %v", a, d, y[i]), dy[i], want, relative(d))
			}
		}
	}
}

// Derivatives of expectations are the expectations of derivatives.
func TestMeanSlopes(t *testing.T) {
	const n = 4000
	k := random.Key(3)
	type ab struct{ A, B np.Array }
	for _, c := range []struct{ a, b float64 }{{0.2, 0.4}, {1, 3}, {30, 10}} {
		x := ab{np.Full(np.Shape{n}, c.a), np.Full(np.Shape{n}, c.b)}
		g := fn.Grad(func(x ab) np.Array { return random.Beta(k, x.A, x.B, np.Shape{n}).Sum() })(x)
		sum := c.a + c.b
		mean(t, fmt.Sprint("beta in a ", c), g.A, c.b/(sum*sum)) // E x = a/(a+b)
		mean(t, fmt.Sprint("beta in b ", c), g.B, -c.a/(sum*sum))

		g.A = fn.Grad(func(a np.Array) np.Array { return random.Gamma(k, a, np.Shape{n}, np.Float64).Sum() })(x.A)
		mean(t, fmt.Sprint("gamma ", c.a), g.A, 1) // E x = a
		g.A = fn.Grad(func(a np.Array) np.Array { return random.LogGamma(k, a, np.Shape{n}, np.Float64).Sum() })(x.A)
		mean(t, fmt.Sprint("log gamma ", c.a), g.A, special.Polygamma(1, c.a)) // E log x = ψ(a)
	}

	a := np.Vec(0.3, 1.2, 2).BroadcastTo(np.Shape{n, 3})
	g := fn.Grad(func(a np.Array) np.Array {
		return random.Dirichlet(k, a, np.Shape{n, 3}).Slice(1, 2, 3).Sum()
	})(a)
	for i, want := range []float64{-2 / 12.25, -2 / 12.25, 1.5 / 12.25} { // E x₂ = a₂/Σa
		mean(t, fmt.Sprint("dirichlet in ", i), g.Slice(1, i, i+1), want)
	}
}

// mean checks the mean of x to 4.5 standard errors, which one in 150,000 exceeds.
func mean(t *testing.T, name string, x np.Array, want float64) {
	t.Helper()
	se := x.Std().Item() / math.Sqrt(float64(x.Size()))
	if got := x.Mean().Item(); !(math.Abs(got-want) <= 4.5*se) {
		t.Errorf("%s: mean %v, want %v, standard error %v", name, got, want, se)
	}
}

func TestGammaSlopeUnderTransformations(t *testing.T) {
	keys := random.Key(4).SplitArray(3)
	x := np.Vec(0.2, 1, 20)
	draw := func(a args) np.Array { return random.Gamma(a.Key, a.X, nil, np.Float64) }
	slope := func(a args) np.Array {
		return fn.Grad(func(x np.Array) np.Array { return draw(args{a.Key, x}) })(a.X)
	}
	batch := fn.Vmap(slope)(args{keys, x})
	program, err := fn.Jit(fn.Vmap(slope)).Call(args{keys, x})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "jit of vmap of grad", program, batch)
	for i := range 3 {
		one := args{random.FromData(keys.Data.At(i)), x.At(i)}
		same(t, "vmap of grad", batch.At(i), slope(one))
		_, forward := fn.JVP(func(x np.Array) np.Array { return draw(args{one.Key, x}) }, one.X, np.Scalar(1.))
		same(t, "jvp", forward, slope(one))
	}
}

func TestGammaOfBadConcentrationsEnds(t *testing.T) {
	y := random.Gamma(random.Key(5), np.Vec(0, math.NaN(), inf, -1), np.Shape{4}, np.Float64)
	if got, want := y.String(), "f64[4][0 NaN +Inf NaN]"; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func near(t *testing.T, name string, got, want, relative float64) {
	t.Helper()
	if !(math.Abs(got-want) <= relative*math.Abs(want)) {
		t.Errorf("%s: got %v, want %v", name, got, want)
	}
}
