package phlox

import (
	"slices"

	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/constraint"
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

// ObserveMasked is Observe where only the elements of y with a true mask, of the batch shape, were seen. The
// others are sampled as name_unobserved; the seen ones are the site name_observed, and the whole is recorded
// as name.
func (p *P) ObserveMasked(name string, d dist.Dist, y, mask np.Array) np.Array {
	if mask.DType() != np.Bool {
		panic((&Msg{Name: name}).Errorf("a mask of type %v, want bool", mask.DType()))
	}
	seen := p.sample(name+"_observed", d.Mask(mask), y, Infer{})
	rest := p.sample(name+"_unobserved", d.Mask(mask.Not()), np.Array{}, Infer{})
	for range d.EventDim() {
		mask = mask.ExpandDims(-1)
	}
	return p.Deterministic(name, np.Where(mask, seen, rest))
}

// SampleWith is Sample with advice to inference algorithms: Infer{Enumerate: true}, say.
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
	empty := np.Zeros(append(slices.Clone(logFactor.Shape()), 0)...) // the event of a Unit is empty
	p.sample(name, d, empty, Infer{Auxiliary: true})
}

// PRNGKey returns a fresh key from the seed around the model, or the zero PRNGKey if there is none.
func (p *P) PRNGKey() random.PRNGKey { return p.send(&Msg{Kind: PRNGKey}).Key }

// GetMask returns the mask that is in effect, or the zero Array if there is none.
func (p *P) GetMask() np.Array { return p.send(&Msg{Kind: Inspect}).Value }
