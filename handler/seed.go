package handler

import (
	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/random"
)

// Seed draws what the model samples and nothing else gives a value to. Each such site, each subsampled
// plate, scan and request for a key splits one key off, in order; every execution starts with key again.
func Seed[D any](model phlox.Model[D], key random.PRNGKey) phlox.Model[D] {
	return under(model, func(p *phlox.P) *phlox.P { return p.Seed(key) })
}
