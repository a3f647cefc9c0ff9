package mcmc_test

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"testing"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/infer/hmc"
	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// observed is data of a single array.
type observed struct{ Y np.Array }

// mean is a conjugate model: y ~ Normal(mu, 1), mu ~ Normal(0, 2).
func mean(p *phlox.P, d observed) {
	mu := p.Sample("mu", dist.Normal(0, 2))
	p.Deterministic("twice", mu.Mul(2))
	p.Plate("data", d.Y.Len()).Observe("y", dist.Normal(mu, 1), d.Y)
}

var three = observed{np.Vec(0.5, 1.5, 2.5)}

// scaled has variables of two shapes, one of them constrained.
func scaled(p *phlox.P, d observed) {
	s := p.Sample("s", dist.HalfNormal(2))
	b := p.Plate("group", 2).Sample("b", dist.Normal(0, s))
	p.Plate("data", d.Y.Len()).Observe("y", dist.Normal(b.Sum(), 1), d.Y)
}

// quick is a short run of a cheap kernel.
var quick = mcmc.Config{Warmup: 30, Samples: 40, Chains: 2, Kernel: hmc.HMC{Length: 1.5}, Progress: mcmc.Quiet}

// with returns a configuration with changes.
func with(c mcmc.Config, change func(*mcmc.Config)) mcmc.Config {
	change(&c)
	return c
}

func run[D any](t *testing.T, model phlox.Model[D], data D, c mcmc.Config) *mcmc.Result {
	t.Helper()
	fit, err := mcmc.Run(context.Background(), random.Key(1), model, data, c)
	if err != nil {
		t.Fatal(err)
	}
	return fit
}

// sameChains checks that chains are the same in every bit.
func sameChains(t *testing.T, what string, got, want []mcmc.Chain) {
	t.Helper()
	compareChains(t, what, got, want, math.MaxInt, 0)
}

// sameLanes checks that chains that ran together are those that ran alone: in every bit, but for machine code for AVX-512. Its vectors are
// longer than the sums here, and add up their terms in another order for chains in lanes. That changes last bits, and what comes of it grows
// from draw to draw: there the first draws are compared.
func sameLanes(t *testing.T, what string, got, want []mcmc.Chain) {
	t.Helper()
	cpu, err := exec.Target()
	if compile.Selected() == compile.Native && err == nil && cpu.AVX512VL {
		compareChains(t, what, got, want, 3, 1e-9)
	} else {
		sameChains(t, what, got, want)
	}
}

// compareChains compares so many draws of chains, which may differ by tol, relative to 1 and to what is wanted; 0 compares bits.
func compareChains(t *testing.T, what string, got, want []mcmc.Chain, draws int, tol float64) {
	t.Helper()
	a, b := tree.Leaves(got), tree.Leaves(want)
	if len(a) != len(b) {
		t.Fatalf("%s: %d arrays, want %d", what, len(a), len(b))
	}
	for i := range a {
		x, y := a[i].Array, b[i].Array
		if a[i].Path != b[i].Path || !x.Type().Equal(y.Type()) {
			t.Fatalf("%s: %s is %v, want %s %v", what, a[i].Path, x.Type(), b[i].Path, y.Type())
		}
		for k := range x.Size() / max(1, x.Len()) * min(x.Len(), draws) {
			got, want := x.Buffer().Float64(k), y.Buffer().Float64(k)
			if x.Buffer().Bits(k) != y.Buffer().Bits(k) && !(tol > 0 && math.Abs(got-want) <= tol*(1+math.Abs(want))) {
				t.Fatalf("%s: %s differs from number %d on: %v, want %v", what, a[i].Path, k, got, want)
			}
		}
	}
	for k := range want {
		if got[k].Len != want[k].Len || got[k].Divergences != want[k].Divergences {
			t.Fatalf("%s: chain %d has %d draws and %d divergences, want %d and %d", what, k,
				got[k].Len, got[k].Divergences, want[k].Len, want[k].Divergences)
		}
	}
}

var kernels = map[string]infer.Kernel{"HMC": hmc.HMC{Length: 1.5}, "NUTS": hmc.NUTS{MaxDepth: 5}}

var methods = map[string]mcmc.Method{"parallel": mcmc.Parallel, "sequential": mcmc.Sequential, "vectorized": mcmc.Vectorized}

// The draws of a chain depend on the key and its number alone.
func TestDrawsAreTheSame(t *testing.T) {
	for name, kernel := range kernels {
		config := with(quick, func(c *mcmc.Config) { c.Kernel, c.Chains, c.KeepWarmup = kernel, 5, true })
		want := run(t, scaled, three, with(config, func(c *mcmc.Config) { c.Method = mcmc.Sequential }))
		for method, m := range methods {
			got := run(t, scaled, three, with(config, func(c *mcmc.Config) { c.Method = m }))
			same := sameChains
			if m == mcmc.Vectorized {
				same = sameLanes
			}
			same(t, name+" "+method, got.Chains, want.Chains)
			same(t, name+" "+method+" warm-up", got.Warmup, want.Warmup)
		}
		alone := run(t, scaled, three, with(config, func(c *mcmc.Config) { c.Chains, c.FirstChain = 1, 3 }))
		sameChains(t, name+" chain 3 alone", alone.Chains, want.Chains[3:4])
	}
}

func TestDrawsDoNotDependOnProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var want *mcmc.Result
	for _, n := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(n)
		got := run(t, scaled, three, with(quick, func(c *mcmc.Config) { c.Chains = 3 }))
		if want == nil {
			want = got
		}
		sameChains(t, fmt.Sprint(n, " processors"), got.Chains, want.Chains)
	}
}

// Nor do they where chains have help of the processors that they leave free.
func TestDrawsFromLongDataDoNotDependOnProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	robust := func(p *phlox.P, d observed) {
		mu := p.Sample("mu", dist.Normal(0, 2))
		p.Plate("data", d.Y.Len()).Observe("y", dist.StudentT(4, mu, 1), d.Y)
	}
	long := observed{np.Sin(np.Arange(100_003).AsType(np.Float64))}
	var want *mcmc.Result
	for _, n := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(n)
		got := run(t, robust, long, mcmc.Config{Warmup: 3, Samples: 5, Chains: 2, Kernel: hmc.HMC{Steps: 4}, Progress: mcmc.Quiet})
		if want == nil {
			want = got
		}
		sameChains(t, fmt.Sprint(n, " processors"), got.Chains, want.Chains)
	}
}

// The posterior of mu is Normal(18/13, 2/√13). The errors allowed are 4 standard errors for an effective
// sample size of 300.
func TestPosterior(t *testing.T) {
	for name, kernel := range kernels {
		for method, m := range methods {
			fit := run(t, mean, three, with(quick, func(c *mcmc.Config) {
				c.Kernel, c.Method, c.Warmup, c.Samples, c.Chains = kernel, m, 100, 500, 2
			}))
			table, err := fit.Summary()
			if err != nil {
				t.Fatal(err)
			}
			row := table.Rows[0]
			mu, sd := 18.0/13, 2/math.Sqrt(13)
			if math.Abs(row.Mean-mu) > 4*sd/math.Sqrt(300) {
				t.Errorf("%s %s: mean %.3f, want %.3f", name, method, row.Mean, mu)
			}
			if math.Abs(row.Std-sd) > 4*sd/math.Sqrt(2*300) {
				t.Errorf("%s %s: standard deviation %.3f, want %.3f", name, method, row.Std, sd)
			}
			if row.RHat > 1.02 || row.NEff < 300 || fit.Divergences() > 0 {
				t.Errorf("%s %s: R-hat %.3f, effective sample size %.0f, %d divergences", name, method, row.RHat, row.NEff, fit.Divergences())
			}
		}
	}
}

// NumPyro's counts: samples // thin. Thinned draws are every thin-th of those that are not.
func TestThinning(t *testing.T) {
	base := with(quick, func(c *mcmc.Config) { c.Warmup, c.Samples, c.KeepWarmup = 23, 40, true })
	all := run(t, mean, three, base)
	for _, thin := range []int{1, 2, 3, 7, 23, 40} {
		fit := run(t, mean, three, with(base, func(c *mcmc.Config) { c.Thin = thin }))
		if fit.Len() != 40/thin || fit.Warmup[0].Len != 23/thin {
			t.Errorf("thin %d: %d draws and %d of the warm-up, want %d and %d", thin, fit.Len(), fit.Warmup[0].Len, 40/thin, 23/thin)
		}
		for k := range fit.Len() {
			if got, want := fit.Chains[1].Unconstrained.At(k, 0).Item(), all.Chains[1].Unconstrained.At(k*thin+thin-1, 0).Item(); got != want {
				t.Errorf("thin %d: draw %d is %v, want %v", thin, k, got, want)
			}
		}
	}
}

func TestWarmup(t *testing.T) {
	for _, c := range []struct {
		warmup, samples      int
		keep                 bool
		wantWarmup, wantLen  int
		sameStepAfterWarming bool
	}{
		{20, 5, true, 20, 5, true},
		{20, 5, false, -1, 5, true},
		{20, 0, true, 20, 0, false},
		{0, 5, true, 0, 5, true},
		{0, 5, false, -1, 5, true},
	} {
		fit := run(t, mean, three, with(quick, func(m *mcmc.Config) { m.Warmup, m.Samples, m.KeepWarmup = c.warmup, c.samples, c.keep }))
		got := -1
		if fit.Warmup != nil {
			got = fit.Warmup[1].Len
		}
		if got != c.wantWarmup || fit.Len() != c.wantLen {
			t.Errorf("%+v: %d of the warm-up and %d draws", c, got, fit.Len())
		}
		if step := fit.Chains[0].Info.StepSize; c.sameStepAfterWarming && step.At(0).Item() != step.At(4).Item() {
			t.Errorf("%+v: step sizes %v", c, step)
		}
	}
}

// A chain takes thousands of calls of the program if transitions are cheap.
func TestManyChunks(t *testing.T) {
	fit := run(t, mean, three, mcmc.Config{Samples: 5000, Chains: 1, Kernel: hmc.HMC{Steps: 1}, Progress: mcmc.Quiet})
	if fit.Len() != 5000 {
		t.Errorf("%d draws", fit.Len())
	}
}

// With a step that goes nowhere the first draw is the starting point.
var still = hmc.HMC{Steps: 1, Config: hmc.Config{StepSize: 1e-9, FixStepSize: true}}

func TestStart(t *testing.T) {
	config := mcmc.Config{Samples: 1, Chains: 2, Kernel: still, Progress: mcmc.Quiet}
	for _, c := range []struct {
		what   string
		change func(*mcmc.Config)
		ok     func(b, s float64) bool // the constrained values of b[0] and s
	}{
		{"uniform", func(*mcmc.Config) {}, func(b, s float64) bool { return -2 < b && b < 2 && b != 0 && s != 1 }},
		{"feasible", func(c *mcmc.Config) { c.Init = infer.InitToFeasible() }, func(b, s float64) bool { return near(b, 0) && near(s, 1) }},
		{"value", func(c *mcmc.Config) {
			c.Init = infer.InitToValue(map[string]np.Array{"b": np.Vec(3, 4), "s": np.Of(0.5)})
		}, func(b, s float64) bool { return near(b, 3) && near(s, 0.5) }},
		{"median", func(c *mcmc.Config) { c.Init = infer.InitToMedian(15) }, func(b, s float64) bool { return s > 0 && b != 0 }},
		{"sample", func(c *mcmc.Config) { c.Init = infer.InitToSample() }, func(b, s float64) bool { return s > 0 && b != 0 }},
	} {
		fit := run(t, scaled, three, with(config, c.change))
		for k, chain := range fit.Chains {
			if b, s := chain.Draws["b"].At(0, 0).Item(), chain.Draws["s"].At(0).Item(); !c.ok(b, s) {
				t.Errorf("%s: chain %d starts at b[0] = %v, s = %v", c.what, k, b, s)
			}
		}
	}
	fit := run(t, scaled, three, with(config, func(c *mcmc.Config) {
		c.InitParams = map[string]np.Array{"s": np.Vec(0, 1), "b": np.Vec(1, 2, 3, 4).Reshape(2, 2)}
	}))
	b, err := fit.Draws("b")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{1, 2, 3, 4} {
		if got := b.Float64s()[i]; !near(got, want) {
			t.Errorf("InitParams: b is %v", b)
		}
	}
}

// A model is not judged by what it does where no strategy starts, as here at zero, which is no standard
// deviation.
func TestStartNotTried(t *testing.T) {
	run(t, func(p *phlox.P, d observed) {
		p.Observe("y", dist.Normal(0, np.Abs(p.Sample("s", dist.Normal(0, 1)))), d.Y)
	}, three, quick)
}

func near(x, y float64) bool { return math.Abs(x-y) < 1e-6 }

func TestFloat32(t *testing.T) {
	for name, kernel := range kernels {
		fit := run(t, scaled, three, with(quick, func(c *mcmc.Config) { c.Kernel, c.DType, c.Method = kernel, np.Float32, mcmc.Vectorized }))
		if d := fit.Chains[0].Unconstrained.DType(); d != np.Float32 || fit.Len() != 40 {
			t.Errorf("%s: %d draws of %v", name, fit.Len(), d)
		}
	}
}
