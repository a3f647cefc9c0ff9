package handler

import (
	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/np"
)

// Substitute gives sites of the model values, without their becoming observations: samples, parameters,
// deterministic values, and the indices of plates. An observation gets the value, too, and stays one.
func Substitute[D any](model phlox.Model[D], values map[string]np.Array) phlox.Model[D] {
	return With(model, func() phlox.Handler { return substitute(values) })
}

func substitute(values map[string]np.Array) phlox.Handler {
	return func(m *phlox.Msg, next func(*phlox.Msg)) {
		if !along(m, values, substitute) {
			if v, ok := values[m.Name]; ok && !v.IsZero() && m.Name != "" {
				m.Value, m.InSupport = v, false
			}
		}
		next(m)
	}
}

// SubstituteSamples is Substitute for samples and parameters alone: deterministic values are computed, and
// plates have their own indices.
func SubstituteSamples[D any](model phlox.Model[D], values map[string]np.Array) phlox.Model[D] {
	return With(model, func() phlox.Handler { return substituteSamples(values) })
}

func substituteSamples(values map[string]np.Array) phlox.Handler {
	h := substitute(values)
	return func(m *phlox.Msg, next func(*phlox.Msg)) {
		switch m.Kind {
		case phlox.ControlFlow:
			along(m, values, substituteSamples)
			next(m)
		case phlox.Sample, phlox.Param:
			h(m, next)
		default:
			next(m)
		}
	}
}

// SubstituteFunc gives sites the values that f returns for them; the zero Array leaves a site alone. f sees
// sites of kind Sample and Param that have no value yet, also those inside of scans.
func SubstituteFunc[D any](model phlox.Model[D], f func(m *phlox.Msg) np.Array) phlox.Model[D] {
	return With(model, func() phlox.Handler { return Func(f) })
}

// Func is the handler of SubstituteFunc.
func Func(f func(m *phlox.Msg) np.Array) phlox.Handler {
	return func(m *phlox.Msg, next func(*phlox.Msg)) {
		if !along(m, nil, func(map[string]np.Array) phlox.Handler { return Func(f) }) {
			if (m.Kind == phlox.Sample || m.Kind == phlox.Param) && m.Value.IsZero() {
				m.Value, m.InSupport = f(m), false
			}
		}
		next(m)
	}
}
