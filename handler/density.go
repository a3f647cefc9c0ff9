package handler

import (
	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/np"
)

// Mask takes the elements of the model's sites where mask, a bool array that broadcasts to their batch
// shapes, is false out of the log density.
func Mask[D any](model phlox.Model[D], mask np.Array) phlox.Model[D] {
	return under(model, func(p *phlox.P) *phlox.P { return p.Mask(mask) })
}

// Scale multiplies the log density of the model's sites by s > 0.
func Scale[D any](model phlox.Model[D], s np.Array) phlox.Model[D] {
	return under(model, func(p *phlox.P) *phlox.P { return p.Scale(s) })
}
