package diagnostics

// EBFMI is the estimated Bayesian fraction of missing information of each chain,
// from the Hamiltonian's value E at every draw (Betancourt 2016):
//
//	E-BFMI = Σ (E[n] - E[n-1])² / Σ (E[n] - mean)²
//
// It compares the energy that resampling the momentum changes in one step with
// the energy's whole spread: about 2 if every draw is as good as independent,
// and below 0.3 the momentum explores the energies too slowly, mostly because
// of heavy tails or a funnel; reparameterize. The chains may have different
// lengths; one is NaN if it is constant, has fewer than two draws, or one that
// is not finite.
func EBFMI(energy [][]float64) []float64 {
	bfmi := make([]float64, len(energy))
	for c, chain := range energy {
		changes := 0.0
		for n := 1; n < len(chain); n++ {
			d := chain[n] - chain[n-1]
			changes += d * d
		}
		bfmi[c] = changes / (variance(chain) * float64(len(chain)-1))
	}
	return bfmi
}
