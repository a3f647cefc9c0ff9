package phlox

import (
	"slices"

	"github.com/phlox-ppl/phlox/np"
)

// Scope returns a P whose sites' and plates' names are prefixed by prefix and a slash.
func (p *P) Scope(prefix string) *P { return p.ScopeWith(prefix, "/") }

// ScopeWith is Scope with another divider than a slash, and for all but the given kinds of sites; with
// Plate among them plates keep their names, so that a subsample is shared with what is outside.
func (p *P) ScopeWith(prefix, divider string, except ...Kind) *P {
	return p.With(scope{prefix + divider, except}.handle)
}

type scope struct {
	prefix string
	except []Kind
}

// handle prefixes the names of sites and of the plates around them. It goes along into a scan, so that
// the handlers there know sites by the names that they have here. A site that a handler inside of the scope
// does not know by its name, since it was sent from outside, has its name already.
func (s scope) handle(m *Msg, next func(*Msg)) {
	if m.Kind == ControlFlow {
		m.Steps = append(m.Steps, Step{Wrap: func(map[string]np.Array) Handler { return s.handle }})
	}
	if m.Name != "" && (m.depth == 0 || m.P.depth < m.depth) && !slices.Contains(s.except, m.Kind) {
		m.Name = s.prefix + m.Name
	}
	if !m.Done && !slices.Contains(s.except, Plate) { // a site that is done went through the scope in its scan
		for i := range m.Plates {
			m.Plates[i].Name = s.prefix + m.Plates[i].Name
		}
	}
	next(m)
}
