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

// With returns the model under a handler that makeHandler builds anew for each execution, so that the
// handler may have state.
func With[D any](model phlox.Model[D], makeHandler func() phlox.Handler) phlox.Model[D] {
	return under(model, func(p *phlox.P) *phlox.P { return p.With(makeHandler()) })
}

// under returns the model run with a P derived from the one it is given; nil stays nil, for those who run it
// to report.
func under[D any](model phlox.Model[D], derive func(p *phlox.P) *phlox.P) phlox.Model[D] {
	if model == nil {
		return nil
	}
	return func(p *phlox.P, d D) { model(derive(p), d) }
}

// along makes a handler that fixes values work inside of scans: it is passed to the steps, each with its
// own part of the values, if there are any. Sites that a scan reports are done.
func along(m *phlox.Msg, values map[string]np.Array, wrap func(values map[string]np.Array) phlox.Handler) (handled bool) {
	if m.Kind == phlox.ControlFlow {
		m.Steps = append(m.Steps, phlox.Step{Values: maps.Clone(values), Wrap: wrap, Forecast: true})
	}
	return m.Done || m.Kind == phlox.ControlFlow
}
