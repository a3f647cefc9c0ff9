// Package infer is what inference algorithms share: the log density of a model as a function of one
// unconstrained vector, where to start, and predictions from draws. Samplers are in packages below it.
//
// The latent variables of a model are put end to end, each mapped to unconstrained space by the bijector of
// its support, in the order in which the model samples them. The mapping is redone whenever the density is
// computed, so supports may depend on other variables.
package infer

import (
	"fmt"
	"strings"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist/bijector"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/handler"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Variable is a latent variable of a model: where it is in the unconstrained vector.
type Variable struct {
	Name  string
	Shape np.Shape // unconstrained
	Lo    int      // its coordinates are [Lo, Hi)
	Hi    int
}

// Posterior is the unnormalized density of a model's latent variables given data, over unconstrained
// space.
type Posterior[D any] struct {
	Model     phlox.Model[D]
	Variables []Variable
	Dim       int      // coordinates in all
	DType     np.DType // of the unconstrained vector
	seed      random.PRNGKey
	place     *fn.Function[placeIn[D], place]
}

// prefix marks the deterministic sites that report unconstrained values; no user's site begins so.
const prefix = "\x00"

// NewPosterior finds the latent variables of a model. The data matters for its structure and shapes only;
// key draws what the model draws besides latent variables, such as subsamples, which stay the same. An
// error says what is wrong with the model.
func NewPosterior[D any](model phlox.Model[D], d D, key random.PRNGKey, dtype np.DType) (*Posterior[D], error) {
	if model == nil {
		return nil, fmt.Errorf("the model is nil")
	}
	if dtype == 0 {
		dtype = np.Float64
	}
	p := &Posterior[D]{Model: model, DType: dtype, seed: key}
	p.place = newPlace(p)
	// The values are traced, so that no distribution judges the parameters that these give it.
	type in struct {
		Zero np.Array
		D    D
	}
	_, _, err := fn.Trace(func(x in) struct{} {
		t := p.trace(x.D, visit(func(m *phlox.Msg, b bijector.Bijector) np.Array {
			return x.Zero.BroadcastTo(b.InverseShape(shapeOf(m)))
		}))
		for _, m := range t.Sites() {
			if name, ok := strings.CutPrefix(m.Name, prefix); ok {
				v := Variable{Name: name, Shape: m.Value.Shape(), Lo: p.Dim}
				p.Dim += v.Shape.Size()
				v.Hi = p.Dim
				p.Variables = append(p.Variables, v)
			}
		}
		return struct{}{}
	}, in{np.ZerosOf(dtype), d})
	if err != nil {
		return nil, err
	}
	if p.Dim == 0 {
		return nil, fmt.Errorf("the model has no latent variables")
	}
	return p, nil
}

// shapeOf returns the shape of a site's value.
func shapeOf(m *phlox.Msg) np.Shape {
	return append(append(np.Shape(nil), m.Dist.BatchShape()...), m.Dist.EventShape()...)
}

// trace runs the model with a handler for its latent variables, and perhaps more. Errors panic.
func (p *Posterior[D]) trace(d D, handlers ...phlox.Handler) *phlox.Trace {
	t := phlox.NewTrace()
	m := phlox.New().With(t.Handler()).Seed(p.seed)
	for _, h := range handlers {
		m = m.With(h)
	}
	p.Model(m, d)
	return t
}

// visit gives each latent variable the value that lies over the unconstrained one that f returns, and
// reports that under the prefixed name. It follows the variables into scans.
func visit(f func(m *phlox.Msg, b bijector.Bijector) np.Array) phlox.Handler {
	return func(m *phlox.Msg, next func(*phlox.Msg)) {
		if m.Kind == phlox.ControlFlow {
			m.Steps = append(m.Steps, phlox.Step{Wrap: func(map[string]np.Array) phlox.Handler { return visit(f) }})
		}
		if isLatent(m) {
			b := bijectorOf(m)
			z := f(m, b)
			m.Value, m.InSupport = b.Forward(z), true
			next(m)
			m.P.Deterministic(prefix+m.Name, z)
			return
		}
		next(m)
	}
}

// isLatent reports whether m is a random variable that needs a value.
func isLatent(m *phlox.Msg) bool {
	return m.Kind == phlox.Sample && !m.Observed && !m.Done && m.Value.IsZero()
}

// bijectorOf returns the map from unconstrained space to the support of a site.
func bijectorOf(m *phlox.Msg) bijector.Bijector {
	b, err := bijector.To(m.Dist.Support())
	switch {
	case err != nil:
		panic(m.Errorf("%v: %v", m.Dist, err))
	case m.Dist.Name() == "Delta":
		panic(m.Errorf("a Delta has no density to infer: make its value Deterministic"))
	}
	return b
}

// LogDensity returns the log density at the unconstrained vector z, [Dim], up to a constant: the sum over
// all sites, and the log Jacobian of the map to the supports.
func (p *Posterior[D]) LogDensity(z np.Array, d D) np.Array {
	return p.trace(d, p.unpack(p.split(z))).LogDensity().AsType(p.DType)
}

// split cuts z into the variables' unconstrained values.
func (p *Posterior[D]) split(z np.Array) map[string]np.Array {
	values := map[string]np.Array{}
	for _, v := range p.Variables {
		values[v.Name] = z.Slice(0, v.Lo, v.Hi).Reshape(v.Shape...)
	}
	return values
}

// unpack gives latent variables their values from the unconstrained ones, and adds the log Jacobian to the
// density as a factor.
func (p *Posterior[D]) unpack(values map[string]np.Array) phlox.Handler {
	return func(m *phlox.Msg, next func(*phlox.Msg)) {
		if m.Kind == phlox.ControlFlow {
			m.Steps = append(m.Steps, phlox.Step{Values: values, Wrap: p.unpack})
		}
		if isLatent(m) {
			z, ok := values[m.Name]
			if !ok {
				panic(m.Errorf("the site was not there when the model was first run: a model must have the same sites each time"))
			}
			b := bijectorOf(m)
			m.Value, m.InSupport = b.Forward(z), true
			logDet := b.LogDet(z, m.Value)
			for logDet.Rank() > len(m.Dist.BatchShape()) {
				logDet = logDet.Sum(-1)
			}
			if _, id := b.(bijector.Identity); !id {
				m.P.Factor("_"+m.Name+"_log_det", logDet)
			}
		}
		next(m)
	}
}

// Constrain returns the values of the latent variables, and of the deterministic sites, at the
// unconstrained vector z.
func (p *Posterior[D]) Constrain(z np.Array, d D) map[string]np.Array {
	values := map[string]np.Array{}
	for _, m := range p.trace(d, p.unpack(p.split(z))).Sites() {
		if isResult(m) {
			values[m.Name] = m.Value
		}
	}
	return values
}

// Site is something that Constrain returns.
type Site struct {
	Name          string
	Shape         np.Shape
	DType         np.DType
	Deterministic bool // computed from latent variables
}

// Sites lists what Constrain returns, in the order of the model.
func (p *Posterior[D]) Sites(d D) (sites []Site, err error) {
	_, _, err = fn.Trace(func(x placeIn[D]) struct{} {
		for _, m := range p.trace(x.D, p.unpack(p.split(x.Z))).Sites() {
			if isResult(m) {
				sites = append(sites, Site{m.Name, m.Value.Shape(), m.Value.DType(), m.Kind == phlox.Deterministic})
			}
		}
		return struct{}{}
	}, placeIn[D]{np.ZerosOf(p.DType, p.Dim), d})
	return sites, err
}

func isResult(m *phlox.Msg) bool {
	return m.Kind == phlox.Deterministic || m.Kind == phlox.Sample && !m.Observed
}

// Unconstrain returns the unconstrained vector at which the latent variables have the given values, by
// name. A variable without a value is an error.
func (p *Posterior[D]) Unconstrain(values map[string]np.Array, d D) (z np.Array, err error) {
	defer ir.Recover(&err)
	return p.join(p.trace(d, invert(values))), nil
}

// invert gives latent variables the given values, and reports the unconstrained ones.
func invert(values map[string]np.Array) phlox.Handler {
	return func(m *phlox.Msg, next func(*phlox.Msg)) {
		if m.Kind == phlox.ControlFlow {
			m.Steps = append(m.Steps, phlox.Step{Values: values, Wrap: invert})
		}
		if isLatent(m) {
			x, ok := values[m.Name]
			if !ok {
				panic(m.Errorf("no value is given for the latent variable"))
			}
			if !x.Shape().Equal(shapeOf(m)) {
				panic(m.Errorf("a value of shape %v is given, want %v", x.Shape(), shapeOf(m)))
			}
			if !x.DType().IsFloat() {
				x = x.AsType(np.Float64)
			}
			m.P.Deterministic(prefix+m.Name, bijectorOf(m).Inverse(x))
			m.Value = x
		}
		next(m)
	}
}

// join puts the unconstrained values that a trace reports end to end.
func (p *Posterior[D]) join(t *phlox.Trace) np.Array {
	parts := make([]np.Array, len(p.Variables))
	for i, v := range p.Variables {
		m := t.Site(prefix + v.Name)
		if m == nil || !m.Value.Shape().Equal(v.Shape) {
			panic(ir.Errorf("site %q: it was not there, or had another shape, when the model was first run", v.Name))
		}
		parts[i] = m.Value.Ravel().AsType(p.DType)
	}
	return np.Concat(0, parts...)
}

// LogDensity runs a model with values for its latent variables and returns the joint log density and the
// trace of the sites.
func LogDensity[D any](model phlox.Model[D], d D, values map[string]np.Array) (lp np.Array, t *phlox.Trace, err error) {
	defer ir.Recover(&err)
	if t, err = handler.Trace(handler.Substitute(model, values), d); err != nil {
		return np.Array{}, nil, err
	}
	return t.LogDensity(), t, nil
}

// Target returns the density as a kernel sees it. In traced functions of z it takes observations that were there before, and
// whose supports don't depend on latent variables, to be in these supports: what starts a kernel has found the density finite
// (FindStart, CheckStart), so they are, and need not be looked at again in each step.
func (p *Posterior[D]) Target(d D) Target {
	return Target{Dim: p.Dim, DType: p.DType, Variables: p.Variables, LogDensity: func(z np.Array) np.Array {
		return p.trace(d, p.unpack(p.split(z)), trust(z)).LogDensity().AsType(p.DType)
	}}
}

// trust takes observations that cannot depend on z to be in their supports, where those are fixed. In a scan it is not
// known what depends on z.
func trust(z np.Array) phlox.Handler {
	return func(m *phlox.Msg, next func(*phlox.Msg)) {
		if m.Observed && m.Value.IR().Before(z.IR()) && m.HasFixedSupport() {
			m.InSupport = true
		}
		next(m)
	}
}
