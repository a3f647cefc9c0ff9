package main

import (
	"math"
	"testing"
)

// reference is the log density by stick-breaking and the forward algorithm in linear space.
func (h hmm) reference(z []float64) (lp float64) {
	var transition, emission [][]float64
	for range hmmStates {
		p, logDet := simplex(z[:hmmStates-1])
		transition, lp, z = append(transition, p), lp+logDet+logDirichlet(p, 1), z[hmmStates-1:]
	}
	for range hmmStates {
		p, logDet := simplex(z[:hmmWords-1])
		emission, lp, z = append(emission, p), lp+logDet+logDirichlet(p, 0.1), z[hmmWords-1:]
	}
	for t, state := range h.States {
		if t > 0 {
			lp += math.Log(transition[h.States[t-1]][state])
		}
		lp += math.Log(emission[state][h.Labeled[t]])
	}
	a := []float64{1, 1, 1}
	for t, word := range h.Words {
		next := make([]float64, hmmStates)
		for to := range next {
			for from, p := range a {
				if t == 0 {
					next[to] = 1
				} else {
					next[to] += p * transition[from][to]
				}
			}
			next[to] *= emission[to][word]
		}
		a = next
	}
	return lp + math.Log(a[0]+a[1]+a[2])
}

// simplex maps to a simplex by stick-breaking, as Stan does, with the log determinant of the Jacobian.
func simplex(z []float64) (p []float64, logDet float64) {
	rest := 1.0
	for i, x := range z {
		s := 1 / (1 + math.Exp(math.Log(float64(len(z)-i))-x))
		p = append(p, rest*s)
		logDet += math.Log(rest * s * (1 - s))
		rest *= 1 - s
	}
	return append(p, rest), logDet
}

// logDirichlet is the log density with one concentration for all.
func logDirichlet(p []float64, concentration float64) float64 {
	n := float64(len(p))
	lp := logGamma(n*concentration) - n*logGamma(concentration)
	for _, x := range p {
		lp += (concentration - 1) * math.Log(x)
	}
	return lp
}

func TestHMM(t *testing.T) {
	for _, words := range [][2]int{{6, 2}, {20, 40}} {
		h := newHMM(words[0], words[1])
		p, err := posterior(hmmModel, h.data(), h.Z)
		isGradient(t, p, err, h.reference, h.Z)
	}
}
