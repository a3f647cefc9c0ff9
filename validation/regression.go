package main

import (
	"math"
	"strconv"

	"gonum.org/v1/gonum/mat"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/infer/hmc"
	"github.com/phlox-ppl/phlox/np"
)

// regression is the data of a linear regression.
type regression struct {
	X np.Array // a row for each value: what it depends on
	Y np.Array
}

// flatRegression is the posterior of y ~ normal(X β, σ) with a flat prior of β, and the given one of σ.
func flatRegression(name, data string, sigma sigmaPrior, design func(c columns) regression) posterior {
	model := func(p *phlox.P, d regression) {
		beta := p.Sample("beta", flatVector(constraint.RealVector{}, d.X.Dim(1)))
		scale := p.Sample("sigma", sigma.Dist)
		p.Plate("row", d.Y.Len()).Observe("y", dist.Normal(np.MatMul(d.X, beta), scale), d.Y)
	}
	return posterior{
		Name: name,
		Key:  data,
		Bind: func(c columns) problem { return bind(model, design(c)) },
		Exact: func(c columns) map[string]moments {
			d := design(c)
			k := d.X.Dim(1)
			return gaussianLinear{
				Data: d, Names: numbered("beta", k), Sigma: sigma.Dist,
				Loc: make([]float64, k), Precision: make([]float64, k),
			}.moments()
		},
		Dropped: func(c columns) float64 {
			return float64(design(c).Y.Len())*normalConstant + sigma.Dropped
		},
		Kernel: func(c columns) hmc.NUTS { return whitened(design(c)) },
	}
}

// whitened is a kernel for a regression's coefficients and then log σ. Coefficients of predictors that are
// not centered are correlated, up to 0.9999, and of scales that differ by thousands. Instead of centering
// predictors, which would change the parameters, the metric is dense and begins with the covariance around
// the least squares fit; being as small as 1e-9 it must not be shrunk toward 1e-3, as is usual.
func whitened(d regression) hmc.NUTS {
	fit := newLeastSquares(d)
	k := fit.b.Len()
	inverse := invert(fit.r)
	covariance := mat.NewDense(k+1, k+1, nil)
	covariance.Slice(0, k, 0, k).(*mat.Dense).Mul(inverse, inverse.T())
	covariance.Scale(fit.residual/float64(fit.n), covariance)
	covariance.Set(k, k, 1/float64(2*fit.n))
	metric := np.New(covariance.RawMatrix().Data, k+1, k+1)
	return hmc.NUTS{Config: hmc.Config{Dense: true, Unregularized: true, InverseMass: metric}}
}

// sigmaPrior is a prior of a residual standard deviation.
type sigmaPrior struct {
	Dist    dist.Dist
	Dropped float64 // by Stan from its log density
}

var (
	flatSigma   = sigmaPrior{flat(constraint.Positive{}), 0}
	cauchySigma = sigmaPrior{dist.HalfCauchy(2.5), halfConstant + cauchyConstant - math.Log(2.5)}
)

// numbered returns name[1], ..., name[n].
func numbered(name string, n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = name + "[" + strconv.Itoa(i+1) + "]"
	}
	return names
}

// withIntercept is the regression of y on a constant and the given predictors.
func withIntercept(y np.Array, x ...np.Array) regression {
	all := append([]np.Array{np.OnesLike(y)}, x...)
	return regression{X: np.Stack(1, all...), Y: y}
}
