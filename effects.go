package phlox

import (
	"slices"

	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Sample draws the random variable called name, or takes the value that a handler gives it. Inside
// plates the distribution is expanded to their sizes.
func (p *P) Sample(name string, d dist.Dist) np.Array {
	return p.sample(name, d, np.Array{}, Infer{})
}

// Observe says that the random variable called name was seen to be y. If y is the zero Array the variable
// is sampled instead, so that a model without data predicts.
func (p *P) Observe(name string, d dist.Dist, y np.Array) np.Array {
	return p.sample(name, d, y, Infer{})
}

// ObserveMasked is Observe where only the elements of y with a true mask were seen. The others are sampled
// as name_unobserved; the seen ones are the site name_observed, and the whole is recorded as name.
func (p *P) ObserveMasked(name string, d dist.Dist, y, mask np.Array) np.Array {
	seen := p.sample(name+"_observed", d.Mask(mask), y, Infer{})
	rest := p.sample(name+"_unobserved", d.Mask(mask.Not()), np.Array{}, Infer{})
	for range d.EventDim() {
		mask = mask.ExpandDims(-1)
	}
	return p.Deterministic(name, np.Where(mask, seen, rest))
}

// SampleWith is Sample with advice to inference algorithms.
func (p *P) SampleWith(name string, d dist.Dist, infer Infer) np.Array {
	return p.sample(name, d, np.Array{}, infer)
}

func (p *P) sample(name string, d dist.Dist, y np.Array, infer Infer) np.Array {
	m := &Msg{Kind: Sample, Name: name, Dist: d, Value: y, Observed: !y.IsZero(), Infer: infer}
	if err := d.Err(); err != nil {
		panic(m.Errorf("%v", err))
	}
	if d.Family == nil {
		panic(m.Errorf("the zero Dist is no distribution"))
	}
	return p.send(m).Value
}

// Param returns the parameter called name, which inference optimizes over the constraint (nil: the
// reals), starting at init.
func (p *P) Param(name string, init np.Array, c constraint.Constraint) np.Array {
	return p.ParamWith(name, ParamConfig{Init: init, Constraint: c})
}

// ParamConfig says more of a parameter. The zero values of its fields are their defaults.
type ParamConfig struct {
	Init       np.Array                          // where optimization starts
	InitFunc   func(key random.PRNGKey) np.Array // or how to draw that
	Constraint constraint.Constraint             // nil: the reals
	Local      bool                              // one for each element of the plates around it: sliced to subsamples
	EventDim   int                               // of a Local parameter: its axes that are not plate axes
}

// ParamWith is Param with a ParamConfig.
func (p *P) ParamWith(name string, c ParamConfig) np.Array {
	m := &Msg{Kind: Param, Name: name, Constraint: c.Constraint, EventDim: -1}
	if m.Constraint == nil {
		m.Constraint = constraint.Real{}
	}
	if c.Local {
		m.EventDim = c.EventDim
	}
	switch {
	case c.InitFunc != nil:
		m.NeedsKey = true
		m.Init = func(key random.PRNGKey) np.Array {
			if key.Data.IsZero() {
				panic(m.Errorf("nothing gives a key to draw the initial value with; use handler.Seed"))
			}
			return c.InitFunc(key)
		}
	case !c.Init.IsZero():
		m.Init = func(random.PRNGKey) np.Array { return c.Init }
	default:
		m.Init = func(random.PRNGKey) np.Array {
			panic(m.Errorf("the parameter has no initial value"))
		}
	}
	return p.send(m).Value
}

// Deterministic records a computed value under name and returns it.
func (p *P) Deterministic(name string, value np.Array) np.Array {
	return p.send(&Msg{Kind: Deterministic, Name: name, Value: value}).Value
}

// Factor adds logFactor to the log density of the model.
func (p *P) Factor(name string, logFactor np.Array) {
	d := dist.Unit(logFactor)
	empty := np.Zeros(append(slices.Clone(logFactor.Shape()), 0)...)
	p.sample(name, d, empty, Infer{Auxiliary: true})
}

// PRNGKey returns a fresh key from the seed around the model, or the zero PRNGKey if there is none.
func (p *P) PRNGKey() random.PRNGKey { return p.send(&Msg{Kind: PRNGKey}).Key }

// GetMask returns the mask that is in effect, or the zero Array if there is none.
func (p *P) GetMask() np.Array { return p.send(&Msg{Kind: Inspect}).Value }

// Mask returns a P whose sites count only where mask is true.
func (p *P) Mask(mask np.Array) *P { return p.With(maskHandler(mask)) }

// maskHandler takes elements of the batch where mask is false out of the log density.
func maskHandler(mask np.Array) Handler {
	return func(m *Msg, next func(*Msg)) {
		switch m.Kind {
		case Sample:
			m.Dist = m.Dist.Mask(mask)
			if err := m.Dist.Err(); err != nil {
				panic(m.Errorf("%v", err))
			}
		case Inspect:
			if m.Value.IsZero() {
				m.Value = mask
			} else {
				m.Value = m.Value.And(mask)
			}
		}
		next(m)
	}
}

// Scale returns a P whose sites' log densities are multiplied by s > 0, which broadcasts to their batch
// shapes.
func (p *P) Scale(s np.Array) *P { return p.With(scaleHandler(s)) }

// scaleHandler multiplies the log density of sites by s.
func scaleHandler(s np.Array) Handler {
	if s.IsConcrete() && !s.Gt(0).All().Bools()[0] {
		panic(ir.Errorf("the scale of a log density must be positive, not %v", s))
	}
	return func(m *Msg, next func(*Msg)) {
		if m.Kind == Sample || m.Kind == Param {
			m.AddScale(s)
		}
		next(m)
	}
}

// Scope returns a P whose sites' and plates' names are prefixed by prefix and a slash.
func (p *P) Scope(prefix string) *P { return p.With(scopeHandler(prefix, "/")) }

// ScopeWith is Scope with another divider than a slash.
func (p *P) ScopeWith(prefix, divider string) *P { return p.With(scopeHandler(prefix, divider)) }

// scopeHandler prefixes the names of sites and of the plates around them. It goes along into a scan, so
// that handlers outside know the sites there by their whole names.
func scopeHandler(prefix, divider string) Handler {
	return func(m *Msg, next func(*Msg)) {
		if m.Kind == ControlFlow {
			m.Steps = append(m.Steps, Step{Wrap: func(map[string]np.Array) Handler { return scopeHandler(prefix, divider) }})
		}
		if m.Done {
			next(m)
			return
		}
		if m.Name != "" {
			m.Name = prefix + divider + m.Name
		}
		for i := range m.Plates {
			m.Plates[i].Name = prefix + divider + m.Plates[i].Name
		}
		next(m)
	}
}

// Seed returns a P that draws what nothing else gives a value to: each sample, subsample and key that is
// asked for splits one key off.
func (p *P) Seed(key random.PRNGKey) *P { return p.With(seedHandler(key)) }

func seedHandler(key random.PRNGKey) Handler {
	return func(m *Msg, next func(*Msg)) {
		needed := false
		switch m.Kind {
		case Sample:
			needed = m.Value.IsZero()
		case Plate:
			needed = m.Value.IsZero() && m.Frame.Subsample != m.Frame.Size
		case Param:
			needed = m.NeedsKey && m.Value.IsZero()
		case PRNGKey, ControlFlow:
			needed = true
		}
		if needed && m.Key.Data.IsZero() {
			keys := key.Split(2)
			key, m.Key = keys[0], keys[1]
		}
		next(m)
	}
}
