package handler

import (
	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/np"
)

// Replay gives the samples and plates of the model the values that they have in a trace, of a guide for
// example, and their advice to inference. Observations stay what they are.
func Replay[D any](model phlox.Model[D], t *phlox.Trace) phlox.Model[D] {
	values := map[string]np.Array{}
	for _, m := range t.Sites() {
		if m.Kind == phlox.Sample && !m.Observed || m.Kind == phlox.Plate {
			values[m.Name] = m.Value
		}
	}
	return With(model, func() phlox.Handler { return replay(t, values) }) // a plate in a scan has no one value
}

func replay(t *phlox.Trace, values map[string]np.Array) phlox.Handler {
	return func(m *phlox.Msg, next func(*phlox.Msg)) {
		inScan := func(v map[string]np.Array) phlox.Handler { return replay(t, v) }
		if !along(m, values, inScan) && (m.Kind == phlox.Sample || m.Kind == phlox.Plate) && !m.Observed {
			if old := t.Site(m.Name); old != nil {
				switch {
				case old.Kind != m.Kind:
					panic(m.Errorf("replay: a %v that is a %v in the trace", m.Kind, old.Kind))
				case old.Observed:
					panic(m.Errorf("replay: it is observed in the trace, so there is nothing to replay"))
				}
				m.Infer = old.Infer
			}
			if v, ok := values[m.Name]; ok {
				m.Value, m.InSupport = v, false
			}
		}
		next(m)
	}
}
