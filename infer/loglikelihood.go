package infer

import (
	"fmt"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// LogLikelihood returns the log density of each observation of the model given d, for each draw from the
// posterior, whose arrays have the draws along the leading axis: [draws, batch] by site. Scales of sites are
// left out, as in NumPyro, and so are factors. The posterior must have all latent variables. The mapping says
// how draws are gone through.
func LogLikelihood[D any](model phlox.Model[D], posterior map[string]np.Array, d D, how Mapping) (map[string]np.Array, error) {
	if _, err := drawsOf(posterior, 0); err != nil {
		return nil, fmt.Errorf("log likelihood: %w", err)
	}
	return mapDraws(how, drawsIn[D]{Values: posterior, D: d}, func(in drawsIn[D]) map[string]np.Array {
		out := map[string]np.Array{}
		for _, m := range traceWith(model, in).Sites() {
			if m.Kind == phlox.Sample && m.Observed && !m.Infer.Auxiliary {
				out[m.Name] = m.LogLikelihood()
			}
		}
		if len(out) == 0 {
			panic(ir.Errorf("log likelihood: the model observes nothing"))
		}
		return out
	})
}
