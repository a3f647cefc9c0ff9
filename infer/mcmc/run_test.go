package mcmc_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// endless is a run that would not end soon.
var endless = with(quick, func(c *mcmc.Config) { c.Samples, c.Chains = 1e7, 3 })

// A run whose context ends returns the draws so far, with an error that says why.
func TestInterrupted(t *testing.T) {
	why := errors.New("enough")
	for method, m := range methods {
		before := runtime.NumGoroutine()
		ctx, cancel := context.WithCancelCause(context.Background())
		fit, err := mcmc.Run(ctx, random.Key(1), mean, three, with(endless, func(c *mcmc.Config) {
			c.Method, c.Progress, c.Output = m, mcmc.Bars, &strings.Builder{}
			c.OnDraws = func(d mcmc.Chunk) error {
				if d.First >= 96 {
					cancel(why)
				}
				return nil
			}
		}))
		if !errors.Is(err, mcmc.ErrInterrupted) || !errors.Is(err, why) {
			t.Fatalf("%s: error %v", method, err)
		}
		whole := run(t, mean, three, with(quick, func(c *mcmc.Config) { c.Samples, c.Chains = 96, 3 }))
		for k, c := range fit.Chains {
			n := min(c.Len, 96)
			got, want := c.Draws["mu"].Slice(0, 0, n).Float64s(), whole.Chains[k].Draws["mu"].Float64s()
			for i := range got {
				if got[i] != want[i] {
					t.Errorf("%s: chain %d differs from draw %d on", method, k, i)
					break
				}
			}
		}
		if n := max(fit.Chains[0].Len, fit.Chains[1].Len, fit.Chains[2].Len); n <= 96 {
			t.Errorf("%s: %d draws are left of more", method, n)
		}
		settle(t, before)
	}
}

// settle waits until no more than n goroutines are left: some are on their way out.
func settle(t *testing.T, n int) {
	t.Helper()
	for range 1000 {
		if runtime.NumGoroutine() <= n {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines, before the run %d", runtime.NumGoroutine(), n)
}

func TestInterruptedEarly(t *testing.T) {
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	for method, m := range methods {
		config := with(endless, func(c *mcmc.Config) { c.Method, c.Warmup, c.KeepWarmup = m, 1e7, true })
		fit, err := mcmc.Run(canceled, random.Key(1), mean, three, config)
		if !errors.Is(err, mcmc.ErrInterrupted) || !errors.Is(err, context.Canceled) || fit == nil || fit.Len() != 0 || len(fit.Chains) != 3 {
			t.Errorf("%s, canceled before: %v, %v", method, fit, err)
			continue
		}
		if _, err := fit.Summary(); err == nil {
			t.Errorf("%s, canceled before: there is a summary", method)
		}

		ctx, stop := context.WithCancel(context.Background())
		config.OnDraws = func(mcmc.Chunk) error { stop(); return nil }
		fit, err = mcmc.Run(ctx, random.Key(1), mean, three, config)
		if !errors.Is(err, mcmc.ErrInterrupted) || !errors.Is(err, context.Canceled) || fit.Len() != 0 ||
			max(fit.Warmup[0].Len, fit.Warmup[1].Len, fit.Warmup[2].Len) == 0 {
			t.Errorf("%s, canceled in the warm-up: %v", method, err)
		}
	}
}

func TestDeadline(t *testing.T) {
	ctx, stop := context.WithTimeout(context.Background(), time.Second)
	defer stop()
	fit, err := mcmc.Run(ctx, random.Key(1), mean, three, endless)
	if !errors.Is(err, mcmc.ErrInterrupted) || !errors.Is(err, context.DeadlineExceeded) || fit == nil {
		t.Errorf("%v", err)
	}
}

// A Sampler is compiled once and can be used concurrently.
func TestSampler(t *testing.T) {
	traces := 0
	model := func(p *phlox.P, d observed) {
		traces++
		mean(p, d)
	}
	s, err := mcmc.New(model, three, random.Key(0), quick)
	if err != nil {
		t.Fatal(err)
	}
	data := []observed{three, {np.Vec(3, 4, 5)}, {np.Vec(-1, 0, 0)}}
	want := make([]*mcmc.Result, len(data))
	after := 0
	for i, d := range data {
		if want[i], err = s.Run(context.Background(), random.Key(1), d); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			after = traces
		}
		sameChains(t, "fresh and reused", want[i].Chains, run(t, mean, d, quick).Chains)
	}
	if traces != after || after > 8 {
		t.Errorf("the model was run %d times for the first data and %d for all", after, traces)
	}
	var wg sync.WaitGroup
	for i, d := range data {
		wg.Go(func() {
			got, err := s.Run(context.Background(), random.Key(1), d)
			if err != nil {
				t.Error(err)
				return
			}
			for k := range got.Chains {
				if a, b := got.Chains[k].Unconstrained.String(), want[i].Chains[k].Unconstrained.String(); a != b {
					t.Errorf("concurrently: %s, want %s", a, b)
				}
			}
		})
	}
	wg.Wait()
}

type table struct {
	X, Y np.Array
	N    int
}

func TestSamplerOtherData(t *testing.T) {
	model := func(p *phlox.P, d table) { p.Sample("mu", dist.Normal(0, 1)) }
	s, err := mcmc.New(model, table{X: np.Vec(1, 2), N: 3}, random.Key(0), quick)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		data table
		want string
	}{
		{table{X: np.Vec(1, 2, 3), N: 3}, "mcmc: X of the data is f64[3]; the sampler was made for f64[2]"},
		{table{X: np.New([]int64{1, 2}), N: 3}, "mcmc: X of the data is i64[2]; the sampler was made for f64[2]"},
		{table{N: 3}, "mcmc: the data has no X; the sampler was made for f64[2]"},
		{table{X: np.Vec(1, 2), Y: np.Vec(1), N: 3}, "mcmc: the data has Y, f64[1]; the sampler was made without"},
		{table{X: np.Vec(1, 2), N: 4}, "mcmc: the data differs from that for which the sampler was made in something that is not an array"},
	} {
		if _, err := s.Run(context.Background(), random.Key(0), c.data); err == nil || err.Error() != c.want {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
}
