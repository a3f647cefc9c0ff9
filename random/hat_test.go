package random

import (
	"fmt"
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/internal/special"
	"github.com/phlox-ppl/phlox/np"
)

func TestStirlingTail(t *testing.T) {
	for k := range 100 {
		x := float64(k + 1)
		want := special.Lgamma(x) - ((x-0.5)*math.Log(x) - x + math.Log(2*math.Pi)/2)
		if got := stirlingTail(np.Scalar(float64(k))).Item(); math.Abs(got-want) > 3e-12+1e-14*x {
			t.Errorf("k = %v: got %v, want %v", k, got, want)
		}
	}
}

func TestPoissonLogProb(t *testing.T) {
	for _, rate := range []float64{10, 12.5, 50, 1e4} {
		for _, x := range []float64{0, 1, 2, 9, 10, 11, rate, math.Floor(rate + 5*math.Sqrt(rate))} {
			k := math.Floor(x)
			want := k*math.Log(rate) - rate - special.Lgamma(k+1)
			got := poissonLogProb(np.Scalar(k), np.Scalar(rate)).Item()
			if math.Abs(got-want) > 1e-11+1e-14*rate*math.Log(rate) {
				t.Errorf("rate %v, k = %v: got %v, want %v", rate, k, got, want)
			}
		}
	}
}

func TestBinomialLogProbRatio(t *testing.T) {
	logP := func(n, p, k float64) float64 {
		return k*math.Log(p) + (n-k)*math.Log1p(-p) - special.Lgamma(k+1) - special.Lgamma(n-k+1)
	}
	for _, c := range []struct{ n, p float64 }{{20, 0.5}, {100, 0.1}, {1000, 0.4}, {1e5, 1e-4}} {
		for _, x := range []float64{0, 1, 5, 9, c.n * c.p, c.n*c.p + 7, c.n - 1, c.n} {
			k, mode := math.Floor(x), math.Floor((c.n+1)*c.p)
			want := logP(c.n, c.p, k) - logP(c.n, c.p, mode)
			got := binomial{np.Scalar(c.n), np.Scalar(c.p)}.logProbRatio(np.Scalar(k)).Item()
			if math.Abs(got-want) > 2e-11+1e-14*(c.n*math.Log(c.n)+math.Abs(want)) {
				t.Errorf("%v, k = %v: got %v, want %v", c, k, got, want)
			}
		}
	}
}

// Rejection is exact if the probability of acceptance is never above 1, and at least Squeeze where that
// accepts without asking.
func TestHatsCover(t *testing.T) {
	u := np.Linspace(-0.5+1e-9, 0.5-1e-9, 20_001)
	check := func(name string, h hat, logP func(k np.Array) np.Array) {
		k, edge := h.candidate(u)
		accept := np.Where(k.Ge(0), logP(k.Maximum(0)).Exp().Mul(h.ratio(edge)), 0)
		if top := accept.Max().Item(); top > 1 {
			t.Errorf("%s: acceptance up to %v", name, top)
		}
		inside := np.Where(edge.Ge(squeezeEdge), accept, 1)
		if low := inside.Min().Item(); low < h.Squeeze.Item() {
			t.Errorf("%s: acceptance down to %v, squeeze %v", name, low, h.Squeeze)
		}
	}
	for _, rate := range []float64{10, 10.3, 10.7, 11, 13.5, 14.9, 20, 36.8, 50, 1e3, 1e8} {
		r := np.Scalar(rate)
		check(fmt.Sprint("poisson ", rate), poissonHat(r), func(k np.Array) np.Array { return poissonLogProb(k, r) })
	}
	for _, c := range []struct{ n, p float64 }{{20, 0.5}, {21, 0.5}, {25, 0.45}, {40, 0.25}, {100, 0.1}, {1e4, 1e-3}, {1e6, 0.3}} {
		b := binomial{np.Scalar(c.n), np.Scalar(c.p)}
		check(fmt.Sprint("binomial ", c), b.hat(), func(k np.Array) np.Array {
			return np.Where(k.Le(b.N), b.logProbRatio(k.Minimum(b.N)), math.Inf(-1))
		})
	}
}
