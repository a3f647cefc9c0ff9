package mcmc

import (
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// programs are what a run executes; each is compiled when it is first called.
type programs[D any] struct {
	start     func(random.PRNGKey, D) (np.Array, error)
	begin     *fn.Function[beginIn[D], infer.State]
	turn      func(lane, D) lane // of one chain: what advance repeats
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

// lane is a chain in the program that advances it; of many chains, with these along the leading axis, if
// they are vectorized.
type lane struct {
	State infer.State
	Rows  rows
	Job   job
}

// job says what to do with a lane's next transitions; int64 and bool scalars.
type job struct {
	Until np.Array // the Count to reach
	Base  np.Array // the Count after which draws are kept
	Last  np.Array // the chain then has all its draws
}

// rows are the draws kept since a job began, along the leading axis.
type rows struct {
	Z    np.Array
	Info infer.Info
}

// newRows returns n empty rows for a state.
func newRows(s infer.State, n int) rows {
	like := rows{s.Z, s.Info}
	return tree.Map(like, func(a np.Array) np.Array { return np.ZerosOf(a.DType(), a.Shape().Prepend(n)...) })
}

type advanceIn[D any] struct {
	Lane  lane
	Turns np.Array // at most so many; int64
	D     D
}

type advanceOut struct {
	Lane  lane
	Turns np.Array // taken
}

func newPrograms[D any](p *infer.Posterior[D], c Config) programs[D] {
	init := c.Init
	if init == nil {
		init = infer.InitToUniform(2)
	}
	turn := func(x lane, d D) lane { return keep(c, p.Target(d), x) }
	return programs[D]{
		start: p.Starter(init),
		begin: fn.Jit(func(in beginIn[D]) infer.State {
			return c.Kernel.Init(p.Target(in.D), in.Z, in.Key, c.Warmup)
		}),
		turn: turn,
		advance: fn.Jit(func(in advanceIn[D]) advanceOut {
			step := func(x lane) lane { return turn(x, in.D) }
			if c.Method == Vectorized {
				step = fn.Vmap(step)
			}
			return loop(step, in.Lane, in.Turns)
		}),
		constrain: fn.Jit(func(in constrainIn[D]) map[string]np.Array {
			return fn.Vmap(func(z np.Array) map[string]np.Array { return p.Constrain(z, in.D) })(in.Z)
		}),
	}
}

// loop takes turns until the lanes have no work, or one of them needs its next job. Lanes do not wait for
// one another, except for those that have all their draws.
func loop(turn func(lane) lane, x lane, turns np.Array) advanceOut {
	return fn.While(func(c advanceOut) np.Array {
		ended := c.Lane.State.Count.Ge(c.Lane.Job.Until)
		return ended.All().Not().And(ended.And(c.Lane.Job.Last.Not()).Any().Not()).And(c.Turns.Lt(turns))
	}, func(c advanceOut) advanceOut {
		return advanceOut{turn(c.Lane), c.Turns.Add(1)}
	}, advanceOut{x, np.Scalar(int64(0))})
}

// keep takes a turn, and puts the draw in its row if a transition has ended that is to be kept.
func keep(c Config, t infer.Target, x lane) lane {
	before := x.State.Count
	x.State = c.Kernel.Turn(t, x.State, c.Warmup, x.Job.Until)
	made := x.State.Count.Sub(x.Job.Base)
	ended := x.State.Count.Gt(before).And(made.Gt(0)).And(made.Mod(c.Thin).Eq(0))
	x.Rows = fn.Cond(ended, func(x lane) rows {
		row := made.FloorDiv(c.Thin).Sub(1)
		from := tree.Arrays(rows{x.State.Z, x.State.Info})
		to := tree.Arrays(x.Rows)
		for i := range to {
			to[i] = np.DynamicSetIndex(to[i], row, from[i])
		}
		return tree.With(x.Rows, to)
	}, func(x lane) rows { return x.Rows }, x)
	return x
}
