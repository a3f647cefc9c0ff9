// Package mcmc runs Markov chains of any kernel on a model, and holds what they draw.
//
// A chain is a program that advances a state; the driver calls it for a bounded number of turns at a time,
// so that it can report progress, hand out draws as they come, write checkpoints, and stop when the context
// is done without losing anything. Chain k of a run draws the same numbers whether it runs alone, beside
// others, or vectorized among them.
package mcmc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/infer/hmc"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Method is how several chains are run.
type Method uint8

// The methods. Draws are the same with each.
const (
	Parallel   Method = iota // each in a goroutine, as many at a time as there are processors
	Sequential               // one after another
	Vectorized               // all together, as one batched program
)

// Config says what to run. Chains and Samples must be given; the zero values of the other fields are
// defaults.
type Config struct {
	Warmup  int // transitions that adapt the kernel and are not kept
	Samples int // transitions after that, per chain
	Chains  int

	Kernel     infer.Kernel // nil: hmc.NUTS{}
	Method     Method
	Thin       int  // keep every Thin-th draw; 0: each
	KeepWarmup bool // keep the warm-up draws too, in Result.Warmup
	DType      np.DType

	Init       infer.Init          // nil: infer.InitToUniform(2)
	InitParams map[string]np.Array // unconstrained starting values of all latent variables, [Chains, ...]; instead of Init

	Progress   Progress            // what to show while running
	Output     io.Writer           // where; nil: standard error
	OnDraws    func(c Chunk) error // is handed draws as they come; an error stops the run
	Checkpoint string              // a file to which the state of the run is written
	Every      time.Duration       // how often; 0: every 30 seconds
	Resume     *Checkpoint         // go on where a run stopped
}

// Chunk is a piece of a chain's kept draws.
type Chunk struct {
	Chain, First int                 // the chain, and the number of the first draw among those kept
	Warmup       bool                // draws of the warm-up
	Draws        map[string]np.Array // by site, with the draws along the leading axis
	Info         infer.Info          // with the draws along the leading axis
}

// ErrInterrupted is wrapped by the error of a run that was stopped by its context. Its Result has the draws
// made until then.
var ErrInterrupted = errors.New("mcmc: interrupted")

// Run draws from the posterior of a model given data. When ctx is done it returns what has been drawn
// together with an error that wraps ErrInterrupted. Mistakes in the model or the configuration, and a
// density that is nowhere finite, are errors that say where they are.
func Run[D any](ctx context.Context, key random.PRNGKey, model phlox.Model[D], data D, config Config) (*Result, error) {
	s, err := New(model, data, key, config)
	if err != nil {
		return nil, err
	}
	return s.Run(ctx, key, data)
}

// Sampler is a model made ready to run, again and again on data of one shape.
type Sampler[D any] struct {
	config    Config
	posterior *infer.Posterior[D]
	sites     []infer.Site
	like      D
	programs  programs[D]
}

// New prepares a model for sampling. The data matters for its structure and shapes; key for what the model
// draws besides latent variables, such as subsamples.
func New[D any](model phlox.Model[D], data D, key random.PRNGKey, config Config) (s *Sampler[D], err error) {
	defer ir.Recover(&err)
	if err := config.check(); err != nil {
		return nil, err
	}
	if config.Kernel == nil {
		config.Kernel = hmc.NUTS{}
	}
	config.Thin = max(config.Thin, 1)
	s = &Sampler[D]{config: config, like: data}
	if s.posterior, err = infer.NewPosterior(model, data, key, config.DType); err != nil {
		return nil, err
	}
	if s.sites, err = s.posterior.Sites(data); err != nil {
		return nil, err
	}
	s.programs = newPrograms(s.posterior, config)
	return s, nil
}

func (c Config) check() error {
	switch {
	case c.Chains < 1:
		return fmt.Errorf("mcmc: Config.Chains is %d; say how many chains to run", c.Chains)
	case c.Samples < 1 && !(c.Samples == 0 && c.KeepWarmup):
		return fmt.Errorf("mcmc: Config.Samples is %d; say how many draws to make", c.Samples)
	case c.Warmup < 0:
		return fmt.Errorf("mcmc: Config.Warmup is %d", c.Warmup)
	case c.Thin < 0:
		return fmt.Errorf("mcmc: Config.Thin is %d", c.Thin)
	case c.Samples > 0 && c.Thin > c.Samples:
		return fmt.Errorf("mcmc: Config.Thin is %d, so that none of %d draws is kept", c.Thin, c.Samples)
	case c.DType != 0 && !c.DType.IsFloat():
		return fmt.Errorf("mcmc: Config.DType is %v, want a float", c.DType)
	}
	return nil
}

// Run draws from the posterior given data, which must have the structure and shapes that the Sampler was
// made for.
func (s *Sampler[D]) Run(ctx context.Context, key random.PRNGKey, data D) (*Result, error) {
	if err := sameStructure(s.like, data); err != nil {
		return nil, err
	}
	r, err := newRun(s, key, data)
	if err != nil {
		return nil, err
	}
	defer r.progress.close()
	if err = r.sample(ctx); err == nil && ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", ErrInterrupted, context.Cause(ctx))
	}
	result, e := r.result()
	return result, errors.Join(err, e, r.save())
}
