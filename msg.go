package phlox

import (
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Kind is what a message is about.
type Kind uint8

// The kinds of messages.
const (
	Sample        Kind = iota + 1 // a random variable, observed or not
	Param                         // a parameter to optimize
	Deterministic                 // a computed value to record
	Plate                         // the opening of a plate; its value is the indices
	PRNGKey                       // a request for a key
	ControlFlow                   // a scan or cond over a part of the model; its sites follow as messages
	Inspect                       // a request for the mask
)

var kinds = [...]string{Sample: "sample", Param: "param", Deterministic: "deterministic", Plate: "plate",
	PRNGKey: "prng_key", ControlFlow: "control_flow", Inspect: "inspect"}

// String returns NumPyro's name of the kind.
func (k Kind) String() string {
	if int(k) < len(kinds) {
		return kinds[k]
	}
	return "unknown"
}

// Msg is a message that an effect sends through the handlers, and afterwards the record of a site.
type Msg struct {
	Kind Kind
	Name string
	P    *P // where it was sent from: what a handler sends on behalf of the site goes there

	Value     np.Array // zero: none yet
	Observed  bool
	InSupport bool           // the value is in the support by construction, so LogProb need not look
	Key       random.PRNGKey // zero: none yet

	Dist   dist.Dist // of a Sample
	Scale  np.Array  // factor of the log density; zero: 1
	Plates []Frame   // plates around the site, innermost first
	Infer  Infer

	Init       func(key random.PRNGKey) np.Array // of a Param; key is zero unless something gave one
	NeedsKey   bool                              // Init uses the key
	Constraint constraint.Constraint             // of a Param
	EventDim   int                               // of a Param: its axes that are not plate axes; -1: not given
	Frame      Frame                             // of a Plate

	// Of a ControlFlow: what handlers want done to each step, innermost first, and the work.
	Steps []Step
	Run   func(m *Msg)

	// Index has the numbers of the steps of the scans around the site, int64 scalars, outermost first.
	Index []np.Array

	// Done marks a site that a scan or cond has computed and now reports: its value is final.
	Done bool

	File string // the user's line
	Line int

	inner  string // in a scan or cond: the name before the Steps' handlers saw it
	depth  int    // handlers at this depth and below do not put scopes before the name
	hidden bool   // from the handlers of further Steps
}

// Infer is advice to inference algorithms that a site carries.
type Infer struct {
	Enumerate   bool           // sum out the discrete site
	Auxiliary   bool           // not a variable of the model: a factor
	WasObserved bool           // handler.Uncondition made it latent
	Observation np.Array       // what was observed before
	Extra       map[string]any // for other algorithms
}

// Default does what a message asks for if no handler did.
func Default(m *Msg) {
	switch m.Kind {
	case Sample:
		if m.Value.IsZero() {
			if m.Key.Data.IsZero() {
				panic(m.Errorf("nothing gives a value; use handler.Seed to draw one"))
			}
			m.Value, m.InSupport = m.Dist.Sample(m.Key), true
		}
	case Param:
		if m.Value.IsZero() {
			m.Value = m.Init(m.Key)
		}
	case Plate:
		if m.Value.IsZero() {
			m.Value = m.Frame.draw(m)
		}
	case ControlFlow:
		m.Run(m)
	}
}

// Errorf returns an error about the site, at the user's line.
func (m *Msg) Errorf(format string, args ...any) *ir.Error {
	e := ir.Errorf(format, args...)
	e.Site = m.Name
	if m.File != "" {
		e.File, e.Line = m.File, m.Line
	}
	return e
}

// guard calls f; errors that f panics with are put down to the site.
func (m *Msg) guard(f func()) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *ir.Error:
			if r.Site == "" && m.Name != "" {
				r.Site = m.Name
				r.File, r.Line = m.File, m.Line
			}
			panic(r)
		default:
			panic(r)
		}
	}()
	f()
}

// AddScale multiplies the site's scale.
func (m *Msg) AddScale(s np.Array) {
	if m.Scale.IsZero() {
		m.Scale = s
	} else {
		m.Scale = m.Scale.Mul(s)
	}
}
