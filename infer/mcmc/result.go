package mcmc

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/diagnostics"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/np"
)

// Result is what a run drew. If the run was interrupted its chains may have different numbers of draws; the
// methods then use as many of each as the shortest has.
type Result struct {
	Sites     []infer.Site     // latent variables and deterministic values, in the order of the model
	Variables []infer.Variable // the latent variables, and where they are in Chain.Unconstrained
	Chains    []Chain
	Warmup    []Chain // the warm-up draws, if they were kept
}

// Chain is what one chain drew.
type Chain struct {
	Draws         map[string]np.Array // by site, with the draws along the leading axis
	Unconstrained np.Array            // [draws, Dim]
	Info          infer.Info          // with the draws along the leading axis; zero Arrays where the kernel says nothing
	Len           int                 // number of draws; 0 if Config.Discard was set
	Divergences   int                 // of the transitions kept, those discarded included
}

func (r *run[D]) result() (*Result, error) {
	out := &Result{Sites: r.sites, Variables: r.posterior.Variables}
	for _, c := range r.chains {
		chain, err := r.chain(c.draws)
		if err != nil {
			return nil, err
		}
		out.Chains = append(out.Chains, chain)
		if r.config.KeepWarmup {
			if chain, err = r.chain(c.warm); err != nil {
				return nil, err
			}
			out.Warmup = append(out.Warmup, chain)
		}
	}
	return out, nil
}

func (r *run[D]) chain(s store) (Chain, error) {
	n := len(s.Z) / r.posterior.Dim
	values, err := r.values(s.Z, n)
	return Chain{
		Draws: values, Unconstrained: np.New(s.Z, n, r.posterior.Dim).AsType(r.posterior.DType),
		Info: s.info(n), Len: n, Divergences: s.Diverged,
	}, err
}

// Len returns the number of draws per chain.
func (r *Result) Len() int {
	n := math.MaxInt
	for _, c := range r.Chains {
		n = min(n, c.Len)
	}
	return n
}

// Draws returns the draws of a site, [chain, draw, ...].
func (r *Result) Draws(site string) (np.Array, error) {
	return r.stacked(func(c Chain) np.Array { return c.Draws[site] }, "site", site)
}

// Pooled returns the draws of all chains of all sites, [chain × draw, ...]: what Predictive takes.
func (r *Result) Pooled() map[string]np.Array {
	out := map[string]np.Array{}
	for _, s := range r.Sites {
		if v, err := r.Draws(s.Name); err == nil {
			out[s.Name] = v.Reshape(append([]int{v.Dim(0) * v.Dim(1)}, v.Shape()[2:]...)...)
		}
	}
	return out
}

// stacked returns what get finds in each chain, [chain, draw, ...].
func (r *Result) stacked(get func(Chain) np.Array, what, name string) (np.Array, error) {
	n := r.Len()
	parts := make([]np.Array, len(r.Chains))
	for k, c := range r.Chains {
		v := get(c)
		if v.IsZero() {
			return np.Array{}, fmt.Errorf("mcmc: there is no %s %q", what, name)
		}
		parts[k] = v.Slice(0, 0, n)
	}
	return np.Stack(0, parts...), nil
}

// Divergences returns the number of transitions after warm-up whose trajectory diverged, of those that were
// kept. There should be none: where there are, the sampler did not explore a part of the posterior as it
// should.
func (r *Result) Divergences() int {
	n := 0
	for _, c := range r.Chains {
		n += c.Divergences
	}
	return n
}

// Summary returns a table of all sites that are not deterministic, with the R-hat and effective sample sizes
// that tell whether the chains agree.
func (r *Result) Summary() (diagnostics.Table, error) { return r.SummaryOf(0) }

// SummaryOf is Summary of the named sites, or of all that are not deterministic, with intervals of
// probability prob; 0 is 0.9. Without draws there is no summary, which is an error.
func (r *Result) SummaryOf(prob float64, sites ...string) (diagnostics.Table, error) {
	if r.Len() == 0 {
		return diagnostics.Table{}, errors.New("mcmc: there are no draws to summarize")
	}
	if len(sites) == 0 {
		for _, s := range r.Sites {
			if !s.Deterministic {
				sites = append(sites, s.Name)
			}
		}
	}
	var list []diagnostics.Site
	for _, name := range sites {
		i := slices.IndexFunc(r.Sites, func(s infer.Site) bool { return s.Name == name })
		if i < 0 {
			return diagnostics.Table{}, fmt.Errorf("mcmc: there is no site %q", name)
		}
		site := diagnostics.Site{Name: name, Shape: r.Sites[i].Shape}
		for _, c := range r.Chains {
			site.Draws = append(site.Draws, c.Draws[name].Slice(0, 0, r.Len()).Float64s())
		}
		list = append(list, site)
	}
	return diagnostics.Summarize(list, diagnostics.Config{Prob: prob, Divergences: r.Divergences()})
}
