package handler

import (
	"slices"

	"github.com/phlox-ppl/phlox"
)

// Hide says which sites Block hides: those for which Func holds, if it is given; else those with Names;
// else all but those of the kinds Except; else all but those with the names Expose; the zero Hide hides
// all.
type Hide struct {
	Func   func(m *phlox.Msg) bool
	Names  []string
	Except []phlox.Kind
	Expose []string
}

// Block hides sites of the model from handlers outside, also those inside of scans. Requests for keys get
// through.
func Block[D any](model phlox.Model[D], hide Hide) phlox.Model[D] {
	return With(model, func() phlox.Handler { return block(hide) })
}

func (h Hide) hides(m *phlox.Msg) bool {
	switch {
	case h.Func != nil:
		return h.Func(m)
	case h.Names != nil:
		return slices.Contains(h.Names, m.Name)
	case h.Except != nil:
		return !slices.Contains(h.Except, m.Kind)
	}
	return !slices.Contains(h.Expose, m.Name)
}

func block(hide Hide) phlox.Handler {
	return func(m *phlox.Msg, next func(*phlox.Msg)) {
		if m.Kind == phlox.ControlFlow {
			m.Steps = append(m.Steps, phlox.Step{Hide: hide.hides})
		}
		if m.Kind == phlox.PRNGKey || m.Kind == phlox.ControlFlow || !hide.hides(m) {
			next(m)
			return
		}
		needed := m.Kind == phlox.Sample && m.Value.IsZero() || m.Kind == phlox.Param && m.NeedsKey ||
			m.Kind == phlox.Plate && m.Value.IsZero() && m.Frame.Subsample != m.Frame.Size
		if needed && m.Key.Data.IsZero() {
			request := &phlox.Msg{Kind: phlox.PRNGKey, P: m.P}
			next(request)
			m.Key = request.Key
		}
		phlox.Default(m)
	}
}
