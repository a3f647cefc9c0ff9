package mcmc_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// OnDraws gets all kept draws of a chain in their order, in pieces of at most 32.
func TestOnDraws(t *testing.T) {
	for method, m := range methods {
		config := with(quick, func(c *mcmc.Config) { c.Method, c.Chains, c.FirstChain, c.KeepWarmup, c.Samples = m, 3, 2, true, 75 })
		whole := run(t, scaled, three, config)
		for _, discard := range []bool{false, true} {
			what := fmt.Sprintf("%s, discard %v", method, discard)
			got := map[string][]float64{}
			fit := run(t, scaled, three, with(config, func(c *mcmc.Config) {
				c.Discard = discard
				c.OnDraws = func(d mcmc.Chunk) error {
					key := fmt.Sprint(d.Chain, d.Warmup)
					n := d.Draws["s"].Len()
					if d.First != len(got[key]) || n > 32 || n != d.Draws["b"].Len() || n != d.Info.Energy.Len() {
						t.Errorf("%s: chain %s has %d draws and is handed %d from %d on", what, key, len(got[key]), n, d.First)
					}
					got[key] = append(got[key], d.Draws["s"].Float64s()...)
					return nil
				}
			}))
			for k := range 3 {
				for warmup, chain := range map[bool]mcmc.Chain{true: whole.Warmup[k], false: whole.Chains[k]} {
					if key := fmt.Sprint(k+2, warmup); fmt.Sprint(got[key]) != fmt.Sprint(chain.Draws["s"].Float64s()) {
						t.Errorf("%s: chain %s was handed %v, want %v", what, key, got[key], chain.Draws["s"])
					}
				}
			}
			if !discard {
				sameChains(t, what, fit.Chains, whole.Chains)
			} else if fit.Len() != 0 || fit.Chains[0].Unconstrained.Size() != 0 {
				t.Errorf("%s: %d draws are kept", what, fit.Len())
			}
		}
	}
}

// An error of OnDraws stops the run, which keeps the draws that were accepted.
func TestOnDrawsFails(t *testing.T) {
	full := errors.New("disk full")
	for method, m := range methods {
		fit, err := mcmc.Run(context.Background(), random.Key(1), mean, three, with(endless, func(c *mcmc.Config) {
			c.Method = m
			c.OnDraws = func(d mcmc.Chunk) error {
				if d.Chain == 0 && d.First >= 64 {
					return full
				}
				return nil
			}
		}))
		if !errors.Is(err, full) || errors.Is(err, mcmc.ErrInterrupted) || fit == nil || fit.Chains[0].Len < 64 || fit.Chains[0].Len > 96 {
			t.Errorf("%s: %v", method, err)
		}
		_, err = mcmc.Run(context.Background(), random.Key(1), mean, three, with(endless, func(c *mcmc.Config) {
			c.Method = m
			c.OnDraws = func(d mcmc.Chunk) error { d.Draws["mu"].Add(np.Zeros(7)); return nil }
		}))
		if err == nil || !strings.Contains(err.Error(), "store_test.go") {
			t.Errorf("%s, a mistake in OnDraws: %v", method, err)
		}
	}
}
