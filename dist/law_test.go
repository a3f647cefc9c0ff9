package dist_test

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

func key(i int) random.PRNGKey { return random.Key(20261122).FoldIn(i) }

// near reports whether x is y to within tol, relative where |y| > 1.
func near(x, y, tol float64) bool {
	return x == y || math.IsNaN(x) && math.IsNaN(y) || math.Abs(x-y) <= tol*math.Max(1, math.Abs(y))
}

func wantNear(t *testing.T, what string, got, want np.Array, tol float64) {
	t.Helper()
	if !got.Shape().Equal(want.Shape()) {
		t.Errorf("%s has shape %v, want %v", what, got.Shape(), want.Shape())
		return
	}
	g, w := got.Float64s(), want.Float64s()
	for i := range w {
		if !near(g[i], w[i], tol) {
			t.Errorf("%s[%d] = %v, want %v", what, i, g[i], w[i])
			return
		}
	}
}

// ends returns the bounds of a scalar continuous support.
func ends(c constraint.Constraint) (lo, hi float64) {
	lo, hi = math.Inf(-1), math.Inf(1)
	switch c := c.(type) {
	case constraint.Positive:
		lo = 0
	case constraint.UnitInterval:
		lo, hi = 0, 1
	case constraint.GreaterThanEq:
		lo = c.Bound.Item()
	case constraint.LessThanEq:
		hi = c.Bound.Item()
	case constraint.Interval:
		lo, hi = c.Low.Item(), c.High.Item()
	case constraint.OpenInterval:
		lo, hi = c.Low.Item(), c.High.Item()
	}
	return lo, hi
}

// integral returns ∫ p(x) dx over [lo, hi] by double exponential quadrature, which forgives infinite ends
// and integrable singularities: Takahasi, Mori, Publ. RIMS 9 (1974).
func integral(d dist.Dist, lo, hi float64) float64 {
	const n, limit = 400, 3.7
	x, w := make([]float64, 0, n), make([]float64, 0, n)
	for i := range n {
		t := -limit + 2*limit*(float64(i)+0.5)/n
		u, du := math.Pi/2*math.Sinh(t), math.Pi/2*math.Cosh(t)
		var y, dy float64
		switch {
		case math.IsInf(lo, -1) && math.IsInf(hi, 1):
			y, dy = math.Sinh(u), du*math.Cosh(u)
		case math.IsInf(hi, 1):
			y, dy = lo+math.Exp(u), du*math.Exp(u)
		case math.IsInf(lo, -1):
			y, dy = hi-math.Exp(u), du*math.Exp(u)
		default:
			half := (hi - lo) / 2
			y, dy = lo+half*2/(1+math.Exp(-2*u)), half*du/math.Pow(math.Cosh(u), 2)
			if dy < 1e-12*half {
				continue // y is an end, rounded
			}
		}
		if y > lo && y < hi {
			x, w = append(x, y), append(w, dy*2*limit/n)
		}
	}
	return d.LogProb(np.New(x)).Exp().Mul(np.New(w)).Sum().Item()
}

func isAtom(c family) bool { return c.name == "Delta" || c.name == "DeltaWith" }

func isScalar(d dist.Dist) bool { return d.EventDim() == 0 && len(d.BatchShape()) == 0 }

func TestDensityIntegratesToCDF(t *testing.T) {
	each(t, func(t *testing.T, c family, p params, d dist.Dist) {
		if !isScalar(d) || d.IsDiscrete() || isAtom(c) {
			t.Skip("not a continuous scalar")
		}
		lo, hi := ends(d.Support())
		median, left := 0.0, 0.0 // where the density may have a kink, and the integral up to there
		if m, err := d.ICDF(np.Scalar(0.5)); err == nil {
			median, left = m.Item(), integral(d, lo, m.Item())
			if got := left + integral(d, m.Item(), hi); !near(got, 1, 1e-8) {
				t.Errorf("the density integrates to %v", got)
			}
		} else if got := integral(d, lo, hi); !near(got, 1, 1e-8) {
			t.Errorf("the density integrates to %v", got)
		}
		x := d.Sample(key(1), 3)
		cdf, err := d.CDF(x)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range x.Float64s() {
			want := integral(d, lo, v)
			if left > 0 && v > median {
				want = left + integral(d, median, v)
			}
			if got := cdf.At(i).Item(); !near(got, want, 1e-8) {
				t.Errorf("cdf(%v) = %v, the integral is %v", v, got, want)
			}
		}
	})
}

func TestQuantileInvertsCDF(t *testing.T) {
	each(t, func(t *testing.T, c family, p params, d dist.Dist) {
		q := np.Vec(1e-6, 0.02, 0.3, 0.5, 0.77, 0.999)
		x, err := d.ICDF(q)
		if err != nil || d.IsDiscrete() || !isScalar(d) {
			t.Skip("no quantile function")
		}
		back, err := d.CDF(x)
		if err != nil {
			t.Fatal(err)
		}
		wantNear(t, "cdf(icdf(q))", back, q, 1e-11)
	})
}

func TestProbabilitiesSumToCDF(t *testing.T) {
	each(t, func(t *testing.T, c family, p params, d dist.Dist) {
		if !isScalar(d) || !d.IsDiscrete() {
			t.Skip("not a discrete scalar")
		}
		x := np.Arange(200)
		probs := d.LogProb(x).Exp()
		wantNear(t, "the sum of all", probs.Sum(), np.Scalar(1.0), 1e-12)
		if cdf, err := d.CDF(x.Add(0.5)); err == nil {
			wantNear(t, "cdf", cdf, probs.Cumsum(0), 1e-12)
		}
		if v, err := d.Values(); err == nil {
			wantNear(t, "the sum over Values", d.LogProb(v).Exp().Sum(), np.Scalar(1.0), 1e-12)
		}
		if q, err := d.ICDF(np.Vec(0.01, 0.5, 0.99)); err == nil {
			above, _ := d.CDF(q)
			below, _ := d.CDF(q.Sub(1))
			ok := above.Ge(np.Vec(0.01, 0.5, 0.99)).And(below.Lt(np.Vec(0.01, 0.5, 0.99)))
			if !ok.All().Bools()[0] {
				t.Errorf("quantiles %v", q)
			}
		}
	})
}

// valued is what a density depends on.
type valued struct {
	P params
	X np.Array
}

// density is the log density without the check of parameters or value, as both are traced.
func (c family) density() *fn.Function[valued, np.Array] {
	return fn.Jit(func(v valued) np.Array { return c.make(v.P).LogDensity(v.X).Sum() })
}

func TestGradients(t *testing.T) {
	each(t, func(t *testing.T, c family, p params, d dist.Dist) {
		if isAtom(c) {
			t.Skip("no derivative in the atom")
		}
		x := d.Sample(key(2), 4)
		if d.IsDiscrete() {
			x = x.AsType(np.Float64)
		}
		f := c.density()
		at := valued{p, x}
		got := tree.Arrays(fn.Grad(f.Do)(at))
		for i, a := range tree.Arrays(at) {
			if d.IsDiscrete() && i == len(p) {
				break
			}
			wantNear(t, tree.Leaves(at)[i].Path, got[i], difference(func(a np.Array) np.Array {
				arrays := tree.Arrays(at)
				arrays[i] = a
				return f.Do(tree.With(at, arrays))
			}, a), 2e-7)
		}
	})
}

// difference returns the gradient of f at x by central differences.
func difference(f func(np.Array) np.Array, x np.Array) np.Array {
	data, grad := x.Float64s(), make([]float64, x.Size())
	for i, v := range data {
		h := 1e-5 * math.Max(math.Abs(v), 0.1)
		side := func(v float64) float64 {
			moved := append([]float64(nil), data...)
			moved[i] = v
			return f(np.New(moved, x.Shape()...).Reshape(x.Shape()...)).Item()
		}
		grad[i] = (side(v-2*h) - 8*side(v-h) + 8*side(v+h) - side(v+2*h)) / (12 * h)
	}
	return np.New(grad, len(grad)).Reshape(x.Shape()...)
}

func TestJitIsEager(t *testing.T) {
	each(t, func(t *testing.T, c family, p params, d dist.Dist) {
		type input struct {
			P params
			X np.Array
			K random.PRNGKey
		}
		x := d.Sample(key(3), 4)
		draw := fn.Jit(func(in input) np.Array { return c.make(in.P).Sample(in.K, 4) })
		wantNear(t, "Sample", draw.Do(input{p, x, key(3)}), x, 1e-12)
		lp := fn.Jit(func(in input) np.Array { return c.make(in.P).LogProb(in.X) })
		wantNear(t, "LogProb", lp.Do(input{p, x, key(3)}), d.LogProb(x), 1e-12)
		if finite := np.IsFinite(d.LogProb(x)).All().Bools()[0]; !finite {
			t.Errorf("log prob of draws %v: %v", x, d.LogProb(x))
		}
	})
}

// TestManyAreALoop compares Vmap over parameters and Stacked with one distribution after the other.
func TestManyAreALoop(t *testing.T) {
	for _, c := range families {
		if c.name == "Stacked" {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			var both params
			for i := range c.at[0] {
				both = append(both, np.Stack(0, c.at[0][i], c.at[1][i]))
			}
			a, b := c.make(c.at[0]), c.make(c.at[1])
			keys := key(4).SplitArray(2)
			x := np.Stack(0, a.Sample(random.FromData(keys.Data.At(0)), 3), b.Sample(random.FromData(keys.Data.At(1)), 3))
			want := np.Stack(0, a.LogProb(x.At(0)), b.LogProb(x.At(1)))

			type input struct {
				P params
				X np.Array
				K random.PRNGKey
			}
			lp := fn.Vmap(func(in input) np.Array { return c.make(in.P).LogProb(in.X) })
			wantNear(t, "vmap of LogProb", lp(input{both, x, keys}), want, 1e-12)
			draw := fn.Vmap(func(in input) np.Array { return c.make(in.P).Sample(in.K, 3) })
			wantNear(t, "vmap of Sample", draw(input{both, x, keys}), x, 1e-12)

			var arrays []np.Array
			other := tree.Arrays(b)
			for i, v := range tree.Arrays(a) {
				arrays = append(arrays, np.Stack(0, v, other[i]))
			}
			s := dist.Stacked(tree.With(a, arrays), 2)
			if !s.BatchShape().Equal(np.Shape{2}) || !s.EventShape().Equal(a.EventShape()) {
				t.Fatalf("stacked %v", s)
			}
			rows := np.MoveAxis(x, 1, 0)
			wantNear(t, "LogProb of the stack", s.LogProb(rows), np.MoveAxis(want, 1, 0), 1e-12)
			wantNear(t, "Sample of the stack", s.Sample(key(4), 3), rows, 1e-12)
			if m, err := a.Mean(); err == nil {
				n, _ := b.Mean()
				got, err := s.Mean()
				if err != nil {
					t.Fatal(err)
				}
				wantNear(t, "Mean of the stack", got, np.Stack(0, m, n), 1e-12)
			}
		})
	}
}

func TestTreeRoundTrip(t *testing.T) {
	each(t, func(t *testing.T, c family, p params, d dist.Dist) {
		same := tree.With(d, tree.Arrays(d))
		if tree.Structure(same) != tree.Structure(d) {
			t.Errorf("structure %s, want %s", tree.Structure(same), tree.Structure(d))
		}
		x := d.Sample(key(5), 2)
		wantNear(t, "LogProb", same.LogProb(x), d.LogProb(x), 0)
		wantNear(t, "Sample", same.Sample(key(5), 2), x, 0)
	})
}

func TestFloat32(t *testing.T) {
	each(t, func(t *testing.T, c family, p params, d dist.Dist) {
		p32 := tree.Map(p, func(a np.Array) np.Array { return a.AsType(np.Float32) })
		e := c.make(p32)
		if err := e.Err(); err != nil {
			t.Fatal(err)
		}
		x := e.Sample(key(6), 50)
		if e.IsDiscrete() && x.DType() != np.Int64 || !e.IsDiscrete() && x.DType() != np.Float32 {
			t.Errorf("draws of type %v", x.DType())
		}
		lp := e.LogProb(x)
		if lp.DType() != np.Float32 {
			t.Errorf("log prob of type %v", lp.DType())
		}
		want := d.LogDensity(x.AsType(np.Float64))
		if !isAtom(c) { // whose v is rounded
			wantNear(t, "LogProb", lp, want, 2e-3)
		}
	})
}
