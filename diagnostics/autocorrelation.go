package diagnostics

import (
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
)

// Normalization chooses the divisor of the lag-k autocovariance, a sum of N-k
// products.
type Normalization int

const (
	// Biased divides by N. It damps the noisy long lags and is what the ESS
	// uses (Geyer 1992).
	Biased Normalization = iota
	// Unbiased divides by N-k. The tail is wild, having few products, and it
	// is unbiased only if the mean is known.
	Unbiased
)

// Autocorrelation returns [Autocovariance] divided by its value at lag 0, for
// the lags 0 to N-1 of one chain. It is nil for an empty chain, and all NaN for
// a constant one.
func Autocorrelation(chain []float64, norm Normalization) []float64 {
	acov := Autocovariance(chain, norm)
	if len(acov) == 0 {
		return nil
	}
	zero := acov[0]
	for k := range acov {
		acov[k] /= zero
	}
	return acov
}

// Autocovariance returns, for the lags k = 0 to N-1 of one chain,
//
//	γ(k) = Σ_{i<N-k} (x[i] - m)(x[i+k] - m) / D,   m the chain's mean
//
// with D = N or N-k as norm says. It is nil for an empty chain, and all NaN if a
// draw is NaN or infinite. By fast Fourier transform: O(N log N).
func Autocovariance(chain []float64, norm Normalization) []float64 {
	if len(chain) == 0 {
		return nil
	}
	acov := meanAutocovariance([][]float64{chain})
	if norm == Unbiased {
		n := float64(len(chain))
		for k := range acov {
			acov[k] *= n / (n - float64(k))
		}
	}
	return acov
}

// meanAutocovariance is the biased autocovariance averaged over chains of equal
// length N > 0. By Wiener-Khinchin γ is the inverse transform of the power
// spectrum, which is linear: the spectra are summed and inverted once. Padding
// with zeros to 2N or more keeps the circular sums from wrapping around.
func meanAutocovariance(chains [][]float64) []float64 {
	n := len(chains[0])
	size := 2 * fastLength(n)
	fft := fourier.NewFFT(size)
	padded := make([]float64, size)
	coeff, power := make([]complex128, size/2+1), make([]complex128, size/2+1)
	for _, chain := range chains {
		m := mean(chain)
		for i, x := range chain {
			padded[i] = x - m
		}
		for i, z := range fft.Coefficients(coeff, padded) {
			power[i] += complex(real(z)*real(z)+imag(z)*imag(z), 0)
		}
	}
	acov := fft.Sequence(padded, power)[:n]
	scale := 1 / (float64(size) * float64(n) * float64(len(chains)))
	for k := range acov {
		acov[k] *= scale
	}
	if math.IsNaN(acov[0]) { // a not finite draw must not leave some lags finite
		for k := range acov {
			acov[k] = math.NaN()
		}
	}
	return acov
}

// fastLength is the least length ≥ n without prime factors above 5, for which
// the transform has fast kernels.
func fastLength(n int) int {
	for ; ; n++ {
		rest := n
		for _, p := range []int{2, 3, 5} {
			for rest%p == 0 {
				rest /= p
			}
		}
		if rest == 1 {
			return n
		}
	}
}
