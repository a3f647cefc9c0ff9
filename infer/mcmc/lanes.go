package mcmc

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
)

// gather returns the chains, with empty rows and no job, as the program takes them.
func (r *run[D]) gather(chains []int) lane {
	lanes := make([]lane, len(chains))
	for i, k := range chains {
		s := r.chains[k].state
		lanes[i] = lane{State: s, Rows: newRows(s, maxRows)}
	}
	return stack(r.config.Method, lanes)
}

// jobs returns the pieces as the program takes them.
func (r *run[D]) jobs(pieces []piece) job {
	jobs := make([]job, len(pieces))
	for i, p := range pieces {
		jobs[i] = job{Until: np.Scalar(int64(p.until)), Base: np.Scalar(int64(p.base)), Last: np.Scalar(p.last)}
	}
	return stack(r.config.Method, jobs)
}

// unstack returns lane i of what the program returned.
func (r *run[D]) unstack(x lane, i int) lane {
	if r.config.Method != Vectorized {
		return x
	}
	return tree.Map(x, func(a np.Array) np.Array { return row(a, i) })
}

// row is a.At(i) of a concrete array, without the two ops that this is: a lane is many small arrays.
func row(a np.Array, i int) np.Array {
	b := a.Buffer()
	y := array.New(b.DType(), b.Shape()[1:])
	array.Copy(y, 0, b, i*y.Size(), y.Size())
	return np.FromBuffer(y)
}

// stack joins trees of one structure along a new leading axis, if the method has one.
func stack[T any](m Method, trees []T) T {
	if m != Vectorized {
		return trees[0]
	}
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
