package main

import (
	"math"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/infer/hmc"
	"github.com/phlox-ppl/phlox/np"
)

// The regressions of Gelman and Hill: "Data Analysis Using Regression and Multilevel/Hierarchical Models",
// 2007, as in posteriordb.

// nes is the regression of the party that a voter identifies with, in the election study of a year.
func nes(year string) posterior {
	return flatRegression(year, year+"-nes", flatSigma, func(c columns) regression {
		age := func(group int) np.Array { return c["age_discrete"].Eq(group).AsType(np.Float64) }
		return withIntercept(c["partyid7"], c["real_ideo"], c["race_adj"], age(2), age(3), age(4),
			c["educ1"], c["gender"], c["income"])
	})
}

var earnHeight = flatRegression("earn_height", "earnings-earn_height", flatSigma, func(c columns) regression {
	return withIntercept(c["earn"], c["height"])
})

var logEarnInteraction = flatRegression("logearn_interaction", "earnings-logearn_interaction", flatSigma,
	func(c columns) regression {
		return withIntercept(np.Log(c["earn"]), c["height"], c["male"], c["height"].Mul(c["male"]))
	})

var kidscoreInteraction = flatRegression("kidscore_interaction", "kidiq-kidscore_interaction", cauchySigma,
	func(c columns) regression {
		return withIntercept(c["kid_score"], c["mom_hs"], c["mom_iq"], c["mom_hs"].Mul(c["mom_iq"]))
	})

var kidscoreMomIQ = flatRegression("kidscore_momiq", "kidiq-kidscore_momiq", cauchySigma, func(c columns) regression {
	return withIntercept(c["kid_score"], c["mom_iq"])
})

var kidscoreInteractionZ = short(flatRegression("kidscore_interaction_z", "kidiq_with_mom_work-kidscore_interaction_z", flatSigma,
	func(c columns) regression {
		hs, iq := standardized(c["mom_hs"]), standardized(c["mom_iq"])
		return withIntercept(c["kid_score"], hs, iq, hs.Mul(iq))
	}))

// standardized returns x less its mean, over two standard deviations.
func standardized(x np.Array) np.Array {
	n := float64(x.Len())
	sd := x.Std().Mul(math.Sqrt(n / (n - 1)))
	return x.Sub(x.Mean()).Div(sd.Mul(2))
}

var mesquite = short(flatRegression("mesquite", "mesquite-mesquite", flatSigma, func(c columns) regression {
	return withIntercept(c["weight"], c["diam1"], c["diam2"], c["canopy_height"], c["total_height"], c["density"], c["group"])
}))

var logMesquite = short(flatRegression("logmesquite_logvas", "mesquite-logmesquite_logvas", flatSigma,
	func(c columns) regression {
		area := c["diam1"].Mul(c["diam2"])
		return withIntercept(np.Log(c["weight"]), np.Log(area.Mul(c["canopy_height"])), np.Log(area),
			np.Log(c["diam1"].Div(c["diam2"])), np.Log(c["total_height"]), np.Log(c["density"]), c["group"])
	}))

// blr is a regression on five predictors with normal priors.
var blr = posterior{
	Name:    "blr",
	Key:     "sblri-blr",
	Bind:    func(c columns) problem { return bind(blrModel, regression{X: c["X"], Y: c["y"]}) },
	Dropped: func(columns) float64 { return halfConstant },
	Exact: func(c columns) map[string]moments {
		return gaussianLinear{
			Data: regression{X: c["X"], Y: c["y"]}, Names: numbered("beta", 5), Sigma: dist.HalfNormal(10),
			Loc: make([]float64, 5), Precision: []float64{0.01, 0.01, 0.01, 0.01, 0.01},
		}.moments()
	},
	Kernel: func(c columns) hmc.NUTS { return whitened(regression{X: c["X"], Y: c["y"]}) },
	Short:  true,
}

func blrModel(p *phlox.P, d regression) {
	beta := p.Plate("predictor", d.X.Dim(1)).Sample("beta", dist.Normal(0, 10))
	sigma := p.Sample("sigma", dist.HalfNormal(10))
	p.Plate("row", d.Y.Len()).Observe("y", dist.Normal(np.MatMul(d.X, beta), sigma), d.Y)
}

// kilpisjarvi is the trend of the summer temperature in a Finnish village.
var kilpisjarvi = posterior{
	Name: "kilpisjarvi",
	Key:  "kilpisjarvi_mod-kilpisjarvi",
	Bind: func(c columns) problem { return bind(trendModel, newTrend(c)) },
	Dropped: func(c columns) float64 {
		return float64(c["y"].Len()+2)*normalConstant - np.Log(c["psalpha"].Mul(c["psbeta"])).Item()
	},
	Exact: func(c columns) map[string]moments {
		precision := func(sd string) float64 { return math.Pow(c[sd].Item(), -2) }
		return gaussianLinear{
			Data: withIntercept(c["y"], c["x"]), Names: []string{"alpha", "beta"}, Sigma: flatSigma.Dist,
			Loc:       []float64{c["pmualpha"].Item(), c["pmubeta"].Item()},
			Precision: []float64{precision("psalpha"), precision("psbeta")},
		}.moments()
	},
	Kernel: func(c columns) hmc.NUTS { return whitened(withIntercept(c["y"], c["x"])) },
}

// trend is a line with normal priors.
type trend struct {
	X, Y              np.Array
	AlphaLoc, AlphaSD np.Array
	BetaLoc, BetaSD   np.Array
}

func newTrend(c columns) trend {
	return trend{
		X: c["x"], Y: c["y"],
		AlphaLoc: c["pmualpha"], AlphaSD: c["psalpha"], BetaLoc: c["pmubeta"], BetaSD: c["psbeta"],
	}
}

func trendModel(p *phlox.P, d trend) {
	alpha := p.Sample("alpha", dist.Normal(d.AlphaLoc, d.AlphaSD))
	beta := p.Sample("beta", dist.Normal(d.BetaLoc, d.BetaSD))
	sigma := p.Sample("sigma", flat(constraint.Positive{}))
	p.Plate("year", d.Y.Len()).Observe("y", dist.Normal(alpha.Add(beta.Mul(d.X)), sigma), d.Y)
}

// diamonds is the regression of the log price of 5000 diamonds on 24 predictors, which brms centers.
var diamonds = posterior{
	Name:    "diamonds",
	Key:     "diamonds-diamonds",
	Bind:    func(c columns) problem { return bind(diamondsModel, newDiamonds(c)) },
	Dropped: func(columns) float64 { return 0 },
	Kernel: func(c columns) hmc.NUTS {
		d := newDiamonds(c)
		k := whitened(regression{X: np.Concat(1, d.X, np.Ones(d.Y.Len(), 1)), Y: d.Y})
		k.FixMetric = true // the first window of adaptation has fewer draws than there are coefficients
		return k
	},
}

func newDiamonds(c columns) regression {
	x := c["X"].Slice(1, 1, c["X"].Dim(1))
	return regression{X: x.Sub(x.Mean(0)), Y: c["Y"]}
}

func diamondsModel(p *phlox.P, d regression) {
	b := p.Plate("predictor", d.X.Dim(1)).Sample("b", dist.Normal(0, 1))
	intercept := p.Sample("Intercept", dist.StudentT(3, 8, 10))
	sigma := p.Sample("sigma", flat(constraint.Positive{}))
	p.Factor("sigma_prior", dist.StudentT(3, 0, 10).LogProb(sigma).Add(halfConstant))
	p.Plate("row", d.Y.Len()).Observe("y", dist.Normal(np.MatMul(d.X, b).Add(intercept), sigma), d.Y)
}

func short(p posterior) posterior {
	p.Short = true
	return p
}
