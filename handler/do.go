package handler

import (
	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/np"
)

// Do intervenes on sample sites: what comes after such a site in the model sees the given value, but the
// site itself is sampled (or observed) as before, and outer handlers see that. The intervened copy is
// called name__CF, and only inner handlers see it. Unlike NumPyro's, it also reaches into scans.
func Do[D any](model phlox.Model[D], values map[string]np.Array) phlox.Model[D] {
	return With(model, func() phlox.Handler { return do(values) })
}

func do(values map[string]np.Array) phlox.Handler {
	return func(m *phlox.Msg, next func(*phlox.Msg)) {
		v, ok := values[m.Name]
		if along(m, values, do) || m.Kind != phlox.Sample || !ok || v.IsZero() {
			next(m)
			return
		}
		natural := *m
		next(&natural)
		m.Name += "__CF"
		m.Value, m.Observed, m.InSupport = v, true, false
	}
}
