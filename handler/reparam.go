package handler

import (
	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/reparam"
)

// Reparam replaces sample sites, by name, by others that sampling finds easier: see package reparam.
func Reparam[D any](model phlox.Model[D], strategies map[string]reparam.Strategy) phlox.Model[D] {
	return reparam.Model(model, strategies)
}
