package handler

import (
	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/np"
)

// Mask takes the elements of the model's sites where mask, a bool array that broadcasts to their batch
// shapes, is false out of the log density.
func Mask[D any](model phlox.Model[D], mask np.Array) phlox.Model[D] {
	return func(p *phlox.P, d D) { model(p.Mask(mask), d) }
}

// Scale multiplies the log density of the model's sites by s > 0.
func Scale[D any](model phlox.Model[D], s np.Array) phlox.Model[D] {
	return func(p *phlox.P, d D) { model(p.Scale(s), d) }
}

// Scope prefixes the names of the model's sites and plates by prefix and a slash.
func Scope[D any](model phlox.Model[D], prefix string) phlox.Model[D] {
	return func(p *phlox.P, d D) { model(p.Scope(prefix), d) }
}

// InferConfig changes the advice to inference that sites carry: f returns the new one.
func InferConfig[D any](model phlox.Model[D], f func(m *phlox.Msg) phlox.Infer) phlox.Model[D] {
	return With(model, func() phlox.Handler {
		return func(m *phlox.Msg, next func(*phlox.Msg)) {
			if m.Kind == phlox.Sample {
				m.Infer = f(m)
			}
			next(m)
		}
	})
}
