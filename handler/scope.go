package handler

import "github.com/phlox-ppl/phlox"

// Scope prefixes the names of the model's sites and plates by prefix and a slash.
func Scope[D any](model phlox.Model[D], prefix string) phlox.Model[D] {
	return ScopeWith(model, prefix, "/")
}

// ScopeWith is Scope with another divider than a slash, and for all but the given kinds of sites.
func ScopeWith[D any](model phlox.Model[D], prefix, divider string, except ...phlox.Kind) phlox.Model[D] {
	return under(model, func(p *phlox.P) *phlox.P { return p.ScopeWith(prefix, divider, except...) })
}
