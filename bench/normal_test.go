package main

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/np"
)

func TestNormal(t *testing.T) {
	values := normalValues(1001)
	p, err := posterior(normalModel, np.New(values), normalAt)
	isGradient(t, p, err, func(z []float64) (lp float64) {
		for _, x := range values {
			lp += normalLogDensity(x, z[0], math.Exp(z[1]))
		}
		return lp
	}, normalAt)
}
