// Package reparam rewrites random variables of a model in terms of others with the same joint
// distribution that a sampler finds easier: a centered hierarchical effect as a standard one, shifted and
// scaled. The variable itself becomes a deterministic value of the model.
package reparam

import (
	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Strategy rewrites a sample site: it sends sites of its own from m.P and returns the value of the site
// computed from them, or the zero Array to leave the site as it is.
type Strategy interface {
	Apply(m *phlox.Msg) np.Array
}

// Model returns the model with sites rewritten by the strategies of their names. Sites that are observed
// are left alone.
func Model[D any](model phlox.Model[D], strategies map[string]Strategy) phlox.Model[D] {
	if model == nil {
		return nil
	}
	h := handler(strategies)
	return func(p *phlox.P, d D) { model(p.With(h), d) }
}

// Noncenter returns the model with the named location-scale sites non-centered: LocScale with Centered 0.
func Noncenter[D any](model phlox.Model[D], names ...string) phlox.Model[D] {
	strategies := map[string]Strategy{}
	for _, n := range names {
		strategies[n] = LocScale{Centered: np.Of(0.0)}
	}
	return Model(model, strategies)
}

func handler(strategies map[string]Strategy) phlox.Handler {
	return func(m *phlox.Msg, next func(*phlox.Msg)) {
		s, ok := strategies[m.Name]
		switch {
		case m.Kind == phlox.ControlFlow:
			m.Steps = append(m.Steps, phlox.Step{Wrap: func(map[string]np.Array) phlox.Handler { return handler(strategies) }})
		case !ok || m.Kind != phlox.Sample || m.Observed || m.Done:
		case !m.Value.IsZero():
			panic(m.Errorf("reparam: the site already has a value; give values to what it is made of instead"))
		default:
			if value := s.Apply(m); !value.IsZero() {
				m.Kind, m.Value = phlox.Deterministic, value
				m.Dist, m.Scale, m.Infer, m.Key = dist.Dist{}, np.Array{}, phlox.Infer{}, random.PRNGKey{}
			}
		}
		next(m)
	}
}
