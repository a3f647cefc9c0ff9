package mcmc

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/diagnostics"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/np"
)

// Result is what a run drew. If the run was interrupted its chains may have different numbers of draws; the
// methods then use as many of each as the shortest has.
type Result struct {
	Sites  []infer.Site // latent variables and deterministic values, in the order of the model
	Chains []Chain
	Warmup []Chain // the warm-up draws, if they were kept
}

// Chain is what one chain drew.
type Chain struct {
	Draws         map[string]np.Array // by site, with the draws along the leading axis
	Unconstrained np.Array            // [draws, Dim]
	Info          infer.Info          // with the draws along the leading axis
	Len           int                 // number of draws
}

func (r *run[D]) result() (*Result, error) {
	out := &Result{Sites: r.sites}
	for _, c := range r.chains {
		chain, err := r.chain(&c.draws)
		if err != nil {
			return nil, err
		}
		out.Chains = append(out.Chains, chain)
		if r.config.KeepWarmup {
			if chain, err = r.chain(&c.warm); err != nil {
				return nil, err
			}
			out.Warmup = append(out.Warmup, chain)
		}
	}
	return out, nil
}

func (r *run[D]) chain(s *store) (Chain, error) {
	values, err := r.values(s, 0, s.N)
	return Chain{Draws: values, Unconstrained: np.New(s.Z, s.N, r.posterior.Dim), Info: s.info(0, s.N), Len: s.N}, err
}

// Len returns the number of draws per chain.
func (r *Result) Len() int {
	n := 0
	for k, c := range r.Chains {
		if k == 0 || c.Len < n {
			n = c.Len
		}
	}
	return n
}

// Draws returns the draws of a site, [chain, draw, ...].
func (r *Result) Draws(site string) (np.Array, error) {
	return r.stacked(func(c Chain) (np.Array, bool) { v, ok := c.Draws[site]; return v, ok }, "site", site)
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

func (r *Result) stacked(get func(Chain) (np.Array, bool), what, name string) (np.Array, error) {
	n := r.Len()
	var parts []np.Array
	for _, c := range r.Chains {
		v, ok := get(c)
		if !ok {
			return np.Array{}, fmt.Errorf("mcmc: there is no %s %q", what, name)
		}
		parts = append(parts, v.Slice(0, 0, n))
	}
	return np.Stack(0, parts...), nil
}

// Field returns what is known of the transitions, [chain, draw], by the names of infer.Info's fields or
// NumPyro's: energy, step_size, accept_prob, num_steps, depth, diverging, potential_energy.
func (r *Result) Field(name string) (np.Array, error) {
	return r.stacked(func(c Chain) (np.Array, bool) {
		switch name {
		case "energy", "Energy":
			return c.Info.Energy, true
		case "step_size", "StepSize":
			return c.Info.StepSize, true
		case "accept_prob", "AcceptProb":
			return c.Info.AcceptProb, true
		case "num_steps", "Steps":
			return c.Info.Steps, true
		case "depth", "Depth":
			return c.Info.Depth, true
		case "diverging", "Diverging":
			return c.Info.Diverging, true
		case "log_density", "LogDensity":
			return c.Info.LogDensity, true
		case "potential_energy":
			return c.Info.LogDensity.Neg(), true
		}
		return np.Array{}, false
	}, "field", name)
}

// Divergences returns the number of transitions after warm-up whose trajectory diverged. There should be
// none: where there are, the sampler did not explore a part of the posterior as it should.
func (r *Result) Divergences() int {
	n := 0
	for _, c := range r.Chains {
		if c.Len > 0 {
			n += int(c.Info.Diverging.Sum().Item())
		}
	}
	return n
}

// Summary returns a table of all sites that are not deterministic, with the R-hat and effective sample sizes
// that tell whether the chains agree.
func (r *Result) Summary() (diagnostics.Table, error) {
	var names []string
	for _, s := range r.Sites {
		if !s.Deterministic {
			names = append(names, s.Name)
		}
	}
	return r.SummaryOf(0, names...)
}

// SummaryOf is Summary of the named sites, with intervals of probability prob; 0 is 0.9.
func (r *Result) SummaryOf(prob float64, sites ...string) (diagnostics.Table, error) {
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
