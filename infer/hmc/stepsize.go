package hmc

import (
	"math"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// dualAverage adapts the log of the step size by Nesterov's dual averaging, so that the mean of g = target -
// acceptance goes to zero (Hoffman and Gelman: "The No-U-Turn Sampler", 2014, section 3.2):
//
//	ḡ ← (1 - 1/(t+t0)) ḡ + g/(t+t0),  x = μ - √t/γ ḡ,  x̄ ← (1 - t^-κ) x̄ + t^-κ x
//
// with t0 = 10, κ = 0.75, γ = 0.05.
type dualAverage struct {
	X, XMean, GMean, T, Center np.Array
}

const (
	daDelay = 10
	daDecay = 0.75
	daGain  = 0.05
)

// newDualAverage begins at a step size; x shrinks toward μ = log(10 ε), as larger steps are cheaper to try.
func newDualAverage(step np.Array) dualAverage {
	zero := np.ZerosLike(step)
	return dualAverage{zero, zero, zero, zero, np.Log(step.Mul(10))}
}

func (a dualAverage) add(g np.Array) dualAverage {
	t := a.T.Add(1)
	share := np.Of(1.0).Div(t.Add(daDelay))
	mean := a.GMean.Mul(np.Of(1.0).Sub(share)).Add(g.Mul(share))
	x := a.Center.Sub(np.Sqrt(t).Mul(mean).Div(daGain))
	weight := t.Pow(-daDecay)
	return dualAverage{x, a.XMean.Mul(np.Of(1.0).Sub(weight)).Add(weight.Mul(x)), mean, t, a.Center}
}

// stepSize returns e^x, or at the end of the warm-up e^x̄, between the smallest and the largest float.
func (a dualAverage) stepSize(last np.Array) np.Array {
	lo, hi := 0x1p-1022, math.MaxFloat64
	if a.X.DType() == np.Float32 {
		lo, hi = 0x1p-126, math.MaxFloat32
	}
	return np.Clip(np.Exp(np.Where(last, a.XMean, a.X)), lo, hi)
}

// findStepSize doubles or halves the step size until the acceptance probability of one step crosses 0.8
// (Hoffman and Gelman, 2014, algorithm 4).
func (c Config) findStepSize(t infer.Target, ch chain, z np.Array, key random.PRNGKey) np.Array {
	type search struct {
		Step, Direction, Last np.Array // direction: +1 doubles, -1 halves; 0 in the first turn
		Turn                  np.Array
	}
	blocks := c.blocks(t)
	start := point{Z: z, LogDensity: ch.LogDensity, Grad: ch.Grad}
	const limit = 100 // doublings: beyond any sensible scale
	out := fn.While(func(s search) np.Array {
		return s.Turn.Lt(limit).And(s.Last.Eq(0).Or(s.Direction.Eq(s.Last)))
	}, func(s search) search {
		step := s.Step.Mul(np.Exp(s.Direction.Mul(math.Ln2)))
		p := start
		p.R = ch.Metric.momentum(blocks, random.Normal(key.FoldIn(s.Turn), np.Shape{t.Dim}, t.DType))
		e := energyError(c.energy(t, c.leapfrog(t, p, step, ch.Metric), ch.Metric), c.energy(t, p, ch.Metric))
		direction := np.Where(e.Neg().Gt(math.Log(0.8)), np.OnesLike(step), np.OnesLike(step).Neg())
		return search{step, direction, s.Direction, s.Turn.Add(1)}
	}, search{ch.StepSize, np.ZerosLike(ch.StepSize), np.ZerosLike(ch.StepSize), np.Scalar(int64(0))})
	return out.Step
}

// momentum draws the momentum of the transition after count others.
func (c Config) momentum(t infer.Target, ch chain, count np.Array) np.Array {
	x := random.Normal(transitionKey(ch, count).FoldIn(0), np.Shape{t.Dim}, t.DType)
	return ch.Metric.momentum(c.blocks(t), x)
}
