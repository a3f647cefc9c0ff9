package handler

import (
	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/np"
)

// Substitute gives sites of the model values, without their becoming observations: samples, parameters,
// deterministic values, and the indices of plates.
func Substitute[D any](model phlox.Model[D], values map[string]np.Array) phlox.Model[D] {
	return With(model, func() phlox.Handler { return substitute(values) })
}

func substitute(values map[string]np.Array) phlox.Handler {
	return func(m *phlox.Msg, next func(*phlox.Msg)) {
		if !along(m, values, substitute) {
			if v, ok := values[m.Name]; ok && !v.IsZero() && !m.Observed {
				m.Value = v
			}
		}
		next(m)
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
				m.Value = f(m)
			}
		}
		next(m)
	}
}
