package main

import (
	"math"
	"testing"
)

// schoolsReference is the density over mu, log tau and the decentered effects.
func schoolsReference(z []float64) float64 {
	mu, tau := z[0], math.Exp(z[1])
	lp := normalLogDensity(mu, 0, 5) + math.Log(2/(math.Pi*5)/(1+tau*tau/25)) + z[1]
	for i, x := range z[2:] {
		lp += normalLogDensity(x, 0, 1)
		lp += normalLogDensity(schools.Y.Float64s()[i], mu+tau*x, schools.Sigma.Float64s()[i])
	}
	return lp
}

func TestEightSchools(t *testing.T) {
	p, err := schoolsPosterior()
	isGradient(t, p, err, schoolsReference, schoolsAt)
}
