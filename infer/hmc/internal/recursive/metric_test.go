package recursive

import (
	"math"
	"testing"
)

// M^{1/2} M^{1/2}ᵀ = M: with columns c_i of M^{1/2}, M^-1 Σ c_i c_iᵀ = I.
func TestMomentumIsARootOfTheMass(t *testing.T) {
	for _, m := range []Metric{
		Identity{},
		Diagonal{4, 0.25, 9},
		Dense{{2, 0.6, -0.3}, {0.6, 1, 0.2}, {-0.3, 0.2, 0.5}},
	} {
		product := make([][]float64, 3)
		for i := range product {
			product[i] = make([]float64, 3)
		}
		for i := range 3 {
			unit := make([]float64, 3)
			unit[i] = 1
			c := m.Momentum(unit)
			for j := range i {
				if c[j] != 0 {
					t.Errorf("%v: entry %d of column %d is %g; the root is lower triangular", m, j, i, c[j])
				}
			}
			for j, v := range m.Velocity(c) {
				product[j] = axpy(v, c, product[j])
			}
		}
		for i, row := range product {
			for j, got := range row {
				want := 0.0
				if i == j {
					want = 1
				}
				if math.Abs(got-want) > 1e-14 {
					t.Errorf("%v: M^-1 M has %g at (%d, %d), want %g", m, got, i, j, want)
				}
			}
		}
	}
}
