package mcmc_test

import (
	"context"
	"math"
	"regexp"
	"runtime"
	"testing"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/infer/hmc"
	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Each mistake gives one error that says what and where.
func TestMistakes(t *testing.T) {
	nothing := func(*mcmc.Config) {}
	for _, c := range []struct {
		want   string // a regular expression
		model  phlox.Model[observed]
		change func(*mcmc.Config)
	}{
		{`^the model is nil$`, nil, nothing},
		{`^the model has no latent variables$`, func(p *phlox.P, d observed) { p.Observe("y", dist.Normal(0, 1), d.Y) }, nothing},
		{`errors_test.go:\d+: site "y": Normal: loc = NaN is not Real$`, func(p *phlox.P, d observed) {
			p.Observe("y", dist.Normal(p.Sample("mu", dist.Normal(0, 1)).Mul(math.NaN()), 1), d.Y)
		}, nothing},
		{`^mcmc: chain 0: no starting point .*\n\terrors_test.go:\d+: site "x": Normal.*: log density -Inf at 1e\+200$`, func(p *phlox.P, d observed) {
			mu := p.Sample("mu", dist.Normal(0, 1))
			p.Observe("x", dist.Normal(mu, 1), np.Of(1e200))
		}, nothing},
		{`^mcmc: chain 0: no starting point .*\n\terrors_test.go:\d+: site "nan": `, func(p *phlox.P, d observed) {
			p.Sample("mu", dist.Normal(0, 1))
			p.Factor("nan", np.Of(math.NaN()))
		}, nothing},
		{`(?i)errors_test.go:\d+: site "y": .*(support|log density)`, func(p *phlox.P, d observed) {
			s := p.Sample("s", dist.HalfNormal(1))
			p.Observe("y", dist.Exponential(s), d.Y.Sub(1))
		}, nothing},
		{`^errors_test.go:\d+: site "y": .*does not fit plate "p"`, func(p *phlox.P, d observed) {
			p.Plate("p", 4).Observe("y", dist.Normal(p.Sample("mu", dist.Normal(np.Zeros(3), 1)), 1), d.Y)
		}, nothing},
		{`^errors_test.go:\d+: site "mu": there is already a \w+ of this name`, func(p *phlox.P, d observed) {
			p.Sample("mu", dist.Normal(0, 1))
			p.Sample("mu", dist.Normal(0, 1))
		}, nothing},
		{`Config.Chains is 0`, mean, func(c *mcmc.Config) { c.Chains = 0 }},
		{`Config.Chains is -1`, mean, func(c *mcmc.Config) { c.Chains = -1 }},
		{`Config.FirstChain is -1`, mean, func(c *mcmc.Config) { c.FirstChain = -1 }},
		{`Config.Samples is -1`, mean, func(c *mcmc.Config) { c.Samples = -1 }},
		{`Config.Samples is 0`, mean, func(c *mcmc.Config) { c.Samples = 0 }},
		{`Config.Samples is 0`, mean, func(c *mcmc.Config) { c.Samples, c.Warmup, c.KeepWarmup = 0, 0, true }},
		{`Config.Warmup is -1`, mean, func(c *mcmc.Config) { c.Warmup = -1 }},
		{`Config.Thin is -1`, mean, func(c *mcmc.Config) { c.Thin = -1 }},
		{`Config.Thin is 41, so that none of 40 draws is kept`, mean, func(c *mcmc.Config) { c.Thin = 41 }},
		{`Config.DType is i32, want a float`, mean, func(c *mcmc.Config) { c.DType = np.Int32 }},
		{`Config.Method is 3`, mean, func(c *mcmc.Config) { c.Method = 3 }},
		{`Config.Discard is set without Config.OnDraws`, mean, func(c *mcmc.Config) { c.Discard = true }},
		{`^mcmc: chain 0: Config.InitParams has no "mu"`, mean, func(c *mcmc.Config) { c.InitParams = map[string]np.Array{} }},
		{`^mcmc: chain 0: Config.InitParams\["mu"\] has shape \[3\], want \[2\]`, mean, func(c *mcmc.Config) {
			c.InitParams = map[string]np.Array{"mu": np.Zeros(3)}
		}},
		{`^mcmc: chain 0: Config.InitParams\["nu"\] is not a latent variable`, mean, func(c *mcmc.Config) {
			c.InitParams = map[string]np.Array{"mu": np.Zeros(2), "nu": np.Zeros(2)}
		}},
		{`^mcmc: chain 1: the log density or its gradient is not finite at the starting point:\n\tmcmc_test.go:\d+: site "mu".* at 1e\+200`, mean, func(c *mcmc.Config) {
			c.InitParams = map[string]np.Array{"mu": np.Vec(0, 1e200)}
		}},
		{`Config.Blocks names "nu"`, mean, func(c *mcmc.Config) {
			c.Kernel = hmc.NUTS{Config: hmc.Config{Blocks: [][]string{{"nu"}}}}
		}},
		{`^mcmc: writing a checkpoint: .*no such`, mean, func(c *mcmc.Config) { c.Checkpoint = "/no such/directory/c" }},
		{`^mcmc: the checkpoint is of another version`, mean, func(c *mcmc.Config) { c.Resume = &mcmc.Checkpoint{} }},
	} {
		for method, m := range methods {
			_, err := mcmc.Run(context.Background(), random.Key(1), c.model, three, with(quick, func(config *mcmc.Config) {
				c.change(config)
				if config.Method == 0 {
					config.Method = m
				}
			}))
			if err == nil || !regexp.MustCompile(c.want).MatchString(err.Error()) {
				t.Errorf("%s: got %v\nwant %s", method, err, c.want)
			}
		}
	}
}

// A bug in the model crashes: it is not hidden in an error.
func TestBugCrashes(t *testing.T) {
	defer func() {
		if _, ok := recover().(runtime.Error); !ok {
			t.Error("no run-time error")
		}
	}()
	var m map[string]int
	_, err := mcmc.Run(context.Background(), random.Key(1), func(p *phlox.P, d observed) { m["x"] = 1 }, three, quick)
	t.Errorf("returned %v", err)
}
