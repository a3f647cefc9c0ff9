package handler

import (
	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/np"
)

// InferConfig changes the advice to inference that sample sites carry: f returns the new one.
func InferConfig[D any](model phlox.Model[D], f func(m *phlox.Msg) phlox.Infer) phlox.Model[D] {
	return With(model, func() phlox.Handler { return inferConfig(f) })
}

func inferConfig(f func(m *phlox.Msg) phlox.Infer) phlox.Handler {
	return func(m *phlox.Msg, next func(*phlox.Msg)) {
		if !along(m, nil, func(map[string]np.Array) phlox.Handler { return inferConfig(f) }) && m.Kind == phlox.Sample {
			m.Infer = f(m)
		}
		next(m)
	}
}
