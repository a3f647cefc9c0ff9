// Package handler changes what the effects of a model do: fix values, record sites, take sites out of
// sight, weigh densities. Each function takes a model and returns one of the same type, so they compose;
// the innermost handler, applied first, sees an effect first.
//
// Semantics are NumPyro's. Handlers also work on sites inside of phlox.Scan and phlox.Cond: values given
// to such a site have the steps along their leading axis.
package handler

import (
	"maps"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/np"
)

// With returns the model under a handler that make builds anew for each execution, so that the handler
// may have state.
func With[D any](model phlox.Model[D], makeHandler func() phlox.Handler) phlox.Model[D] {
	return func(p *phlox.P, d D) { model(p.With(makeHandler()), d) }
}

// along makes a handler that fixes values work inside of scans: it is passed to the steps, each with its
// own part of the values. Sites that a scan reports are done.
func along(m *phlox.Msg, values map[string]np.Array, make func(values map[string]np.Array) phlox.Handler) (handled bool) {
	if m.Kind == phlox.ControlFlow {
		if values != nil {
			values = maps.Clone(values)
		}
		m.Steps = append(m.Steps, phlox.Step{Values: values, Wrap: make})
	}
	return m.Done || m.Kind == phlox.ControlFlow
}
