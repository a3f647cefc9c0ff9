package handler

import (
	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/np"
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
	return With(model, func() phlox.Handler { return lift(prior) })
}

func lift(prior func(name string) (dist.Dist, bool)) phlox.Handler {
	drawn := map[string]np.Array{}
	return func(m *phlox.Msg, next func(*phlox.Msg)) {
		d, ok := dist.Dist{}, false
		if m.Kind == phlox.Param {
			d, ok = prior(m.Name)
		}
		if !ok {
			next(m)
			return
		}
		if err := d.Err(); err != nil {
			panic(m.Errorf("%v", err))
		}
		m.Kind, m.Dist = phlox.Sample, d
		if v, again := drawn[m.Name]; again { // a parameter that is used again is no new site
			m.Value = v
			return
		}
		if m.Value.IsZero() && m.Key.Data.IsZero() {
			m.Key = m.P.PRNGKey()
		}
		next(m)
		drawn[m.Name] = m.Value
	}
}
