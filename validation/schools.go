package main

import (
	"math"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/infer/hmc"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/reparam"
)

// eightSchools is the hierarchical model of Rubin (1981). The model is the centered one; its effects are
// sampled non-centered, as theta_decentered.
var eightSchools = posterior{
	Name: "eight_schools_noncentered",
	Key:  "eight_schools-eight_schools_noncentered",
	Bind: func(c columns) problem {
		return bind(reparam.Noncenter(schoolsModel, "theta"), schools{Y: c["y"], Sigma: c["sigma"]})
	},
	Dropped: func(c columns) float64 {
		return 17*normalConstant - np.Log(c["sigma"]).Sum().Item() - math.Log(5) + halfConstant + cauchyConstant - math.Log(5)
	},
	Order:  []string{"theta_decentered", "mu", "tau"},
	Kernel: func(columns) hmc.NUTS { return hmc.NUTS{Config: hmc.Config{TargetAccept: 0.95}} },
	Short:  true,
}

// schools is what was measured at each school.
type schools struct {
	Y     np.Array // effect of coaching
	Sigma np.Array // standard error
}

func schoolsModel(p *phlox.P, d schools) {
	mu := p.Sample("mu", dist.Normal(0, 5))
	tau := p.Sample("tau", dist.HalfCauchy(5))
	school := p.Plate("school", d.Y.Len())
	theta := school.Sample("theta", dist.Normal(mu, tau))
	school.Observe("y", dist.Normal(theta, d.Sigma), d.Y)
}
