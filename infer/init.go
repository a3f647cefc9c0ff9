package infer

import (
	"fmt"
	"math"
	"strings"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist/bijector"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Init is a strategy for where to start: it returns the unconstrained value of a latent variable, whose
// support b maps to.
type Init func(m *phlox.Msg, b bijector.Bijector, key random.PRNGKey) np.Array

// InitToUniform starts uniformly in [-radius, radius] per unconstrained coordinate. Radius 2 is the
// default of the samplers, and Stan's.
func InitToUniform(radius float64) Init {
	return func(m *phlox.Msg, b bijector.Bijector, key random.PRNGKey) np.Array {
		return random.Uniform(key, b.InverseShape(shapeOf(m)), np.Float64).Mul(2 * radius).Sub(radius)
	}
}

// InitToFeasible starts at the origin of unconstrained space.
func InitToFeasible() Init {
	return func(m *phlox.Msg, b bijector.Bijector, _ random.PRNGKey) np.Array {
		return np.Zeros(b.InverseShape(shapeOf(m))...)
	}
}

// InitToSample starts at a draw from the prior; variables whose prior cannot be drawn from start uniformly.
func InitToSample() Init { return InitToMedian(1) }

// InitToMedian starts at the median, in unconstrained space, of n draws from the prior; variables whose
// prior cannot be drawn from start uniformly. NumPyro takes 15.
func InitToMedian(n int) Init {
	return func(m *phlox.Msg, b bijector.Bijector, key random.PRNGKey) (z np.Array) {
		var x np.Array
		if err := fn.Try(func() { x = m.Dist.Sample(key, n) }); err != nil {
			return InitToUniform(2)(m, b, key)
		}
		return median(fn.Vmap(b.Inverse)(x))
	}
}

// median returns the median along the first axis.
func median(x np.Array) np.Array {
	n := x.Len()
	x = np.Sort(x, 0)
	return x.At((n - 1) / 2).Add(x.At(n / 2)).Mul(0.5)
}

// InitToMean starts at the prior's mean, or as InitToMedian(15) if it has none inside of the support.
func InitToMean() Init {
	return func(m *phlox.Msg, b bijector.Bijector, key random.PRNGKey) np.Array {
		mean, err := m.Dist.Mean()
		if err != nil || mean.IsConcrete() && !np.IsFinite(mean).All().Bools()[0] {
			return InitToMedian(15)(m, b, key)
		}
		return b.Inverse(mean)
	}
}

// InitToValue starts at the given values, by name; variables without one start uniformly.
func InitToValue(values map[string]np.Array) Init {
	return func(m *phlox.Msg, b bijector.Bijector, key random.PRNGKey) np.Array {
		x, ok := values[m.Name]
		if !ok {
			return InitToUniform(2)(m, b, key)
		}
		if !x.DType().IsFloat() {
			x = x.AsType(np.Float64)
		}
		return b.Inverse(x.BroadcastTo(shapeOf(m)))
	}
}

// Start returns where a strategy starts, as an unconstrained vector.
func (p *Posterior[D]) Start(init Init, key random.PRNGKey, d D) np.Array {
	t := phlox.NewTrace()
	h := visit(func(m *phlox.Msg, b bijector.Bijector) np.Array { return init(m, b, m.P.PRNGKey()) })
	p.Model(phlox.New().With(t.Handler()).Seed(key).With(h), d)
	return p.join(t)
}

// tries is how often FindStart draws, as in Stan and NumPyro.
const tries = 100

// FindStart draws from a strategy until the log density and its gradient are finite, at most 100 times.
// The error names the sites that are to blame, with their values.
func (p *Posterior[D]) FindStart(init Init, key random.PRNGKey, d D) (z np.Array, err error) {
	defer ir.Recover(&err)
	type in struct {
		Key random.PRNGKey
		D   D
	}
	type out struct{ Z, LogDensity, Grad np.Array }
	try := fn.Jit(func(x in) out {
		z := p.Start(init, x.Key, x.D)
		lp, g := fn.ValueAndGrad(func(z np.Array) np.Array { return p.LogDensity(z, x.D) })(z)
		return out{z, lp, g}
	})
	var last out
	for i := range tries {
		if last, err = try.Call(in{key.FoldIn(i), d}); err != nil {
			return np.Array{}, err
		}
		if !math.IsInf(last.LogDensity.Item(), 0) && np.IsFinite(last.LogDensity.Add(last.Grad.Sum())).Bools()[0] {
			return last.Z, nil
		}
	}
	return np.Array{}, p.blame(last.Z, last.Grad, d)
}

// blame explains why there is no starting point.
func (p *Posterior[D]) blame(z, grad np.Array, d D) error {
	var lines []string
	for _, m := range p.trace(d, p.unpack(p.split(z))).Sites() {
		if m.Kind != phlox.Sample {
			continue
		}
		if lp := m.LogProb(); !np.IsFinite(lp).All().Bools()[0] {
			lines = append(lines, fmt.Sprintf("%v: log density %v at %v", m.Errorf("%v", m.Dist), brief(lp), brief(m.Value)))
		}
	}
	if len(lines) == 0 {
		for _, v := range p.Variables {
			if g := grad.Slice(0, v.Lo, v.Hi); !np.IsFinite(g).All().Bools()[0] {
				lines = append(lines, fmt.Sprintf("site %q: the gradient is %v", v.Name, brief(g)))
			}
		}
	}
	return fmt.Errorf("no starting point with finite log density and gradient in %d tries; at the last one:\n\t%s",
		tries, strings.Join(lines, "\n\t"))
}

// brief prints elements without the type.
func brief(x np.Array) string { return x.Buffer().String() }
