package mcmc

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
)

// part is something that has to be the same for a checkpoint to be resumed.
type part struct {
	Name  string
	Value string // itself, or a hash of it
}

// sameParts compares the parts of a checkpoint with those of a run.
func sameParts(saved, now []part) error {
	for i, p := range now {
		if i >= len(saved) || saved[i].Name != p.Name {
			return fmt.Errorf("mcmc: the checkpoint is of another version of phlox: it does not have the %s", p.Name)
		}
		if saved[i].Value != p.Value {
			return fmt.Errorf("mcmc: the checkpoint is of another run: its %s is %s, here it is %s", p.Name, saved[i].Value, p.Value)
		}
	}
	return nil
}

// identify finds out what checkpoints belong to, and goes on where the one to resume has stopped.
func (r *run[D]) identify() error {
	// Any state has the structure and, but for the numbers, the programs.
	at := beginIn[D]{np.ZerosOf(r.posterior.DType, r.posterior.Dim), r.key, r.data}
	state, err := r.programs.begin.Call(at)
	if err != nil {
		return err
	}
	if r.parts, err = r.fingerprint(at, state); err != nil {
		return err
	}
	if r.config.Resume == nil {
		return nil
	}
	return r.restore(r.config.Resume, state)
}

// fingerprint returns the parts of a run. The model and the kernel are told by the programs that they make.
func (r *run[D]) fingerprint(at beginIn[D], state infer.State) ([]part, error) {
	model, e1 := hashProgram(func(in beginIn[D]) np.Array { return r.posterior.LogDensity(in.Z, in.D) }, at)
	begin, e2 := hashProgram(func(in beginIn[D]) infer.State { return r.programs.begin.Do(in) }, at)
	zero := np.Scalar(int64(0))
	in := advanceIn[D]{Lane: lane{state, newRows(state, maxRows), job{zero, zero, np.Scalar(false)}}, D: r.data}
	turn, e3 := hashProgram(func(in advanceIn[D]) lane { return r.programs.turn(in.Lane, in.D) }, in)
	c := r.config
	return []part{
		{"number of chains", fmt.Sprint(c.Chains)},
		{"first chain", fmt.Sprint(c.FirstChain)},
		{"warm-up", fmt.Sprint(c.Warmup)},
		{"thinning", fmt.Sprint(c.Thin)},
		{"choice to keep the warm-up", fmt.Sprint(c.KeepWarmup)},
		{"choice to discard draws", fmt.Sprint(c.Discard)},
		{"dtype", r.posterior.DType.String()},
		{"key", r.key.Data.Buffer().String()},
		{"data", hashTree(r.data)},
		{"model", model},
		{"kernel", begin + turn},
	}, errors.Join(e1, e2, e3)
}

// hashProgram returns a hash of the program that f is for arguments like x, and of the arrays it captures.
func hashProgram[A, B any](f func(A) B, x A) (string, error) {
	p, captured, err := fn.Trace(f, x)
	if err != nil {
		return "", err
	}
	return hashTree(struct {
		Program  string
		Captured []np.Array
	}{p.String(), captured}), nil
}

// hashTree returns a hash of a tree: of its structure and of its elements.
func hashTree[T any](x T) string {
	h := fnv.New64a()
	io.WriteString(h, tree.Structure(x))
	for _, l := range tree.Leaves(x) {
		a := saveArray(l)
		binary.Write(h, binary.LittleEndian, a.Bits)
	}
	return fmt.Sprintf("%016x", h.Sum64())
}
