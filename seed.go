package phlox

import "github.com/phlox-ppl/phlox/random"

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
