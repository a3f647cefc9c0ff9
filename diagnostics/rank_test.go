package diagnostics

import (
	"math"
	"testing"
)

func TestRankNormalize(t *testing.T) {
	// scipy.stats.norm.ppf((r - 3/8) / 4.25) for the ranks r = 1, 1.5, 2, 3, 3.5, 4
	z := map[float64]float64{
		1: -1.0491313979639707, 1.5: -0.6289042176321898, 2: -0.2993069104656671,
		3: 0.2993069104656671, 3.5: 0.62890421763219, 4: 1.0491313979639711,
	}
	for _, test := range []struct {
		name          string
		chains, ranks [][]float64
	}{
		{"distinct", [][]float64{{10, -5}, {1e9, 11}}, [][]float64{{2, 1}, {4, 3}}},
		{"ties share the mean rank", [][]float64{{1, 1}, {2, 2}}, [][]float64{{1.5, 1.5}, {3.5, 3.5}}},
	} {
		got := rankNormalize(test.chains)
		for c := range test.ranks {
			for i, rank := range test.ranks[c] {
				if !near(got[c][i], z[rank], 1e-12) {
					t.Errorf("%s: z[%d][%d] = %v, want %v", test.name, c, i, got[c][i], z[rank])
				}
			}
		}
	}
}

func TestRankNormalizeIsSymmetric(t *testing.T) {
	x := [][]float64{make([]float64, 101)}
	for i := range x[0] {
		x[0][i] = float64(i * i * i)
	}
	z := rankNormalize(x)[0]
	for i := range z {
		if math.Abs(z[i]+z[100-i]) > 1e-14 {
			t.Errorf("z[%d] = %v, z[%d] = %v", i, z[i], 100-i, z[100-i])
		}
	}
}
