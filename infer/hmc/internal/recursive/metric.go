package recursive

import (
	"math"
	"slices"
)

// Metric is the mass matrix M of the kinetic energy r·M^-1 r/2, given by its
// inverse: the posterior covariance is a good one.
type Metric interface {
	// Velocity is M^-1 r.
	Velocity(r []float64) []float64
	// Momentum is M^{1/2} eps, distributed as N(0, M) for standard normal eps.
	Momentum(eps []float64) []float64
}

// kinetic is r·M^-1 r/2.
func kinetic(m Metric, r []float64) float64 { return dot(r, m.Velocity(r)) / 2 }

// Identity is the metric M = I.
type Identity struct{}

// Velocity returns a copy of r.
func (Identity) Velocity(r []float64) []float64 { return slices.Clone(r) }

// Momentum returns a copy of eps.
func (Identity) Momentum(eps []float64) []float64 { return slices.Clone(eps) }

// Diagonal is a metric by the diagonal of M^-1, which must be positive.
type Diagonal []float64

// Velocity scales r by the inverse mass.
func (d Diagonal) Velocity(r []float64) []float64 {
	v := make([]float64, len(r))
	for i := range r {
		v[i] = d[i] * r[i]
	}
	return v
}

// Momentum scales eps by the root of the mass.
func (d Diagonal) Momentum(eps []float64) []float64 {
	r := make([]float64, len(eps))
	for i := range eps {
		r[i] = eps[i] / math.Sqrt(d[i])
	}
	return r
}

// Dense is a metric by the rows of M^-1, symmetric and positive definite.
type Dense [][]float64

// Velocity multiplies r by the rows.
func (a Dense) Velocity(r []float64) []float64 {
	v := make([]float64, len(r))
	for i := range v {
		v[i] = dot(a[i], r)
	}
	return v
}

// Momentum follows NumPyro's choice among the roots of M. With the lower
// triangular T of M^-1 = Tᵀ T, M^{1/2} is T^-1, since T^-1 T^-ᵀ = (Tᵀ T)^-1 = M:
// the Cholesky factor of M without inverting M^-1. So T r = eps is solved from
// the top:
//
//	r_i = (eps_i - Σ_{j<i} T_ij r_j) / T_ii
func (a Dense) Momentum(eps []float64) []float64 {
	t := a.reversedCholesky()
	r := make([]float64, len(eps))
	for i := range r {
		r[i] = (eps[i] - dot(t[i][:i], r)) / t[i][i]
	}
	return r
}

// reversedCholesky is the lower triangular T with A = Tᵀ T, from the last row
// up:
//
//	T_ii = √(A_ii - Σ_{k>i} T_ki²);  T_ij = (A_ij - Σ_{k>i} T_ki T_kj) / T_ii, j < i
func (a Dense) reversedCholesky() [][]float64 {
	n := len(a)
	t := make([][]float64, n)
	for i := n - 1; i >= 0; i-- {
		t[i] = make([]float64, n)
		for j := i; j >= 0; j-- {
			sum := a[i][j]
			for k := i + 1; k < n; k++ {
				sum -= t[k][i] * t[k][j]
			}
			if j == i {
				t[i][i] = math.Sqrt(sum)
			} else {
				t[i][j] = sum / t[i][i]
			}
		}
	}
	return t
}
