package phlox

import (
	"slices"

	"github.com/phlox-ppl/phlox/np"
)

// Trace is the record of one execution of a model: its sites in the order of execution.
type Trace struct {
	sites []*Msg
	index map[string]int
}

// NewTrace returns an empty trace.
func NewTrace() *Trace { return &Trace{index: map[string]int{}} }

// Sites returns the sites in the order of execution.
func (t *Trace) Sites() []*Msg { return t.sites }

// Site returns the site called name, or nil.
func (t *Trace) Site(name string) *Msg {
	if i, ok := t.index[name]; ok {
		return t.sites[i]
	}
	return nil
}

// Add records a site. A second one of the same name is a mistake, but a plate may be opened, and a parameter
// be used, again: then the latter counts, in the place of the former.
func (t *Trace) Add(m *Msg) {
	old := t.Site(m.Name)
	switch {
	case old == nil:
		t.index[m.Name] = len(t.sites)
		t.sites = append(t.sites, m)
		return
	case old.Kind != m.Kind || m.Kind != Plate && m.Kind != Param:
		panic(m.Errorf("there is already a %v of this name, at line %d", old.Kind, old.Line))
	case m.Kind == Plate && old.Frame.Size != m.Frame.Size:
		panic(m.Errorf("a plate of size %d; it has size %d at line %d", m.Frame.Size, old.Frame.Size, old.Line))
	}
	t.sites[t.index[m.Name]] = m
}

// Handler records the sites that pass, as they come back from the handlers outside.
func (t *Trace) Handler() Handler {
	return func(m *Msg, next func(*Msg)) {
		next(m)
		switch m.Kind {
		case Sample, Param, Deterministic, Plate:
			site := *m // handlers inside may change m, as a plate slices a parameter
			t.Add(&site)
		}
	}
}

// Latent returns the sample sites that are not observed.
func (t *Trace) Latent() []*Msg {
	return slices.DeleteFunc(slices.Clone(t.sites), func(m *Msg) bool { return m.Kind != Sample || m.Observed })
}

// Values returns the value of each site that is a sample, parameter or deterministic.
func (t *Trace) Values() map[string]np.Array {
	values := map[string]np.Array{}
	for _, m := range t.sites {
		if m.Kind != Plate {
			values[m.Name] = m.Value
		}
	}
	return values
}

// LogDensity returns the sum of the log densities of the sample sites, a scalar.
func (t *Trace) LogDensity() np.Array {
	total := np.Of(0.0)
	for _, m := range t.sites {
		if m.Kind == Sample {
			total = total.Add(m.LogProb().Sum())
		}
	}
	return total
}
