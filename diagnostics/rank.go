package diagnostics

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// rankNormalize replaces every draw by the normal quantile of its rank among
// the draws of all chains, which makes the diagnostics work for quantities of
// infinite variance and invariant under monotone maps (Vehtari et al.
// 2021; the offset is Blom's, 1958):
//
//	z = Φ⁻¹((r - 3/8) / (S + 1/4)),   r the rank from 1, ties sharing their mean
func rankNormalize(chains [][]float64) [][]float64 {
	type draw struct {
		x     float64
		index int
	}
	x := pool(chains)
	sorted := make([]draw, len(x))
	for i, v := range x {
		sorted[i] = draw{v, i}
	}
	slices.SortFunc(sorted, func(a, b draw) int {
		switch {
		case a.x < b.x:
			return -1
		case a.x > b.x:
			return 1
		}
		return 0
	})

	z := x
	for lo := 0; lo < len(sorted); {
		hi := lo + 1
		for hi < len(sorted) && sorted[hi].x == sorted[lo].x {
			hi++
		}
		rank := float64(lo+1+hi) / 2 // mean of lo+1 .. hi
		score := mathext.NormalQuantile((rank - 3.0/8) / (float64(len(x)) + 1.0/4))
		for _, d := range sorted[lo:hi] {
			z[d.index] = score
		}
		lo = hi
	}
	return slices.Collect(slices.Chunk(z, len(chains[0])))
}

// fold returns |x - median|: chains that agree in location but not in scale
// differ in location after folding.
func fold(chains [][]float64) [][]float64 {
	median := Quantile(pool(chains), 0.5)
	return transform(chains, func(x float64) float64 { return math.Abs(x - median) })
}
