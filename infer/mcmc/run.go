package mcmc

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"time"

	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// run is one execution of a Sampler.
type run[D any] struct {
	*Sampler[D]
	key      random.PRNGKey
	data     D
	parts    []part // what a checkpoint belongs to; nil if there is none
	progress *progress

	mu        sync.Mutex // guards chains against a checkpoint being made
	chains    []chain
	streaming sync.Mutex // held while OnDraws is called
}

// chain is one chain of a run.
type chain struct {
	begun bool
	state infer.State
	warm  store // kept draws of the warm-up
	draws store // and of those after it
}

// count returns the number of transitions made.
func (c *chain) count() int {
	if !c.begun {
		return 0
	}
	return int(c.state.Count.Item())
}

func (c *chain) store(warmup bool) *store {
	if warmup {
		return &c.warm
	}
	return &c.draws
}

// maxRows is how many draws are taken out of the program at a time: few enough that writing them into
// their rows is cheap, enough that taking them out is.
const maxRows = 32

func newRun[D any](s *Sampler[D], key random.PRNGKey, data D) (*run[D], error) {
	r := &run[D]{Sampler: s, key: key, data: data, chains: make([]chain, s.config.Chains)}
	if s.config.Checkpoint != "" || s.config.Resume != nil {
		if err := r.identify(); err != nil {
			return nil, err
		}
	}
	r.progress = newProgress(s.config)
	for k := range r.chains {
		r.progress.update(k, &r.chains[k])
	}
	return r, nil
}

// total is the Count at which a chain has all its draws.
func (c Config) total() int { return c.Warmup + c.Samples }

// finished reports whether all chains have all their draws.
func (r *run[D]) finished() bool {
	for k := range r.chains {
		if r.chains[k].count() < r.config.total() {
			return false
		}
	}
	return true
}

// begin finds where chains start that have not been resumed.
func (r *run[D]) begin(ctx context.Context) error {
	return r.each(ctx, func(ctx context.Context, k int) (err error) {
		c := &r.chains[k]
		if c.begun || ctx.Err() != nil {
			return nil
		}
		key := r.key.FoldIn(r.config.FirstChain + k)
		z, err := r.start(k, key)
		if err == nil {
			c.state, err = r.programs.begin.Call(beginIn[D]{z, key, r.data})
		}
		c.begun = err == nil
		return err
	})
}

// start returns the unconstrained vector where chain k starts.
func (r *run[D]) start(k int, key random.PRNGKey) (np.Array, error) {
	if r.config.InitParams == nil {
		// The kernel takes the children of key for transitions 0, 1, ..., and -1 before the first.
		return r.programs.start(key.FoldIn(-2), r.data)
	}
	z, err := r.given(k)
	if err == nil {
		err = r.posterior.CheckStart(z, r.data)
	}
	return z, err
}

// given returns the starting vector of chain k from Config.InitParams.
func (r *run[D]) given(k int) (np.Array, error) {
	parts := make([]np.Array, len(r.posterior.Variables))
	known := map[string]bool{}
	for i, v := range r.posterior.Variables {
		known[v.Name] = true
		x, ok := r.config.InitParams[v.Name]
		if !ok || x.IsZero() {
			return np.Array{}, fmt.Errorf("Config.InitParams has no %q; it must have all latent variables", v.Name)
		}
		if want := v.Shape.Prepend(r.config.Chains); !x.Shape().Equal(want) {
			return np.Array{}, fmt.Errorf("Config.InitParams[%q] has shape %v, want %v (unconstrained, one for each chain)", v.Name, x.Shape(), want)
		}
		parts[i] = x.At(k).Ravel().AsType(r.posterior.DType)
	}
	for name := range r.config.InitParams {
		if !known[name] {
			return np.Array{}, fmt.Errorf("Config.InitParams[%q] is not a latent variable of the model", name)
		}
	}
	return np.Concat(0, parts...), nil
}

// sample advances all chains to their end.
func (r *run[D]) sample(ctx context.Context) error {
	if ctx.Err() != nil { // there may be chains that have not begun
		return nil
	}
	if r.config.Method != Vectorized {
		return r.each(ctx, func(ctx context.Context, k int) error { return r.advance(ctx, []int{k}) })
	}
	all := make([]int, len(r.chains))
	for k := range all {
		all[k] = k
	}
	if err := guarded(func() error { return r.advance(ctx, all) }); err != nil {
		return fmt.Errorf("mcmc: %w", err)
	}
	return nil
}

// each calls f for all chains, several at a time if the method is Parallel. An error ends the context of
// the others; that of the lowest chain is returned.
func (r *run[D]) each(ctx context.Context, f func(ctx context.Context, k int) error) error {
	workers := 1
	if r.config.Method == Parallel {
		workers = min(runtime.GOMAXPROCS(0), len(r.chains))
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	errs := make([]error, len(r.chains))
	queue := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for k := range queue {
				if errs[k] = guarded(func() error { return f(ctx, k) }); errs[k] != nil {
					cancel()
				}
			}
		})
	}
	for k := range r.chains {
		queue <- k
	}
	close(queue)
	wg.Wait()
	for k, err := range errs {
		if err != nil {
			return fmt.Errorf("mcmc: chain %d: %w", k+r.config.FirstChain, err)
		}
	}
	return nil
}

// guarded calls f; a mistake in building a program is its error.
func guarded(f func() error) (err error) {
	defer ir.Recover(&err)
	return f()
}

// advance runs chains, more than one if they are vectorized, to their end or until ctx is done.
func (r *run[D]) advance(ctx context.Context, chains []int) error {
	x := advanceIn[D]{D: r.data, Lane: r.gather(chains)}
	turns := 1.0
	for ctx.Err() == nil {
		pieces, working := r.pieces(chains)
		if !working {
			return nil
		}
		x.Lane.Job, x.Turns = r.jobs(pieces), np.Scalar(int64(turns))
		begun := time.Now()
		out, err := r.programs.advance.Call(x)
		if err != nil {
			return err
		}
		// The next call is to take a slice of time, judged from this one: with caution, since turns differ,
		// and a first call is slow because it compiles.
		taken := out.Turns.Item()
		turns = max(1, min(4*taken, taken*float64(r.slice)/float64(time.Since(begun)+1)))
		x.Lane = out.Lane
		for i, p := range pieces {
			if err := r.take(p, r.unstack(out.Lane, i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// piece is what a chain is to do next: to go on to Count until. If draws are kept it is those after Count
// base, every Thin-th.
type piece struct {
	chain        int
	base, until  int
	last         bool // the chain then has all its draws
	kept, warmup bool
}

// pieces returns the next piece of each chain, and whether there is anything to do.
func (r *run[D]) pieces(chains []int) (pieces []piece, working bool) {
	c := r.config
	for _, k := range chains {
		count := r.chains[k].count()
		p := piece{chain: k, kept: true}
		begin, end := c.Warmup, c.total()
		if count < c.Warmup {
			p.warmup, p.kept = true, c.KeepWarmup
			begin, end = 0, c.Warmup
		}
		p.base = begin + (count-begin)/c.Thin*c.Thin
		p.until = min(end, p.base+maxRows*c.Thin)
		if !p.kept {
			p.base, p.until = math.MaxInt/2, end // no draw is after base
		}
		p.last = p.until == c.total()
		working = working || count < c.total()
		pieces = append(pieces, p)
	}
	return pieces, working
}

// take takes a chain's state and new draws out of what the program returned.
func (r *run[D]) take(p piece, x lane) error {
	c := &r.chains[p.chain]
	count := int(x.State.Count.Item())
	var s store
	if p.kept {
		s = newStore(x.Rows, (count-p.base)/r.config.Thin)
	}
	if err := r.stream(p, c.store(p.warmup).N, s); err != nil {
		return err
	}
	r.mu.Lock()
	c.state = x.State
	c.store(p.warmup).add(s, r.config.Discard)
	r.mu.Unlock()
	r.progress.update(p.chain, c)
	return nil
}
