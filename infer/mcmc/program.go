package mcmc

import (
	"fmt"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// programs are what a run executes; each is compiled when it is first called.
type programs[D any] struct {
	begin     *fn.Function[beginIn[D], infer.State]
	advance   *fn.Function[advanceIn[D], advanceOut]
	constrain *fn.Function[constrainIn[D], map[string]np.Array]
}

type beginIn[D any] struct {
	Z   np.Array
	Key random.PRNGKey
	D   D
}

type constrainIn[D any] struct {
	Z np.Array // [draws, Dim]
	D D
}

// advanceIn is a piece of work: to go on until Count reaches Until, or for Turns turns.
type advanceIn[D any] struct {
	State infer.State
	Rows  rows
	D     D
	Job   job
}

type advanceOut struct {
	State infer.State
	Rows  rows
}

// job says what to do with how many transitions; int64 scalars.
type job struct {
	Until np.Array // the Count to reach
	Base  np.Array // the Count after which draws are kept
	Thin  np.Array // every so many
	Turns np.Array // at most so many turns
}

// rows are the draws kept in a piece of work, along the leading axis.
type rows struct {
	Z    np.Array
	Info infer.Info
}

// newRows returns n empty rows for a state.
func newRows(s infer.State, n int) rows {
	like := rows{s.Z, s.Info}
	return tree.Map(like, func(a np.Array) np.Array { return np.ZerosOf(a.DType(), a.Shape().Prepend(n)...) })
}

func newPrograms[D any](p *infer.Posterior[D], c Config) programs[D] {
	return programs[D]{
		begin: fn.Jit(func(in beginIn[D]) infer.State {
			return c.Kernel.Init(p.Target(in.D), in.Z, in.Key, c.Warmup)
		}),
		advance: fn.Jit(func(in advanceIn[D]) advanceOut {
			turn := func(x advanceOut) advanceOut { return keep(c.Kernel, p.Target(in.D), c.Warmup, x, in.Job) }
			if c.Method == Vectorized {
				turn = fn.Vmap(turn)
			}
			return loop(turn, advanceOut{in.State, in.Rows}, in.Job)
		}),
		constrain: fn.Jit(func(in constrainIn[D]) map[string]np.Array {
			return fn.Vmap(func(z np.Array) map[string]np.Array { return p.Constrain(z, in.D) })(in.Z)
		}),
	}
}

// loop takes turns until all chains have reached the job's Count.
func loop(turn func(advanceOut) advanceOut, x advanceOut, j job) advanceOut {
	type counted struct {
		X    advanceOut
		Turn np.Array
	}
	out := fn.While(func(c counted) np.Array {
		return c.X.State.Count.Lt(j.Until).Any().And(c.Turn.Lt(j.Turns))
	}, func(c counted) counted {
		return counted{turn(c.X), c.Turn.Add(1)}
	}, counted{x, np.Scalar(int64(0))})
	return out.X
}

// keep takes a turn, and puts the draw in its row if a transition has ended that is to be kept.
func keep(k infer.Kernel, t infer.Target, warmup int, x advanceOut, j job) advanceOut {
	before := x.State.Count
	x.State = k.Turn(t, x.State, warmup, j.Until)
	made := x.State.Count.Sub(j.Base)
	ended := x.State.Count.Gt(before).And(made.Gt(0)).And(made.Mod(j.Thin).Eq(0))
	return fn.Cond(ended, func(x advanceOut) advanceOut {
		row := made.FloorDiv(j.Thin).Sub(1)
		from := tree.Arrays(rows{x.State.Z, x.State.Info})
		to := tree.Arrays(x.Rows)
		for i := range to {
			to[i] = np.DynamicSetIndex(to[i], row, from[i])
		}
		x.Rows = tree.With(x.Rows, to)
		return x
	}, func(x advanceOut) advanceOut { return x }, x)
}

// sameStructure compares data with that for which a Sampler was made.
func sameStructure[D any](like, data D) error {
	if tree.Structure(like) == tree.Structure(data) {
		return nil
	}
	want, got := tree.Leaves(like), tree.Leaves(data)
	for i := range min(len(want), len(got)) {
		if want[i].Path != got[i].Path || !want[i].Array.Type().Equal(got[i].Array.Type()) {
			return fmt.Errorf("mcmc: the data's %s is %v; the sampler was made for %s %v",
				got[i].Path, got[i].Array.Type(), want[i].Path, want[i].Array.Type())
		}
	}
	return fmt.Errorf("mcmc: the data has another structure than that for which the sampler was made")
}
