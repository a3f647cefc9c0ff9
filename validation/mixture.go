package main

import (
	"math"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// gaussianMixture is a mixture of two normal distributions, told apart by the order of their means.
var gaussianMixture = posterior{
	Name: "low_dim_gauss_mix",
	Key:  "low_dim_gauss_mix-low_dim_gauss_mix",
	Bind: func(c columns) problem { return bind(gaussianMixtureModel, mixed{Y: c["y"]}) },
	Dropped: func(columns) float64 {
		return 4*(normalConstant-math.Log(2)) + 2*halfConstant - logBeta(5, 5)
	},
}

type mixed struct{ Y np.Array }

func gaussianMixtureModel(p *phlox.P, d mixed) {
	mu := p.Sample("mu", flatVector(constraint.Ordered{}, 2))
	p.Factor("mu_prior", dist.Normal(0, 2).LogProb(mu).Sum())
	sigma := p.Plate("component", 2).Sample("sigma", dist.HalfNormal(2))
	theta := p.Sample("theta", dist.Beta(5, 5))
	weights := dist.Categorical(np.Stack(0, theta, np.Sub(1.0, theta)))
	p.Plate("value", d.Y.Len()).Observe("y", dist.MixtureSameFamily(weights, dist.Normal(mu, sigma)), d.Y)
}
