package handler

import (
	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
)

// Lift makes parameters random variables with the given priors, by name. Parameters without a prior stay.
func Lift[D any](model phlox.Model[D], priors map[string]dist.Dist) phlox.Model[D] {
	return LiftFunc(model, func(name string) (dist.Dist, bool) {
		d, ok := priors[name]
		return d, ok
	})
}

// LiftFunc is Lift with the prior of each parameter given by a function.
func LiftFunc[D any](model phlox.Model[D], prior func(name string) (dist.Dist, bool)) phlox.Model[D] {
	return With(model, func() phlox.Handler {
		return func(m *phlox.Msg, next func(*phlox.Msg)) {
			if d, ok := prior(m.Name); ok && m.Kind == phlox.Param {
				if err := d.Err(); err != nil {
					panic(m.Errorf("%v", err))
				}
				m.Kind, m.Dist = phlox.Sample, d
				if m.Value.IsZero() && m.Key.Data.IsZero() {
					m.Key = m.P.PRNGKey()
				}
			}
			next(m)
		}
	})
}
