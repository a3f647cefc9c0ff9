package dist_test

import (
	"math"
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/special"
	"github.com/phlox-ppl/phlox/np"
)

// Each statistical check below fails falsely with a probability of 1e-4 or less: a Kolmogorov-Smirnov
// distance √n D > 2.23, a chi-square tail of 1e-4, a mean off by 5 standard errors, which leaves room for
// skewness. There are about 300 of them, so that a sampler whose stream changes has a chance of 3% to
// need another key.
const (
	draws         = 2000
	maxKolmogorov = 2.23
	minTail       = 1e-4
	maxErrors     = 5
)

// kolmogorov returns √n times the greatest distance between the distribution of the x with distribution
// function values u and the uniform one.
func kolmogorov(u []float64) float64 {
	u = slices.Sorted(slices.Values(u))
	n, worst := float64(len(u)), 0.0
	for i, v := range u {
		worst = max(worst, v-float64(i)/n, float64(i+1)/n-v)
	}
	return worst * math.Sqrt(n)
}

// chiSquareTail returns the probability of a worse fit of counts to probs; cells of few are put together.
func chiSquareTail(counts map[int]int, probs []float64) float64 {
	var chi, expect, seen float64
	cells := 0
	flush := func() {
		chi += (seen - expect) * (seen - expect) / expect
		cells, expect, seen = cells+1, 0, 0
	}
	for k, p := range probs {
		expect, seen = expect+draws*p, seen+float64(counts[k])
		rest := 0.0
		for _, q := range probs[k+1:] {
			rest += draws * q
		}
		if expect >= 8 && rest >= 8 {
			flush()
		}
	}
	flush()
	return special.Igammac(float64(cells-1)/2, chi/2)
}

func TestSamplesFollowDensity(t *testing.T) {
	each(t, func(t *testing.T, c family, p params, d dist.Dist) {
		if !isScalar(d) || isAtom(c) {
			t.Skip("not a scalar: see TestMarginals")
		}
		x := d.Sample(key(10), draws)
		if !d.IsDiscrete() {
			cdf, err := d.CDF(x)
			if err != nil {
				t.Fatal(err)
			}
			if ks := kolmogorov(cdf.Float64s()); ks > maxKolmogorov {
				t.Errorf("√n D = %v", ks)
			}
			return
		}
		counts := map[int]int{}
		for _, v := range x.Ints() {
			counts[v]++
		}
		if tail := chiSquareTail(counts, d.LogProb(np.Arange(100)).Exp().Float64s()); tail < minTail {
			t.Errorf("chi-square tail %v, counts %v", tail, counts)
		}
	})
}

// TestMarginals: the coordinates of Dirichlet are Beta, those of MultivariateNormal Normal, and each
// correlation r of LKJCholesky has (1+r)/2 ~ Beta(a, a), a = η + D/2 - 1.
func TestMarginals(t *testing.T) {
	fit := func(t *testing.T, d dist.Dist, x np.Array) {
		t.Helper()
		cdf, err := d.CDF(x)
		if err != nil {
			t.Fatal(err)
		}
		if ks := kolmogorov(cdf.Float64s()); ks > maxKolmogorov {
			t.Errorf("%v: √n D = %v", d, ks)
		}
	}
	a := np.Vec(2, 0.4, 3)
	x := dist.Dirichlet(a).Sample(key(11), draws)
	for i := range 3 {
		fit(t, dist.Beta(a.At(i), a.Sum().Sub(a.At(i))), x.Slice(1, i, i+1).Ravel())
	}
	cov := symmetric(2, 0.6, 1.5)
	for _, d := range []dist.Dist{dist.MultivariateNormal(np.Vec(1, -1), cov),
		dist.MultivariateNormalPrecision(np.Vec(1, -1), np.Inv(cov)), dist.MultivariateNormalTril(np.Vec(1, -1), np.Cholesky(cov))} {
		x := d.Sample(key(12), draws)
		for _, w := range []np.Array{np.Vec(1, 0), np.Vec(0, 1), np.Vec(1, 1), np.Vec(1, -1)} {
			variance := w.MatMul(cov).MatMul(w)
			fit(t, dist.Normal(w.MatMul(np.Vec(1, -1)), variance.Sqrt()), x.MatMul(w))
		}
	}
	for _, eta := range []float64{0.7, 4} {
		l := dist.LKJCholesky(4, eta).Sample(key(13), draws)
		r := np.MatMul(l, l.MT())
		for i := range 4 {
			for j := range i {
				u := r.Slice(1, i, i+1).Slice(2, j, j+1).Ravel().Add(1).Mul(0.5)
				fit(t, dist.Beta(eta+1, eta+1), u)
			}
		}
	}
}

// errors returns how many standard errors the mean of x over its first axis is off want, at worst.
func errors(x, want np.Array) float64 {
	se := x.Std(0).Div(math.Sqrt(float64(x.Len())))
	off := x.Mean(0).Sub(want).Abs()
	exact := off.Lt(1e-12)
	return np.Where(exact, 0.0, off.Div(np.Where(exact, 1.0, se))).Max().Item()
}

func TestMomentsAndEntropyOfSamples(t *testing.T) {
	each(t, func(t *testing.T, c family, p params, d dist.Dist) {
		x := d.Sample(key(14), draws).AsType(np.Float64)
		mean, err := d.Mean()
		if err != nil {
			if _, err := d.Variance(); err == nil {
				t.Error("a variance but no mean")
			}
			return
		}
		variance, err := d.Variance()
		if err != nil {
			t.Fatal(err)
		}
		if np.IsFinite(mean).All().Bools()[0] && np.IsFinite(variance).All().Bools()[0] {
			if e := errors(x, mean); e > maxErrors {
				t.Errorf("the mean is off by %.1f standard errors", e)
			}
			if e := errors(x.Sub(mean).Square(), variance); e > maxErrors {
				t.Errorf("the variance is off by %.1f standard errors", e)
			}
		}
		if h, err := d.Entropy(); err == nil {
			if e := errors(d.LogProb(x).Neg(), h); e > maxErrors {
				t.Errorf("the entropy is off by %.1f standard errors", e)
			}
		}
	})
}

func TestSupportHoldsSamples(t *testing.T) {
	each(t, func(t *testing.T, c family, p params, d dist.Dist) {
		x := d.Sample(key(15), 500)
		if ok := d.Support().Check(x); !ok.All().Bools()[0] {
			t.Errorf("%v has draws outside of it", d.Support())
		}
		if like := d.Support().Feasible(x); !d.Support().Check(like).All().Bools()[0] {
			t.Errorf("%v: Feasible is not", d.Support())
		}
	})
	// Draws that round to an end of the support are moved inside.
	tiny := np.Full(np.Shape{500}, 0.01).AsType(np.Float32)
	for _, d := range []dist.Dist{dist.Gamma(tiny, 1), dist.InverseGamma(tiny, 1), dist.Beta(tiny, tiny), dist.Weibull(1, tiny.Mul(10))} {
		if lp := d.LogProb(d.Sample(key(16))); !np.IsFinite(lp).All().Bools()[0] {
			t.Errorf("%v: infinite log prob of a draw", d)
		}
	}
}

// quantile samplers draw a fixed function of fixed random numbers; the others, which reject, have implicit
// derivatives, that is right on average only.
var rejects = []string{"Gamma", "InverseGamma", "Beta", "StudentT", "Dirichlet", "LKJCholesky"}

func TestPathwiseGradients(t *testing.T) {
	each(t, func(t *testing.T, c family, p params, d dist.Dist) {
		if !d.IsPathwise() || c.name == "DeltaWith" {
			t.Skip("not pathwise")
		}
		for i := range p {
			draw := func(a np.Array) np.Array {
				q := slices.Clone(p)
				q[i] = a
				return c.make(q).Sample(key(17), draws)
			}
			one := func(a np.Array) np.Array { return fn.Jit(draw).Do(a).Slice(0, 0, 20).Sum() }
			if !slices.Contains(rejects, c.name) {
				wantNear(t, "derivative of draws", fn.Grad(one)(p[i]), difference(one, p[i]), 1e-6)
				continue
			}
			if c.name == "LKJCholesky" {
				continue
			}
			// E[dx/dp] = dE[x]/dp
			_, slope := fn.JVP(draw, p[i], np.OnesLike(p[i]))
			_, want := fn.JVP(func(a np.Array) np.Array {
				q := slices.Clone(p)
				q[i] = a
				m, err := c.make(q).Mean()
				if err != nil {
					t.Fatal(err)
				}
				return m
			}, p[i], np.OnesLike(p[i]))
			if e := errors(slope, want); e > maxErrors {
				t.Errorf("derivative of the mean in %d is off by %.1f standard errors", i, e)
			}
		}
	})
	// E[r²] = 1/(2η+D-1) for a correlation r.
	draw := func(eta np.Array) np.Array {
		return dist.LKJCholesky(3, eta).Sample(key(18), draws).Slice(1, 2, 3).Slice(2, 0, 1).Ravel().Square()
	}
	_, slope := fn.JVP(draw, np.Scalar(1.5), np.Scalar(1.0))
	if e := errors(slope, np.Scalar(-2./25)); e > maxErrors {
		t.Errorf("LKJCholesky: derivative of E[r²] is off by %.1f standard errors", e)
	}
}

// TestCopiesAreIndependent draws from expanded distributions: no two elements are equal, and no two
// columns correlated.
func TestCopiesAreIndependent(t *testing.T) {
	each(t, func(t *testing.T, c family, p params, d dist.Dist) {
		if d.IsDiscrete() || isAtom(c) || c.name == "Unit" || c.name == "Stacked" {
			t.Skip("equal draws are no mistake, or its batch does not expand so")
		}
		x := d.Expand(3).Sample(key(19), draws)
		if !x.Shape()[:2].Equal(np.Shape{draws, 3}) {
			t.Fatalf("shape %v", x.Shape())
		}
		if d.EventDim() == 2 { // the upper left of a factor is 1
			x = x.Slice(2, 1, 2).Squeeze(2)
		}
		if d.EventDim() > 0 {
			x = x.Slice(2, 0, 1)
		}
		flat := np.MoveAxis(x, 1, 0).Reshape(3, -1)
		rank := np.Argsort(np.Argsort(flat, 1), 1).AsType(np.Float64)
		rank = rank.Sub(rank.Mean(1).ExpandDims(1)).Div(rank.Std(1).ExpandDims(1))
		for i := range 3 {
			for j := range i {
				r := rank.At(i).Mul(rank.At(j)).Mean().Item() * math.Sqrt(draws)
				if math.Abs(r) > maxErrors {
					t.Errorf("copies %d and %d: rank correlation of %.1f standard errors", i, j, r)
				}
			}
		}
	})
}
