package hmc

import (
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Config is what HMC and NUTS have in common. The zero value is NumPyro's default.
type Config struct {
	StepSize      float64    // to begin with; 0: 1
	FixStepSize   bool       // do not adapt it
	FindStepSize  bool       // look for a reasonable one to begin with, and after each change of the metric
	TargetAccept  float64    // the mean acceptance probability to adapt to; 0: 0.8
	InverseMass   np.Array   // to begin with: [Dim], or [Dim, Dim] for a dense metric; zero: the identity
	FixMetric     bool       // do not adapt it
	Dense         bool       // a dense metric rather than a diagonal one
	Blocks        [][]string // or dense in blocks: of the variables in each list together; the others diagonal
	Unregularized bool       // do not shrink the estimated covariance toward a small multiple of the identity
	ForwardMode   bool       // gradients by forward mode, for models with while loops
}

func (c Config) stepSize() float64     { return orDefault(c.StepSize, 1) }
func (c Config) targetAccept() float64 { return orDefault(c.TargetAccept, 0.8) }

func orDefault[T int | float64](x, value T) T {
	if x == 0 {
		return value
	}
	return x
}

// chain is the part of a chain's state that lasts from one transition to the next.
type chain struct {
	Key        random.PRNGKey // of the whole chain
	LogDensity np.Array       // at the last draw
	Grad       np.Array       // its gradient there
	StepSize   np.Array
	Average    dualAverage // of the step size
	Metric     Metric
	Estimate   []welford // of the covariance, per block of the metric
}

func (c Config) newChain(t infer.Target, z np.Array, key random.PRNGKey) chain {
	lp, grad := c.valueAndGrad(t, z)
	blocks := c.blocks(t)
	ch := chain{
		Key: key, LogDensity: lp, Grad: grad, StepSize: np.FullOf(t.DType, nil, c.stepSize()),
		Metric: c.newMetric(t, blocks), Estimate: newWelfords(t, blocks),
	}
	if c.FindStepSize && !c.FixStepSize {
		ch.StepSize = c.findStepSize(t, ch, z, key.FoldIn(-1))
	}
	ch.Average = newDualAverage(ch.StepSize)
	return tree.Map(ch, func(a np.Array) np.Array { return a.Strong(t.DType) })
}

// valueAndGrad returns the log density and its gradient.
func (c Config) valueAndGrad(t infer.Target, z np.Array) (lp, grad np.Array) {
	if c.ForwardMode {
		return t.LogDensity(z), fn.JacFwd(t.LogDensity)(z)
	}
	return fn.ValueAndGrad(t.LogDensity)(z)
}

// transitionKey returns the key of the transition after count others: chains that are resumed, or run
// among others, draw the same numbers.
func transitionKey(c chain, count np.Array) random.PRNGKey { return c.Key.FoldIn(count) }

func (c Config) uniform(t infer.Target, key random.PRNGKey) np.Array {
	return random.Uniform(key, nil, t.DType)
}

// noInfo is the info of a chain that has made no transition.
func noInfo(c chain) infer.Info {
	zero := np.Scalar(int64(0))
	return infer.Info{
		LogDensity: c.LogDensity, Energy: c.LogDensity.Neg(), StepSize: c.StepSize,
		AcceptProb: np.ZerosLike(c.LogDensity), Steps: zero, Depth: zero, Diverging: np.Scalar(false),
	}
}
