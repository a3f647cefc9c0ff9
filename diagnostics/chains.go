package diagnostics

import (
	"math"
	"slices"
)

// usable reports whether chains has at least one chain, equally many draws in
// each, minDraws or more, and only finite draws.
func usable(chains [][]float64, minDraws int) bool {
	if len(chains) == 0 || len(chains[0]) < minDraws {
		return false
	}
	for _, chain := range chains {
		if len(chain) != len(chains[0]) || slices.ContainsFunc(chain, notFinite) {
			return false
		}
	}
	return true
}

func notFinite(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }

// split halves every chain, so that a trend within a chain shows as a
// difference between chains. The middle draw of an odd length is left out.
// The halves share the memory of chains.
func split(chains [][]float64) [][]float64 {
	halves := make([][]float64, 0, 2*len(chains))
	for _, chain := range chains {
		half := len(chain) / 2
		halves = append(halves, chain[:half], chain[len(chain)-half:])
	}
	return halves
}

// pool returns the draws of all chains in one new slice.
func pool(chains [][]float64) []float64 { return slices.Concat(chains...) }

// transform returns chains with f applied to every draw.
func transform(chains [][]float64, f func(float64) float64) [][]float64 {
	z := make([][]float64, len(chains))
	for c, chain := range chains {
		z[c] = make([]float64, len(chain))
		for i, x := range chain {
			z[c][i] = f(x)
		}
	}
	return z
}
