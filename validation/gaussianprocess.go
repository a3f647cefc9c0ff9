package main

import (
	"math"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/np"
)

// gaussianProcess is the regression of eleven values on a smooth curve.
var gaussianProcess = posterior{
	Name: "gp_regr",
	Key:  "gp_pois_regr-gp_regr",
	Bind: func(c columns) problem { return bind(gaussianProcessModel, newCurve(c["x"], c["y"])) },
	Dropped: func(c columns) float64 {
		gamma := 25*math.Log(4) - logGamma(25)
		return gamma + 2*(halfConstant+normalConstant) - math.Log(2) + float64(c["y"].Len())*normalConstant
	},
	Short: true,
}

// curve is measured values.
type curve struct {
	Y        np.Array
	Distance np.Array // squared, between any two places
}

func newCurve(x, y np.Array) curve {
	return curve{Y: y, Distance: x.ExpandDims(1).Sub(x).Square()}
}

// The covariance is α² exp(-d²/(2ρ²)), with σ, not its square, added on the diagonal.
func gaussianProcessModel(p *phlox.P, d curve) {
	rho := p.Sample("rho", dist.Gamma(25, 4))
	alpha := p.Sample("alpha", dist.HalfNormal(2))
	sigma := p.Sample("sigma", dist.HalfNormal(1))
	smooth := np.Exp(d.Distance.Div(rho.Square()).Mul(-0.5)).Mul(alpha.Square())
	covariance := smooth.Add(np.Eye(d.Y.Len()).Mul(sigma))
	p.Observe("y", dist.MultivariateNormal(0, covariance), d.Y)
}
