package mcmc

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
)

// checkpointed calls sample and writes checkpoints: before it, so that a file that cannot be written is
// known at once, now and then while it runs, beside the chains, and after it.
func (r *run[D]) checkpointed(ctx context.Context, sample func(context.Context) error) error {
	begun := !slices.ContainsFunc(r.chains, func(c chain) bool { return !c.begun })
	if r.config.Checkpoint == "" || !begun {
		return sample(ctx)
	}
	if err := r.save(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done, saved := make(chan struct{}), make(chan error)
	go func() {
		err := r.saveEvery(done)
		if err != nil {
			cancel()
		}
		saved <- err
	}()
	err := sample(ctx)
	close(done)
	if e := <-saved; e != nil {
		return errors.Join(err, e)
	}
	return errors.Join(err, r.save())
}

// saveEvery writes checkpoints until done is closed.
func (r *run[D]) saveEvery(done <-chan struct{}) error {
	every := r.config.Every
	if every <= 0 {
		every = 30 * time.Second
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return nil
		case <-tick.C:
			if err := r.save(); err != nil {
				return err
			}
		}
	}
}

// save writes a checkpoint. Chains wait only while their state is noted, not while it is written.
func (r *run[D]) save() error {
	c := &Checkpoint{parts: r.parts}
	states := make([]infer.State, len(r.chains))
	r.mu.Lock()
	for k, ch := range r.chains {
		states[k] = ch.state
		c.chains = append(c.chains, savedChain{Warm: ch.warm.snapshot(), Draws: ch.draws.snapshot()})
	}
	r.mu.Unlock()
	for k, s := range states {
		for _, l := range tree.Leaves(s) {
			c.chains[k].State = append(c.chains[k].State, saveArray(l))
		}
	}
	return c.write(r.config.Checkpoint)
}

// restore sets the chains from a checkpoint. The structure of their state is that of like.
func (r *run[D]) restore(c *Checkpoint, like infer.State) error {
	if err := sameParts(c.parts, r.parts); err != nil {
		return err
	}
	if len(c.chains) != len(r.chains) {
		return fmt.Errorf("mcmc: the checkpoint has %d chains, want %d", len(c.chains), len(r.chains))
	}
	for k, saved := range c.chains {
		state, err := saved.restore(like)
		if err != nil {
			return fmt.Errorf("mcmc: the checkpoint's chain %d: %w", k, err)
		}
		r.chains[k] = chain{begun: true, state: state, warm: saved.Warm.snapshot(), draws: saved.Draws.snapshot()}
		if n := r.chains[k].count(); n > r.config.total() {
			return fmt.Errorf("mcmc: the checkpoint's chain %d has made %d transitions; Config.Warmup + Config.Samples is %d", k, n, r.config.total())
		}
	}
	return nil
}

// restore returns a state like another with the saved arrays.
func (c savedChain) restore(like infer.State) (infer.State, error) {
	leaves := tree.Leaves(like)
	if len(c.State) != len(leaves) {
		return infer.State{}, fmt.Errorf("it has %d arrays, want %d", len(c.State), len(leaves))
	}
	arrays := make([]np.Array, len(leaves))
	for i, l := range leaves {
		var err error
		if arrays[i], err = c.State[i].array(); err != nil {
			return infer.State{}, err
		}
		if got := arrays[i].Type(); c.State[i].Path != l.Path || !got.Equal(l.Array.Type()) {
			return infer.State{}, fmt.Errorf("it has %s, %v, where %s, %v, is expected", c.State[i].Path, got, l.Path, l.Array.Type())
		}
	}
	return tree.With(like, arrays), nil
}

// savedArray is an array in a file; its elements are saved as their bits, so that NaN and -0 survive.
type savedArray struct {
	Path  string
	DType string
	Shape []int
	Bits  []uint64
}

func saveArray(l tree.Leaf) savedArray {
	b := l.Array.Buffer()
	a := savedArray{Path: l.Path, DType: b.DType().String(), Shape: b.Shape(), Bits: make([]uint64, b.Size())}
	for i := range a.Bits {
		a.Bits[i] = b.Bits(i)
	}
	return a
}

func (a savedArray) array() (np.Array, error) {
	d, err := array.ParseDType(a.DType)
	if err != nil {
		return np.Array{}, err
	}
	if slices.ContainsFunc(a.Shape, func(n int) bool { return n < 0 }) || array.Shape(a.Shape).Size() != len(a.Bits) {
		return np.Array{}, fmt.Errorf("%s has %d elements for shape %v", a.Path, len(a.Bits), a.Shape)
	}
	b := array.New(d, a.Shape)
	for i, x := range a.Bits {
		b.SetBits(i, x)
	}
	return np.FromBuffer(b), nil
}
