package handler

import (
	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/np"
)

// Condition makes sample sites observations of the given values. In a scan that may be values of the first
// steps only; the others are then drawn, but count as observed.
func Condition[D any](model phlox.Model[D], values map[string]np.Array) phlox.Model[D] {
	return With(model, func() phlox.Handler { return condition(values) })
}

func condition(values map[string]np.Array) phlox.Handler {
	return func(m *phlox.Msg, next func(*phlox.Msg)) {
		if !along(m, values, condition) && m.Kind == phlox.Sample {
			if v, ok := values[m.Name]; ok && !v.IsZero() {
				m.Value, m.Observed, m.InSupport = v, true, false
			}
		}
		next(m)
	}
}

// Uncondition makes observations latent again: they are sampled. What was observed is kept in the site's
// Infer. Factors stay.
func Uncondition[D any](model phlox.Model[D]) phlox.Model[D] {
	return With(model, func() phlox.Handler { return uncondition })
}

func uncondition(m *phlox.Msg, next func(*phlox.Msg)) {
	if !along(m, nil, func(map[string]np.Array) phlox.Handler { return uncondition }) &&
		m.Kind == phlox.Sample && m.Observed && !m.Infer.Auxiliary {
		m.Infer.WasObserved, m.Infer.Observation = true, m.Value
		m.Value, m.Observed, m.InSupport = np.Array{}, false, false
		if m.Key.Data.IsZero() {
			m.Key = m.P.PRNGKey()
		}
	}
	next(m)
}
