package phlox

import (
	"maps"
	"slices"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Step is what a handler does inside a scan or cond, where it is not on the stack: Values are per-step
// values by site name, with the steps along the leading axis, and Wrap makes the handler for a step from
// that step's values. A Step with Hide instead hides sites from the handlers of the Steps after it.
type Step struct {
	Values   map[string]np.Array
	Wrap     func(values map[string]np.Array) Handler
	Forecast bool // Values may be of fewer steps: sites of the others are drawn
	Hide     func(m *Msg) bool

	depth int // of the handler
}

// handler returns the handler for a step with the given values, of which it may keep account.
func (s Step) handler(values map[string]np.Array) Handler {
	if s.Hide != nil {
		return s.hide
	}
	if s.Values != nil {
		values = maps.Clone(values)
	}
	return s.Wrap(values)
}

func (s Step) hide(m *Msg, next func(*Msg)) {
	if m.Kind == ControlFlow {
		m.Steps = append(m.Steps, Step{Hide: s.Hide})
	}
	m.hidden = m.hidden || s.Hide(m)
	next(m)
}

// inside returns a P for a part of the model that is traced by itself, and the record of its sites. The
// outermost handlers come first; further in are the handlers of the Steps that m has collected, and a seed
// if there is a key.
func (m *Msg) inside(key random.PRNGKey, handler func(k int) Handler, outermost ...Handler) (*P, *Trace) {
	p, t := New(), NewTrace()
	for _, h := range append(outermost, t.Handler()) {
		p = p.at(0, h)
	}
	p.index = m.Index
	for k, step := range slices.Backward(m.Steps) {
		h := handler(k)
		p = p.at(step.depth, func(m *Msg, next func(*Msg)) {
			if m.hidden {
				next(m)
			} else {
				h(m, next)
			}
		})
	}
	p = p.at(m.P.innermost.below(), func(m *Msg, next func(*Msg)) {
		m.inner = m.Name
		next(m)
	})
	if !key.Data.IsZero() {
		p = p.at(m.P.innermost.below(), seedHandler(key))
	}
	return p, t
}

// given returns the values that the Steps of m have for sites of a scan of n steps, for each Step: seen are
// the sites that it sees. Those of sites with values for fewer steps are filled up.
func (m *Msg) given(seen []map[string]*Msg, n int) (given []map[string]np.Array, partial []forecast) {
	given, partial = make([]map[string]np.Array, len(seen)), make([]forecast, len(seen))
	for k, step := range m.Steps {
		given[k], partial[k] = map[string]np.Array{}, forecast{}
		for name, site := range seen[k] {
			v := step.Values[name]
			if v.IsZero() || site.Kind == Deterministic && (v.Rank() == 0 || v.Len() != n) { // that of other data: computed
				continue
			}
			fewer := step.Forecast && v.Rank() > 0 && v.Len() < n
			if v.Rank() == 0 || v.Len() != n && !fewer {
				panic(site.Errorf("a value of shape %v is given to a site in a scan of %d steps", v.Shape(), n))
			}
			if fewer {
				partial[k][name] = v.Len()
				v = np.Concat(0, v, np.ZerosOf(v.DType(), v.Shape()[1:].Prepend(n-v.Len())...))
			}
			given[k][name] = v
		}
	}
	return given, partial
}

// forecast says of how many steps there are values, for sites that have them for some.
type forecast map[string]int

// extend returns h, which gives values to sites, for the step of number index: where there are none it
// draws the site.
func (f forecast) extend(h Handler, index np.Array) Handler {
	if len(f) == 0 {
		return h
	}
	return func(m *Msg, next func(*Msg)) {
		n, ok := f[m.Name]
		h(m, func(m *Msg) {
			if ok && m.Kind == Sample && !m.Done {
				if m.Key.Data.IsZero() {
					panic(m.Errorf("there are values for %d steps, and nothing gives a key to draw the others with; use handler.Seed", n))
				}
				drawn := func(struct{}) np.Array { return m.Dist.Sample(m.Key).AsType(m.Value.DType()) }
				m.Value = fn.Cond(index.Lt(n), func(struct{}) np.Array { return m.Value }, drawn, struct{}{})
			}
			next(m)
		})
	}
}
