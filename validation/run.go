package main

import (
	"context"
	"fmt"
	"time"

	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/random"
)

// settings are what the flags say.
type settings struct {
	Draws, Warmup, Chains int
	Seed                  int64
}

// outcome is how a posterior did.
type outcome struct {
	Name        string
	Exact       bool // compared with the exact expectations
	Scores      zScores
	Divergences int
	ESS         float64 // the smallest
	RHat        float64 // the largest
	Gradient    string  // relative difference from Stan's, if that is known
	Time        time.Duration
	Violations  []string
	Err         error // it could not be run
}

// run samples a posterior and compares.
func (p posterior) run(ctx context.Context, db database, s settings) outcome {
	out := outcome{Name: p.Name, Gradient: "-"}
	c, err := db.data(p.dataName())
	if err == nil {
		err = out.checkGradient(p, c, db)
	}
	if err == nil {
		err = out.sample(ctx, p, c, s, db.references[p.Key])
	}
	out.Err = err
	return out
}

// sample runs the chains. They are vectorized: a step of four costs little more than one of one, and other
// processors have other posteriors to run.
func (o *outcome) sample(ctx context.Context, p posterior, c columns, s settings, r reference) error {
	begun := time.Now()
	fit, err := p.Bind(c).Sample(ctx, random.Key(s.Seed), mcmc.Config{
		Warmup: s.Warmup, Samples: s.Draws, Chains: s.Chains,
		Kernel: p.kernel(c), Method: mcmc.Vectorized, Progress: mcmc.Quiet,
	})
	if err != nil {
		return err
	}
	o.Time = time.Since(begun)
	o.Divergences = fit.Divergences()
	want := r.Params
	if o.Exact = p.Exact != nil; o.Exact {
		want = p.Exact(c)
	}
	comparisons, err := compareAll(fit, want)
	o.compared(comparisons, s.Chains)
	return err
}

func (o *outcome) checkGradient(p posterior, c columns, db database) error {
	g, ok := db.gradients[p.Key]
	if !ok {
		return nil
	}
	d, err := p.compareGradient(c, g)
	if err != nil {
		return fmt.Errorf("comparing the gradient: %w", err)
	}
	worst := max(d.Value, d.Gradient)
	o.Gradient = fmt.Sprintf("%.0e", worst)
	if !(worst <= maxGradient) {
		o.Violations = append(o.Violations, fmt.Sprintf("density and gradient differ from Stan's by %.1e, want at most %.0e", worst, maxGradient))
	}
	return nil
}

func (o *outcome) compared(all []comparison, chains int) {
	for i, c := range all {
		o.Scores.add(o.Name+" "+c.Param, c)
		if i == 0 || !(c.ESS >= o.ESS) {
			o.ESS = c.ESS
		}
		if i == 0 || !(c.RHat <= o.RHat) {
			o.RHat = c.RHat
		}
	}
	if want := float64(minESS * chains); !(o.ESS >= want) {
		o.Violations = append(o.Violations, fmt.Sprintf("the effective sample size is %.0f, too small to trust standard errors; want %.0f: make more draws", o.ESS, want))
	}
	if !(o.RHat <= maxRHat) {
		o.Violations = append(o.Violations, fmt.Sprintf("R-hat is %.3f, want at most %.2f", o.RHat, maxRHat))
	}
}
