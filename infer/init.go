package infer

import (
	"fmt"
	"slices"
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

// InitToMean starts at the prior's mean, and as InitToMedian(15) where it has none inside of the support.
func InitToMean() Init {
	return func(m *phlox.Msg, b bijector.Bijector, key random.PRNGKey) np.Array {
		median := InitToMedian(15)(m, b, key)
		mean, err := m.Dist.Mean()
		if err != nil {
			return median
		}
		z := b.Inverse(mean)
		return np.Where(np.IsFinite(z), z, median)
	}
}

// InitToValue starts at the given values, by name; variables without one start uniformly. Values of sites in
// a scan have the steps along the leading axis.
func InitToValue(values map[string]np.Array) Init {
	return func(m *phlox.Msg, b bijector.Bijector, key random.PRNGKey) np.Array {
		x, ok := values[m.Name]
		if !ok {
			return InitToUniform(2)(m, b, key)
		}
		if !x.DType().IsFloat() {
			x = x.AsType(np.Float64)
		}
		for _, step := range m.Index {
			x = np.DynamicIndex(x, step)
		}
		if ok := m.Dist.Support().Check(x); ok.IsConcrete() && slices.Contains(ok.Bools(), false) {
			panic(m.Errorf("the initial value %v is outside of the support, %v", brief(x), m.Dist.Support()))
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
func (p *Posterior[D]) FindStart(init Init, key random.PRNGKey, d D) (np.Array, error) {
	return p.Starter(init)(key, d)
}

// Starter is FindStart for many keys: it compiles the strategy once. The function may be called
// concurrently.
func (p *Posterior[D]) Starter(init Init) func(key random.PRNGKey, d D) (np.Array, error) {
	type in struct {
		Key random.PRNGKey
		D   D
	}
	draw := fn.Jit(func(x in) np.Array { return p.Start(init, x.Key, x.D) })
	return func(key random.PRNGKey, d D) (z np.Array, err error) {
		defer ir.Recover(&err)
		var at place
		for i := range tries {
			if z, err = draw.Call(in{key.FoldIn(i), d}); err != nil {
				return np.Array{}, err
			}
			if at = p.place.Do(placeIn[D]{z, d}); at.finite() {
				return z, nil
			}
		}
		return np.Array{}, fmt.Errorf("no starting point with finite log density and gradient in %d tries; at the last one:\n\t%s",
			tries, p.blame(z, at, d))
	}
}

// CheckStart returns an error if the log density or its gradient is not finite at z. It names the sites
// that are to blame, with their values.
func (p *Posterior[D]) CheckStart(z np.Array, d D) (err error) {
	defer ir.Recover(&err)
	if at := p.place.Do(placeIn[D]{z, d}); !at.finite() {
		return fmt.Errorf("the log density or its gradient is not finite at the starting point:\n\t%s", p.blame(z, at, d))
	}
	return nil
}

type placeIn[D any] struct {
	Z np.Array
	D D
}

// place is what matters about a starting point.
type place struct{ LogDensity, Grad np.Array }

func newPlace[D any](p *Posterior[D]) *fn.Function[placeIn[D], place] {
	return fn.Jit(func(x placeIn[D]) place {
		lp, g := fn.ValueAndGrad(func(z np.Array) np.Array { return p.LogDensity(z, x.D) })(x.Z)
		return place{lp, g}
	})
}

func (x place) finite() bool {
	return np.IsFinite(x.LogDensity).Bools()[0] && np.IsFinite(x.Grad).All().Bools()[0]
}

// blame says which sites make z no starting point.
func (p *Posterior[D]) blame(z np.Array, at place, d D) string {
	var lines []string
	if err := fn.Try(func() { lines = p.badSites(z, d) }); err != nil { // a distribution whose parameters are wrong there
		return err.Error()
	}
	if len(lines) == 0 {
		for _, v := range p.Variables {
			if g := at.Grad.Slice(0, v.Lo, v.Hi); !np.IsFinite(g).All().Bools()[0] {
				lines = append(lines, fmt.Sprintf("site %q: the gradient is %v", v.Name, brief(g)))
			}
		}
	}
	if len(lines) == 0 {
		lines = append(lines, fmt.Sprintf("the log density is %v, though it is finite at each site", at.LogDensity))
	}
	return strings.Join(lines, "\n\t")
}

// badSites describes the sites whose density at z is not finite.
func (p *Posterior[D]) badSites(z np.Array, d D) (lines []string) {
	for _, m := range p.trace(d, p.unpack(p.split(z))).Sites() {
		if m.Kind != phlox.Sample {
			continue
		}
		if text := m.Misfit(); text != "" && m.Observed {
			lines = append(lines, m.Errorf("%s", text).Error())
		} else if lp := m.LogProb(); !np.IsFinite(lp).All().Bools()[0] {
			lines = append(lines, fmt.Sprintf("%v: log density %v at %v", m.Errorf("%v", m.Dist), brief(lp), brief(m.Value)))
		}
	}
	return lines
}

// brief prints elements without the type.
func brief(x np.Array) string { return x.Buffer().String() }
