package main

import (
	"fmt"
	"math"
	"runtime"
	"time"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/infer/hmc"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// job is to go on until a chain has made so many transitions.
type job struct {
	State infer.State
	Until np.Array // int64
}

// done is where a chain is, after so many turns: leapfrog steps.
type done struct {
	State infer.State
	Turns np.Array // int64
}

// sampling is a sampler as one program: a loop of turns.
func sampling(k infer.Kernel, t infer.Target, warmup int, j job) done {
	return fn.While(func(d done) np.Array { return d.State.Count.Lt(j.Until) }, func(d done) done {
		return done{k.Turn(t, d.State, warmup, j.Until), d.Turns.Add(1)}
	}, done{j.State, np.Scalar(int64(0))})
}

// toy is a normal density whose gradient costs next to nothing, that of testdata/nuts.c:
//
//	log p(z) = -Σ sᵢ zᵢ² / 2, sᵢ = 10^(2i/(D-1) - 1)
type toy struct{ Scales []float64 }

func newToy(dim int) toy {
	var t toy
	for i := range dim {
		t.Scales = append(t.Scales, math.Pow(10, 2*float64(i)/float64(dim-1)-1))
	}
	return t
}

func (t toy) logDensity(z np.Array) np.Array {
	return z.Mul(np.New(t.Scales)).Mul(z).Sum().Mul(-0.5)
}

func (t toy) target() infer.Target {
	return infer.Target{Dim: len(t.Scales), DType: np.Float64, LogDensity: t.logDensity}
}

// kernel has the step size and the metric of testdata/nuts.c, and adapts nothing.
func (t toy) kernel() infer.Kernel {
	return hmc.NUTS{Config: hmc.Config{
		StepSize: 0.9 / math.Pow(float64(len(t.Scales)), 0.25), FixStepSize: true, FixMetric: true,
		InverseMass: np.Div(1.0, np.New(t.Scales)),
	}}
}

// chain runs a toy's sampler; each call goes on where the last one ended.
type chain struct {
	run   func(in []*array.Buffer) []*array.Buffer
	state []*array.Buffer // and, last, Until
}

func newChain(t toy) (*chain, error) {
	p, err := t.sampler(1)
	if err != nil {
		return nil, err
	}
	run, err := p.compiled()
	return &chain{run, p.Operands}, err
}

// sampler is the toy's sampler for so many transitions.
func (t toy) sampler(transitions int) (program, error) {
	k, target := t.kernel(), t.target()
	state := fn.Jit(func(z np.Array) infer.State { return k.Init(target, z, random.Key(0), 0) }).Do(np.OnesLike(np.New(t.Scales)))
	return newProgram(func(j job) done { return sampling(k, target, 0, j) }, job{state, np.Scalar(int64(transitions))})
}

// advance makes n more transitions and returns the number of turns they took.
func (c *chain) advance(n int) int {
	const count = 0 // State.Count comes first
	until := int64(c.state[count].Float64(0)) + int64(n)
	last := len(c.state) - 1
	out := c.run(append(c.state[:last:last], array.Scalar(until)))
	c.state = append(out[:last:last], c.state[last])
	return int(out[last].Float64(0))
}

// leapfrogs measures the time of one turn.
func (c *chain) leapfrogs(atLeast time.Duration) (float64, error) {
	begun, turns := now(), 0
	for {
		turns += c.advance(100)
		if t := now() - begun; t >= atLeast {
			return t.Seconds() / float64(turns), nil
		}
	}
}

// allocations fails if a draw allocates memory: if more draws in one call do than fewer.
func (c *chain) allocations() error {
	few, many := mallocs(func() { c.advance(100) }), mallocs(func() { c.advance(1100) })
	if perDraw := (float64(many) - float64(few)) / 1000; perDraw >= 0.01 {
		return fmt.Errorf("%.2f allocations per draw", perDraw)
	}
	return nil
}

// mallocs counts what f allocates.
func mallocs(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs
}

// gradients is a program of n evaluations of the toy's gradient, each at another place.
func (t toy) gradients(n int) (program, error) {
	type state struct {
		Z   np.Array
		Sum np.Array
		G   np.Array
		I   np.Array
	}
	return newProgram(func(z np.Array) state {
		return fn.While(func(s state) np.Array { return s.I.Lt(n) }, func(s state) state {
			lp, g := fn.ValueAndGrad(t.logDensity)(s.Z)
			return state{s.Z.Add(1e-12), s.Sum.Add(lp), g, s.I.Add(1)}
		}, state{z, np.Of(0.0).Strong(np.Float64), np.ZerosLike(z), np.Scalar(int64(0))})
	}, np.OnesLike(np.New(t.Scales)))
}

// nutsBenchmark is about what the sampler takes for a leapfrog step besides the gradient.
func nutsBenchmark(dim int) benchmark {
	return benchmark{
		Name: fmt.Sprintf("nuts-%d", dim), Threads: 1, Bar: 2,
		Work: func() (work, error) {
			t := newToy(dim)
			c, err := newChain(t)
			if err != nil {
				return work{}, err
			}
			const evaluations = 1000
			g, err := timedOnly(t.gradients(evaluations))
			return work{Time: less(c.leapfrogs, scaled(g.Time, 1.0/evaluations)), Check: c.allocations}, err
		},
		Limit: func(l *limits) (limit, error) {
			if !l.haveC("nuts") {
				return limit{What: "-"}, nil
			}
			args := []string{fmt.Sprint(dim)}
			all, err := l.c("nuts", args, "leapfrog")
			if err != nil {
				return limit{}, err
			}
			gradient, err := l.c("nuts", args, "gradient")
			return limit{What: "C", Time: less(all, gradient)}, err
		},
	}
}
