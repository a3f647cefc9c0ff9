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
	"runtime/pprof"
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

// The methods. Draws are the same with each, but for the last digits of vectorized ones: sums may be added up in another order there.
const (
	Parallel   Method = iota // each in a goroutine, as many at a time as there are processors
	Sequential               // one after another
	Vectorized               // all together, as one batched program
)

// Config says what to run. Chains and Samples must be given; the zero values of the other fields are
// defaults.
type Config struct {
	Warmup     int // transitions that adapt the kernel and are not kept
	Samples    int // transitions after that, per chain; may be 0 if the warm-up is kept
	Chains     int
	FirstChain int // the number of the first of them: 2 chains from 6 on draw what chains 6 and 7 of 8 draw

	Kernel     infer.Kernel // nil: hmc.NUTS{}
	Method     Method
	Thin       int  // keep every Thin-th draw, Samples / Thin in all; 0: each
	KeepWarmup bool // keep the warm-up draws too, in Result.Warmup
	Discard    bool // keep no draws in memory: OnDraws has had them
	DType      np.DType

	Init       infer.Init          // nil: infer.InitToUniform(2)
	InitParams map[string]np.Array // unconstrained starting values of all latent variables, [Chains, ...]; instead of Init

	Progress Progress  // what to show while running
	Output   io.Writer // where; nil: standard error

	// OnDraws is handed the kept draws as they come, at most 32 at a time, those of one chain in their
	// order. Calls do not overlap. An error stops the run; the draws of that call are then not in its
	// Result nor in its checkpoint, and are handed out again by a run that resumes.
	OnDraws func(Chunk) error

	Checkpoint string        // a file to which the state of the run is written, draws included
	Every      time.Duration // how often; 0: every 30 seconds, and in any case at the begin and the end

	// Resume goes on where a run of the same model, data, key and configuration stopped, and draws what
	// that would have drawn. Only Samples may be larger, to make more of a run that has ended, and Method
	// may differ. Draws since the checkpoint are handed to OnDraws again: Chunk.First tells.
	Resume *Checkpoint
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

// Run draws from the posterior of a model given data. When ctx is done, or OnDraws or a checkpoint fails,
// it returns what has been drawn together with an error, which for ctx wraps ErrInterrupted. Mistakes in
// the model or the configuration, and a density that is nowhere finite, are errors that say where they are.
//
// The draws are kept in memory until the run ends, unless Config.Discard is set: 8 bytes for each number in
// unconstrained space, and again for the constrained values in Result.
func Run[D any](ctx context.Context, key random.PRNGKey, model phlox.Model[D], data D, config Config) (*Result, error) {
	s, err := New(model, data, key, config)
	if err != nil {
		return nil, err
	}
	return s.Run(ctx, key, data)
}

// Sampler is a model made ready to run, again and again on data of one shape. It is safe for concurrent
// use.
type Sampler[D any] struct {
	config    Config
	posterior *infer.Posterior[D]
	key       random.PRNGKey // of the posterior
	sites     []infer.Site
	like      D
	programs  programs[D]
	slice     time.Duration // how long the program runs before the driver looks around
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
	// Run's chains take the children 0, 1, ... of a key, which may be this one.
	s = &Sampler[D]{config: config, like: data, key: key.FoldIn(-1), slice: 50 * time.Millisecond}
	if s.posterior, err = infer.NewPosterior(model, data, s.key, config.DType); err != nil {
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
	case c.FirstChain < 0:
		return fmt.Errorf("mcmc: Config.FirstChain is %d, less than 0", c.FirstChain)
	case c.Warmup < 0:
		return fmt.Errorf("mcmc: Config.Warmup is %d, less than 0", c.Warmup)
	case c.Samples < 0 || c.Samples == 0 && (c.Warmup == 0 || !c.KeepWarmup):
		return fmt.Errorf("mcmc: Config.Samples is %d; say how many draws to make", c.Samples)
	case c.Thin < 0:
		return fmt.Errorf("mcmc: Config.Thin is %d, less than 0", c.Thin)
	case c.Samples > 0 && c.Thin > c.Samples:
		return fmt.Errorf("mcmc: Config.Thin is %d, so that none of %d draws is kept", c.Thin, c.Samples)
	case c.DType != 0 && !c.DType.IsFloat():
		return fmt.Errorf("mcmc: Config.DType is %v, want a float", c.DType)
	case c.Method > Vectorized:
		return fmt.Errorf("mcmc: Config.Method is %d, want Parallel, Sequential or Vectorized", c.Method)
	case c.Discard && c.OnDraws == nil:
		return errors.New("mcmc: Config.Discard is set without Config.OnDraws, so that all draws would be lost")
	}
	return nil
}

// Run draws from the posterior given data, which must have the structure and shapes that the Sampler was
// made for.
func (s *Sampler[D]) Run(ctx context.Context, key random.PRNGKey, data D) (_ *Result, err error) {
	defer ir.Recover(&err)
	if err := sameStructure(s.like, data); err != nil {
		return nil, err
	}
	r, err := newRun(s, key, data)
	if err != nil {
		return nil, err
	}
	if err := labeled(ctx, "begin", r.begin); err != nil {
		return nil, err
	}
	defer r.progress.close()
	err = labeled(ctx, "sample", func(ctx context.Context) error { return r.checkpointed(ctx, r.sample) })
	if err == nil && !r.finished() {
		err = fmt.Errorf("%w: %w", ErrInterrupted, context.Cause(ctx))
	}
	result, e := r.result()
	return result, errors.Join(err, e)
}

// labeled calls f with a label that CPU profiles show: the time in machine code has no other name there. Goroutines that f starts
// have it too.
func labeled(ctx context.Context, name string, f func(context.Context) error) (err error) {
	pprof.Do(ctx, pprof.Labels("phlox", name), func(ctx context.Context) { err = f(ctx) })
	return err
}
