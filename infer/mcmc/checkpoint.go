package mcmc

import (
	"encoding/gob"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"time"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
)

// Checkpoint is the whole state of a run. A run that resumes from it draws what the run that wrote it would
// have drawn.
type Checkpoint struct {
	Format int    // of the file
	Print  string // what model, data and configuration it belongs to
	Chains []savedChain
}

const checkpointFormat = 1

type savedChain struct {
	State []savedArray
	Warm  store
	Draws store
}

type savedArray struct {
	Path  string
	DType string
	Shape []int
	Elems []string // in their shortest exact form
}

// ReadCheckpoint reads a file that a run has written.
func ReadCheckpoint(name string) (*Checkpoint, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("mcmc: reading a checkpoint: %w", err)
	}
	defer f.Close()
	c := &Checkpoint{}
	if err := gob.NewDecoder(f).Decode(c); err != nil {
		return nil, fmt.Errorf("mcmc: reading checkpoint %s: %w", name, err)
	}
	if c.Format != checkpointFormat {
		return nil, fmt.Errorf("mcmc: checkpoint %s has format %d, want %d", name, c.Format, checkpointFormat)
	}
	return c, nil
}

// write puts the checkpoint in a file; a file that is there is replaced only when the new one is complete.
func (c *Checkpoint) write(name string) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".checkpoint-*")
	if err != nil {
		return fmt.Errorf("mcmc: writing a checkpoint: %w", err)
	}
	defer os.Remove(f.Name())
	err = errors.Join(gob.NewEncoder(f).Encode(c), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("mcmc: writing a checkpoint: %w", err)
	}
	return nil
}

// fingerprint describes what has to be the same for a checkpoint to be resumed.
func (r *run[D]) fingerprint() string {
	c := r.config
	h := fnv.New64a()
	for _, l := range tree.Leaves(r.data) {
		fmt.Fprintf(h, "%s %v", l.Path, l.Array.Float64s())
	}
	return fmt.Sprintf("variables %v; data %s hash %x; kernel %T%+v; warmup %d, samples %d, chains %d, thin %d, keep warmup %v, dtype %v",
		r.posterior.Variables, tree.Structure(r.data), h.Sum64(), c.Kernel, c.Kernel, c.Warmup, c.Samples, c.Chains, c.Thin, c.KeepWarmup, r.posterior.DType)
}

func (r *run[D]) every() time.Duration {
	if r.config.Every > 0 {
		return r.config.Every
	}
	return 30 * time.Second
}

// save writes the checkpoint, if there is to be one.
func (r *run[D]) save() error {
	if r.config.Checkpoint == "" {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.saved = time.Now()
	c := &Checkpoint{Format: checkpointFormat, Print: r.fingerprint()}
	for _, ch := range r.chains {
		c.Chains = append(c.Chains, savedChain{saveArrays(ch.state), ch.warm, ch.draws})
	}
	return c.write(r.config.Checkpoint)
}

func saveArrays(s infer.State) []savedArray {
	var out []savedArray
	for _, l := range tree.Leaves(s) {
		b := l.Array.Buffer()
		a := savedArray{Path: l.Path, DType: b.DType().String(), Shape: b.Shape()}
		for i := range b.Size() {
			a.Elems = append(a.Elems, b.FormatElem(i))
		}
		out = append(out, a)
	}
	return out
}

// restore sets the chains from a checkpoint.
func (r *run[D]) restore(c *Checkpoint) error {
	if want := r.fingerprint(); c.Print != want {
		return fmt.Errorf("mcmc: the checkpoint is of another model, data or configuration:\n\tit has   %s\n\there is  %s", c.Print, want)
	}
	// A state of the right structure comes from the kernel; its arrays from the checkpoint.
	like, err := r.programs.begin.Call(beginIn[D]{np.ZerosOf(r.posterior.DType, r.posterior.Dim), someKey, r.data})
	if err != nil {
		return err
	}
	for k, saved := range c.Chains {
		leaves := tree.Leaves(like)
		arrays := make([]np.Array, len(leaves))
		if len(saved.State) != len(leaves) {
			return fmt.Errorf("mcmc: the checkpoint's chain %d has %d arrays, want %d", k, len(saved.State), len(leaves))
		}
		for i, l := range leaves {
			if arrays[i], err = saved.State[i].array(); err != nil || saved.State[i].Path != l.Path {
				return fmt.Errorf("mcmc: the checkpoint's chain %d: %s where %s is expected: %w", k, saved.State[i].Path, l.Path, err)
			}
		}
		r.chains = append(r.chains, &chain{tree.With(like, arrays), saved.Warm, saved.Draws})
	}
	return nil
}

func (a savedArray) array() (np.Array, error) {
	d, err := array.ParseDType(a.DType)
	if err != nil || array.Shape(a.Shape).Size() != len(a.Elems) {
		return np.Array{}, fmt.Errorf("%d elements of %s%v", len(a.Elems), a.DType, a.Shape)
	}
	b := array.New(d, a.Shape)
	for i, s := range a.Elems {
		if err := b.ParseElem(i, s); err != nil {
			return np.Array{}, err
		}
	}
	return np.FromBuffer(b), nil
}
