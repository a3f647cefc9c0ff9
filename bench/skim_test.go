package main

import (
	"math"
	"testing"
)

// reference is the log density of testdata/skim.c, with the constant that it leaves out.
func (s skim) reference(z []float64) float64 {
	k2, e1, e2, v := z[:s.Columns], z[s.Columns], z[s.Columns+1], z[s.Columns+2]
	k := make([][]float64, s.Rows)
	for i := range k {
		k[i] = make([]float64, s.Rows)
		for j := range k[i] {
			var main, pairs float64
			for p, scale := range k2 {
				xy := s.X[i*s.Columns+p] * s.X[j*s.Columns+p]
				main += scale * xy
				pairs += scale * xy * xy
			}
			k[i][j] = e2/2*((1+main)*(1+main)-pairs) + (e1-e2)*main + 1 - e2/2
		}
		k[i][i] += v
	}
	return normalVector(s.Y, k)
}

// normalVector is log N(y; 0, k), by the Cholesky factor. It overwrites k.
func normalVector(y []float64, k [][]float64) (lp float64) {
	z := make([]float64, len(y))
	for i := range k {
		for j := range i + 1 {
			for m := range j {
				k[i][j] -= k[i][m] * k[j][m]
			}
			if j < i {
				k[i][j] /= k[j][j]
			}
		}
		k[i][i] = math.Sqrt(k[i][i])
		z[i] = y[i]
		for j := range i {
			z[i] -= k[i][j] * z[j]
		}
		z[i] /= k[i][i]
		lp -= z[i]*z[i]/2 + math.Log(k[i][i]) + logSqrt2Pi
	}
	return lp
}

func TestSkim(t *testing.T) {
	s := newSkim(20, 5)
	p, err := posterior(skimModel, s.data(), s.Z)
	isGradient(t, p, err, s.reference, s.Z)
}
