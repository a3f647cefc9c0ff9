package mcmc

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"time"

	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// run is one execution of a Sampler.
type run[D any] struct {
	*Sampler[D]
	data     D
	chains   []*chain
	progress *progress
	mu       sync.Mutex // guards chains' kept draws and states against a checkpoint being written
	saved    time.Time
}

// chain is one chain of a run.
type chain struct {
	state infer.State
	warm  store // kept draws of the warm-up
	draws store // and of those after it
}

// rowsPerChunk is how many draws are taken out of the program at a time: few enough that writing them
// into their rows is cheap, enough that taking them out is.
const rowsPerChunk = 32

// slice is how long the program runs before the driver looks around.
const slice = 50 * time.Millisecond

func newRun[D any](s *Sampler[D], key random.PRNGKey, data D) (*run[D], error) {
	r := &run[D]{Sampler: s, data: data, saved: time.Now()}
	if s.config.Resume != nil {
		if err := r.restore(s.config.Resume); err != nil {
			return nil, err
		}
	} else {
		for k, key := range key.Split(s.config.Chains) {
			z, err := r.start(k, key)
			if err != nil {
				return nil, err
			}
			state, err := s.programs.begin.Call(beginIn[D]{z, key, data})
			if err != nil {
				return nil, err
			}
			r.chains = append(r.chains, &chain{state: state})
		}
	}
	r.progress = newProgress(s.config)
	return r, nil
}

// start returns the unconstrained vector where chain k starts.
func (r *run[D]) start(k int, key random.PRNGKey) (np.Array, error) {
	if r.config.InitParams != nil {
		return r.given(k)
	}
	init := r.config.Init
	if init == nil {
		init = infer.InitToUniform(2)
	}
	return r.posterior.FindStart(init, key.FoldIn(-2), r.data)
}

// sample advances all chains to their end.
func (r *run[D]) sample(ctx context.Context) error {
	if r.config.Method == Vectorized {
		return r.vectorized(ctx)
	}
	workers := 1
	if r.config.Method == Parallel {
		workers = min(runtime.GOMAXPROCS(0), len(r.chains))
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	queue := make(chan int)
	var wg sync.WaitGroup
	errs := make([]error, len(r.chains))
	for range workers {
		wg.Go(func() {
			for k := range queue {
				if errs[k] = r.advance(ctx, []int{k}); errs[k] != nil {
					cancel(errs[k])
				}
			}
		})
	}
	for k := range r.chains {
		queue <- k
	}
	close(queue)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *run[D]) vectorized(ctx context.Context) error {
	all := make([]int, len(r.chains))
	for k := range all {
		all[k] = k
	}
	return r.advance(ctx, all)
}

// advance runs chains, all of the same Count at chunk boundaries, to their end or until ctx is done.
func (r *run[D]) advance(ctx context.Context, chains []int) error {
	c := r.config
	phases := []phase{{end: c.Warmup, kept: c.KeepWarmup, warmup: true}, {begin: c.Warmup, end: c.Warmup + c.Samples, kept: true}}
	for _, p := range phases {
		if p.end == p.begin {
			continue
		}
		if err := r.phase(ctx, chains, p); err != nil || ctx.Err() != nil {
			return err
		}
	}
	return nil
}

// phase is a range of transitions whose draws are kept or not.
type phase struct {
	begin, end   int
	kept, warmup bool
}

// phase runs the transitions of a phase, a chunk at a time. Chunks begin at the same Counts however often a
// run is interrupted.
func (r *run[D]) phase(ctx context.Context, chains []int, p phase) error {
	thin := r.config.Thin
	step := rowsPerChunk * thin
	state, buffer := r.gather(chains)
	turns := 1.0
	for ctx.Err() == nil {
		least := r.least(chains)
		if least >= p.end {
			return nil
		}
		base := p.begin + (least-p.begin)/step*step
		j := job{Until: scalar(min(base+step, p.end)), Base: scalar(base), Thin: scalar(thin), Turns: scalar(int(turns))}
		if !p.kept {
			j.Base = np.Scalar(int64(math.MaxInt64 / 2)) // no draw is after it
		}
		begun := time.Now()
		out, err := r.programs.advance.Call(advanceIn[D]{state, buffer, r.data, j})
		if err != nil {
			return err
		}
		state, buffer = out.State, out.Rows
		turns = max(1, min(turns*4, turns*float64(slice)/float64(time.Since(begun)+1)))
		if err := r.scatter(chains, out, p, base); err != nil {
			return err
		}
	}
	return nil
}

func scalar(n int) np.Array { return np.Scalar(int64(n)) }

// least returns the smallest Count among chains.
func (r *run[D]) least(chains []int) int {
	n := math.MaxInt
	for _, k := range chains {
		n = min(n, int(r.chains[k].state.Count.Item()))
	}
	return n
}

// gather returns the chains' state, and empty rows, as the program takes them: stacked if vectorized.
func (r *run[D]) gather(chains []int) (infer.State, rows) {
	if r.config.Method != Vectorized {
		s := r.chains[chains[0]].state
		return s, newRows(s, rowsPerChunk)
	}
	states := make([]infer.State, len(chains))
	buffers := make([]rows, len(chains))
	for i, k := range chains {
		states[i] = r.chains[k].state
		buffers[i] = newRows(states[i], rowsPerChunk)
	}
	return stack(states), stack(buffers)
}

// stack joins trees of one structure along a new leading axis.
func stack[T any](trees []T) T {
	leaves := make([][]np.Array, len(trees))
	for i, t := range trees {
		leaves[i] = tree.Arrays(t)
	}
	out := make([]np.Array, len(leaves[0]))
	for i := range out {
		column := make([]np.Array, len(trees))
		for k := range trees {
			column[k] = leaves[k][i]
		}
		out[i] = np.Stack(0, column...)
	}
	return tree.With(trees[0], out)
}

// scatter takes the chains' states and new draws out of what the program returned.
func (r *run[D]) scatter(chains []int, out advanceOut, p phase, base int) error {
	for i, k := range chains {
		state, buffer := out.State, out.Rows
		if r.config.Method == Vectorized {
			at := func(a np.Array) np.Array { return a.At(i) }
			state, buffer = tree.Map(state, at), tree.Map(buffer, at)
		}
		c := r.chains[k]
		r.mu.Lock()
		c.state = state
		first, n := 0, 0
		if s := c.store(p.warmup); p.kept {
			first = s.N
			done := s.N - (base-p.begin)/r.config.Thin // rows of this chunk that have been taken out before
			n = (int(state.Count.Item()) - base) / r.config.Thin
			s.add(buffer, done, n)
		}
		r.mu.Unlock()
		r.progress.update(k, state)
		if err := r.stream(k, first, p.warmup); err != nil {
			return err
		}
	}
	if r.config.Checkpoint != "" && time.Since(r.saved) > r.every() {
		return r.save()
	}
	return nil
}

// someKey is a key whose draws do not matter.
var someKey = random.Key(0)

// given returns the starting vector of chain k from Config.InitParams.
func (r *run[D]) given(k int) (np.Array, error) {
	parts := make([]np.Array, len(r.posterior.Variables))
	for i, v := range r.posterior.Variables {
		x, ok := r.config.InitParams[v.Name]
		want := v.Shape.Prepend(r.config.Chains)
		if !ok || !x.Shape().Equal(want) {
			return np.Array{}, fmt.Errorf("mcmc: Config.InitParams[%q] has shape %v, want %v (unconstrained, one per chain)", v.Name, x.Shape(), want)
		}
		parts[i] = x.At(k).Ravel().AsType(r.posterior.DType)
	}
	return np.Concat(0, parts...), nil
}
